import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseLanguage, createTranslate, fill, formatNumber, numberLocale, pick, pseudo } from '../src/lib/i18n.js';

const SOURCE = new URL('../src/', import.meta.url).pathname;
const TEXTS = readFileSync(join(SOURCE, 'texts.js'), 'utf8');
const TABLES = [...TEXTS.matchAll(/import\('\.\/i18n\/([\w-]+\.js)'\)/g)].map(([, name]) => name);

/** All texts of a language, by the file that they are in. @param {'en' | 'es'} language @returns {Promise<Map<string, Record<string, string>>>} */
async function textsOf(language) {
  const files = TABLES.filter((name) => name === `${language}.js` || name.startsWith(`${language}-`));
  const modules = await Promise.all(files.map((name) => import(join(SOURCE, 'i18n', name))));
  return new Map(files.map((name, index) => [name, Object.assign({}, ...Object.values(modules[index]))]));
}

const [byFile, spanishByFile] = await Promise.all([textsOf('en'), textsOf('es')]);
/** @type {Record<string, string>} */
const en = Object.assign({}, ...byFile.values());
/** @type {Record<string, string>} */
const es = Object.assign({}, ...spanishByFile.values());

/** @param {string} text names in braces */
const placeholders = (text) => [...new Set([...text.matchAll(/\{([\w.]+)/g)].map(([, name]) => name))].sort();

test('both languages have the same keys and the same placeholders', () => {
  assert.deepEqual(Object.keys(es).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    assert.deepEqual(placeholders(es[key]), placeholders(text), key);
    assert.ok(text.trim(), key);
  }
});

test('every fixed key that the code asks for exists, and every text is used', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.js') && !name.startsWith('i18n'),
  );
  const code = files.map((name) => readFileSync(join(SOURCE, name), 'utf8')).join('\n');
  for (const [, key] of code.matchAll(/\bt\(\s*'([^']+)'/g)) assert.ok(key in en, key);
  // A built key such as `sampling.prior.${prior}` uses every text with that beginning.
  const built = [...code.matchAll(/`((?:[a-z]+\.)?(?:\w+\.)*)\$\{/gi)].map(([, start]) => start).filter(Boolean);
  const titles = /\.(title|lede)$/;
  // What the data of the lessons ask for has a test of its own.
  const lessons = Object.keys({ ...byFile.get('en-lessons.js'), ...byFile.get('en-glossary.js') });
  for (const key of Object.keys(en).filter((name) => !lessons.includes(name))) {
    const used = code.includes(`'${key}'`) || built.some((start) => key.startsWith(start)) || titles.test(key);
    assert.ok(used, `${key} is not used`);
  }
});

test('a text is in one table, and both languages divide them alike', () => {
  const names = [...byFile.values()].flatMap((table) => Object.keys(table));
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  for (const [file, table] of byFile) {
    const spanish = spanishByFile.get(file.replace(/^en/, 'es')) ?? {};
    assert.deepEqual(Object.keys(spanish).sort(), Object.keys(table).sort(), file);
  }
});

test('every screen has its title at once', () => {
  const core = byFile.get('en.js') ?? {};
  const screens = readFileSync(join(SOURCE, 'router.js'), 'utf8').matchAll(/^ {2}(\w+): \{ icon/gm);
  for (const [, screen] of screens) assert.ok(`${screen}.title` in core, `${screen}.title`);
});

test('chooses the first language that exists', () => {
  assert.equal(chooseLanguage(['es-MX', 'en']), 'es');
  assert.equal(chooseLanguage(['de', 'en-GB', 'es']), 'en');
  assert.equal(chooseLanguage(['fr']), 'en');
  assert.equal(chooseLanguage([]), 'en');
});

test('fills values, numbers and plurals by the rules of the language', () => {
  assert.equal(fill('{a} and {b}', { a: 'x', b: 1234.5 }, 'en'), 'x and 1,234.5');
  assert.equal(fill('{n|# imagen|# imágenes}', { n: 1 }, 'es'), '1 imagen');
  assert.equal(fill('{n|# imagen|# imágenes}', { n: 16 }, 'es'), '16 imágenes');
  assert.equal(fill('{unknown}', {}, 'en'), '{unknown}');
  assert.equal(fill('τ = {0.4}, of {10000}', {}, 'en'), 'τ = 0.4, of 10,000');
});

test('numbers are written as the number fields of the browser write them', () => {
  for (const [language, browser, shown] of [
    ['es', 'es-ES', '0,5'],
    ['es', 'es-MX', '0.5'],
    ['es', 'es', '0,5'],
    ['es', 'en-US', '0.5'],
    ['en', 'es-ES', '0.5'],
    ['qps', 'en-GB', '0.5'],
  ])
    assert.equal(
      new Intl.NumberFormat(numberLocale(language, browser)).format(0.5),
      shown,
      `${language} in ${browser}`,
    );
  assert.equal(formatNumber(0.5, 'en'), '0.5');
});

test('follows the language in place; the pseudo-language marks every text', () => {
  /** @type {import('../src/lib/i18n.js').Language} */
  let language = 'es';
  const translate = createTranslate({ en: { a: 'Seed {n}' }, es: { a: 'Semilla {n}' } }, () => language);
  assert.equal(translate('a', { n: 7 }), 'Semilla 7');
  language = 'en';
  assert.equal(translate('a', { n: 7 }), 'Seed 7');
  assert.equal(translate('missing'), 'missing');
  language = 'qps';
  assert.equal(translate('a', { n: 7 }), '[Seeeed 7]');
  assert.equal(pseudo('Latente {name}'), '[Laateentee {name}]');
});

test('texts of a card', () => {
  assert.equal(pick({ en: 'Dress', es: 'Vestido' }, 'es'), 'Vestido');
  assert.equal(pick({ en: 'Dress', es: 'Vestido' }, 'qps'), 'Dress');
  assert.equal(pick(undefined, 'es'), '');
});
