import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../tools/modules.mjs';

const LIB = join(ROOT, 'src/lib');
const HERE = join(ROOT, 'tests');

test('every pure module has a test that imports it, and touches no document', () => {
  const tests = readdirSync(HERE).filter((name) => name.endsWith('.test.js'));
  const imported = new Set(
    tests
      .map((name) => readFileSync(join(HERE, name), 'utf8'))
      .flatMap((text) => [...text.matchAll(/'\.\.\/src\/lib\/([\w-]+\.js)'/g)].map(([, name]) => name)),
  );
  const modules = readdirSync(LIB).filter((name) => name.endsWith('.js'));
  assert.ok(modules.length > 30);
  assert.deepEqual(
    modules.filter((name) => !imported.has(name)),
    [],
  );
  const touching = modules.filter((name) => /\b(document|localStorage)\./.test(readFileSync(join(LIB, name), 'utf8')));
  assert.deepEqual(touching, []);
});
