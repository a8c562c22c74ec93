import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { closure, named, ROOT, read, screens } from '../tools/modules.mjs';

/** @param {string} path @returns {Promise<string[]>} names of the texts in a table */
async function texts(path) {
  return Object.values(await import(join(ROOT, path))).flatMap((table) => Object.keys(table));
}

/** Tables of single screens, from texts.js. @returns {Map<string, string>} */
function tables() {
  const found = read('src/texts.js').matchAll(/^ {2}(\w+): \{ en: \(\) => import\('\.\/(i18n\/[\w-]+\.js)'\)/gm);
  return new Map([...found].map(([, part, path]) => [part, `src/${path}`]));
}

/**
 * Everything that a screen may draw, now or later, each with the parts whose texts are fetched
 * before it; not what belongs to other screens.
 * @param {string} screen
 * @returns {Map<string, Set<string>>}
 */
function reached(screen) {
  const views = screens();
  const away = new Set(others(screen).map((name) => views[name]));
  const found = new Map(closure(['src/main.js', views[screen]]).map((path) => [path, new Set(['core', screen])]));
  for (const [path, parts] of found) {
    const fetched = [...read(path).matchAll(/fetchTexts\('(\w+)'/g)].map(([, part]) => part);
    const later = named(path, 'dynamic').filter((one) => one.endsWith('.js') && !away.has(one));
    for (const next of closure(later, [...found.keys()])) found.set(next, new Set([...parts, ...fetched]));
    for (const part of path === 'src/main.js' ? [] : fetched) parts.add(part);
  }
  return found;
}

/** @param {string} screen @returns {string[]} names, by which their files go too */
function others(screen) {
  return Object.keys(screens()).filter((name) => name !== screen);
}

const LESSON_TEXTS = ['lessons', 'glossary'];

/** The texts of a table that a file names or builds. @param {string} path @param {string[]} names */
function usedIn(path, names) {
  const code = read(path);
  const built = [...code.matchAll(/`((?:[a-z]+\.)(?:\w+\.)*)\$\{/g)].map(([, start]) => start);
  return names.filter((name) => code.includes(`'${name}'`) || built.some((start) => name.startsWith(start)));
}

test('every screen has all texts that it may show', async () => {
  const parts = [...tables()];
  const names = new Map(
    await Promise.all(parts.map(async ([part, path]) => /** @type {[string, string[]]} */ ([part, await texts(path)]))),
  );
  const missing = Object.keys(screens()).flatMap((screen) =>
    [...reached(screen)].flatMap(([path, known]) => {
      const isOthers = others(screen).some((name) => path.includes(`/${name}`));
      if (!path.startsWith('src/') || path.startsWith('src/i18n/') || isOthers) return [];
      // Names of lessons and terms begin many words: only who asks for their texts means them.
      const isLessons = /\blt\b/.test(read(path));
      const unknown = [...names].filter(([part]) => !known.has(part) && (isLessons || !LESSON_TEXTS.includes(part)));
      const foreign = unknown.flatMap(([, own]) => own);
      return usedIn(path, foreign).map((name) => `${screen}: ${path}: ${name}`);
    }),
  );
  assert.deepEqual(missing, []);
});

test('the page asks ahead for what each screen draws first with: else `npm run preload`', () => {
  const run = spawnSync(process.execPath, [join(ROOT, 'tools', 'preload.mjs'), '--check'], { encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
});

test('the page asks ahead for the texts that screens have of their own', () => {
  const [, list] = /const TEXTS = \[([^\]]*)\]/.exec(read('index.html')) ?? [];
  const ahead = [...list.matchAll(/'(\w+)'/g)].map(([, part]) => part);
  assert.deepEqual(ahead.sort(), [...tables().keys()].filter((part) => part !== 'core').sort());
});

test('imports are read as a browser reads them', () => {
  assert.ok(named('src/html.js', 'static').includes('vendor/htm.js'));
  assert.ok(named('vendor/signals.js', 'static').includes('vendor/signals-core.js'));
  assert.ok(!named('src/html.js', 'static').some((path) => path.endsWith('.d.ts')));
  assert.ok(named('src/router.js', 'dynamic').includes('src/views/sampling.js'));
  const all = closure(['src/main.js']);
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(closure(['src/html.js'], all), []);
});
