import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { en } from '../src/i18n/en.js';
import { es } from '../src/i18n/es.js';
import { chooseLanguage, createTranslate, fill, formatNumber, pick, pseudo } from '../src/lib/i18n.js';

/** @param {string} text names in braces */
const placeholders = (text) => [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort();

test('both languages have the same keys and the same placeholders', () => {
  assert.deepEqual(Object.keys(es).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    assert.deepEqual(placeholders(es[/** @type {keyof typeof es} */ (key)]), placeholders(text), key);
    assert.ok(text.trim(), key);
  }
});

test('every fixed key that the code asks for exists, and every text is used', () => {
  const source = new URL('../src', import.meta.url).pathname;
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.js') && !name.startsWith('i18n'),
  );
  const code = files.map((name) => readFileSync(join(source, name), 'utf8')).join('\n');
  for (const [, key] of code.matchAll(/\bt\(\s*'([^']+)'/g)) assert.ok(key in en, key);
  // A built key such as `sampling.prior.${prior}` uses every text with that beginning.
  const built = [...code.matchAll(/`((?:[a-z]+\.)?(?:\w+\.)*)\$\{/gi)].map(([, start]) => start).filter(Boolean);
  const titles = /\.(title|lede)$/;
  for (const key of Object.keys(en)) {
    const used = code.includes(`'${key}'`) || built.some((start) => key.startsWith(start)) || titles.test(key);
    assert.ok(used, `${key} is not used`);
  }
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
  assert.equal(formatNumber(0.5, 'es'), '0,5');
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
