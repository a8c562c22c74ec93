import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { enGlossary } from '../src/i18n/en-glossary.js';
import { enLessons } from '../src/i18n/en-lessons.js';
import { esGlossary } from '../src/i18n/es-glossary.js';
import { esLessons } from '../src/i18n/es-lessons.js';
import { LESSONS } from '../src/tour/lessons/index.js';

/** @type {Record<string, string>} */
const en = { ...enLessons, ...enGlossary };
/** @type {Record<string, string>} */
const es = { ...esLessons, ...esGlossary };

/** All texts that the lessons' data ask for. */
function* asked() {
  for (const { id, steps, exercise, terms } of LESSONS) {
    for (const part of ['title', 'sentence', 'exercise', 'answer']) yield `${id}.${part}`;
    for (let option = 1; option <= (exercise.options ?? 0); option += 1) yield `${id}.option.${option}`;
    for (const step of steps) {
      for (const { text } of step.places) {
        const key = [id, step.id, text].filter(Boolean).join('.');
        for (const part of ['do', 'look', 'why']) yield `${key}.${part}`;
      }
    }
    for (const term of terms) yield `${term}.term`;
  }
}

/** @param {string} text */
const placeholders = (text) => [...text.matchAll(/\{([\w.]+)/g)].map(([, name]) => name).sort();

test('both languages have the same texts with the same placeholders', () => {
  assert.deepEqual(Object.keys(es).sort(), Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    assert.ok(text.trim() && es[key].trim(), key);
    assert.deepEqual(placeholders(es[key]), placeholders(text), key);
    // Formulas are read aloud: only some of them are the same words in both.
    if (text.length > 40) assert.notEqual(es[key], text, key);
  }
});

test('every text that lessons ask for exists, and every other text is used by the code', () => {
  const needed = new Set(asked());
  for (const key of needed) assert.ok(key in en, key);
  const source = new URL('../src', import.meta.url).pathname;
  const folders = [join(source, 'components', 'lessons'), join(source, 'tour'), join(source, 'views')];
  const code = folders
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  for (const [, key] of code.matchAll(/\blt\(\s*'([^']+)'/g)) assert.ok(key in en, key);
  for (const key of Object.keys(en)) {
    const ofTerm = /\.(term|text|said)$/.test(key) && code.includes(key.split('.')[0]);
    const built = /^(coach\.(step|exercise|end)|teach\.part|formula)\b/.test(key);
    assert.ok(needed.has(key) || ofTerm || built || code.includes(`'${key}'`), `${key} is not used`);
  }
});

test('every term of the glossary has its name, its sentence and its formula read aloud', () => {
  const names = new Set(Object.keys(enGlossary).map((key) => key.split('.')[0]));
  names.delete('formula');
  const formulas = readFileSync(new URL('../src/components/lessons/formulas.js', import.meta.url), 'utf8');
  for (const name of names) {
    for (const part of ['term', 'text', 'said']) assert.ok(`${name}.${part}` in en, `${name}.${part}`);
    assert.ok(new RegExp(`^  '?${name}'?[:,]`, 'm').test(formulas), `${name} has no formula`);
  }
  for (const { terms, formulas: shown } of LESSONS) {
    for (const term of terms) assert.ok(names.has(term), term);
    for (const name of shown) assert.ok(names.has(name) || `formula.${name}` in en, name);
  }
});
