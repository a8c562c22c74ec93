import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(ROOT, 'vendor', 'vendor.json'), 'utf8'));

/** @param {string} path */
const digest = (path) => createHash('sha512').update(readFileSync(path)).digest('base64');

test('vendored files are what vendor.json says, each with its licence', () => {
  for (const { file, sha512 } of manifest.modules) assert.equal(digest(join(ROOT, 'vendor', file)), sha512, file);
  assert.equal(digest(join(ROOT, 'icons', 'sprite.svg')), manifest.icons.sha512);
  const licences = readdirSync(join(ROOT, 'vendor', 'licences'));
  for (const { package: name } of [...manifest.modules, manifest.icons]) {
    assert.ok(licences.includes(`${name.replace('@', '').replace('/', '-')}.txt`), name);
  }
});

test('the import map names every vendored module and nothing else', () => {
  const html = readFileSync(join(ROOT, 'index.html'), 'utf8');
  const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
  const expected = Object.fromEntries(
    manifest.modules.map((/** @type {any} */ one) => [one.specifier, `./vendor/${one.file}`]),
  );
  assert.deepEqual(JSON.parse(map).imports, expected);
});

test('every icon that the code names is in the sprite', () => {
  const sprite = readFileSync(join(ROOT, 'icons', 'sprite.svg'), 'utf8');
  const source = join(ROOT, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  for (const file of files) {
    for (const [, name] of readFileSync(join(source, file), 'utf8').matchAll(/icon(?:="|: ')([a-z-]+)["']/g)) {
      assert.ok(sprite.includes(`<symbol id="${name}"`), `${file}: ${name}`);
    }
  }
});

test('vendoring again changes nothing', (context) => {
  if (!existsSync(join(ROOT, 'node_modules'))) {
    context.skip('frontend/node_modules is not installed (npm ci): the checksums above still hold');
    return;
  }
  const out = mkdtempSync(join(tmpdir(), 'latente-vendor-'));
  try {
    const run = spawnSync(process.execPath, [join(ROOT, 'tools', 'vendor.mjs'), '--out', out], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    const written = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    assert.ok(written.length > 5);
    for (const entry of written) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      const committed = path.replace(out, ROOT.replace(/\/$/, ''));
      assert.equal(readFileSync(path, 'utf8'), readFileSync(committed, 'utf8'), entry.name);
    }
  } finally {
    rmSync(out, { recursive: true });
  }
});
