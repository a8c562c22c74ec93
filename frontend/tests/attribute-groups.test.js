import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, isApplied, matches } from '../src/lib/attribute-groups.js';

/** @param {string} name @param {string} en @param {string} es @param {string} [group] @returns {any} */
const attribute = (name, en, es, group) => ({
  name,
  title: { en, es },
  ...(group ? { group: { en: group, es: group } } : {}),
});
const SMILE = attribute('Smiling', 'Smile', 'Sonrisa', 'Expression');
const BLOND = attribute('Blond_Hair', 'Blond hair', 'Cabello rubio', 'Hair');
const YOUNG = attribute('Young', 'Young', 'Joven', 'Expression');

test('search takes either language, no accents, several words', () => {
  assert.ok(matches(SMILE, 'SONRI'));
  assert.ok(matches(SMILE, 'smil'));
  assert.ok(matches(BLOND, 'rubio cab'));
  assert.ok(matches(attribute('x', 'Age', 'Años'), 'anos'));
  assert.ok(matches(BLOND, ''));
  assert.ok(!matches(BLOND, 'rubio sonrisa'));
  assert.ok(matches(BLOND, 'blond hair'), 'a name with an underscore');
});

test('groups keep the order of the card', () => {
  const groups = grouped([SMILE, BLOND, YOUNG, attribute('Wide', 'Wide', 'Ancho')]);
  assert.deepEqual(
    groups.map(({ heading, members }) => [heading?.en, members.map(({ name }) => name)]),
    [
      ['Expression', ['Smiling', 'Young']],
      ['Hair', ['Blond_Hair']],
      [undefined, ['Wide']],
    ],
  );
});

test('a preset is applied when all of its sliders stand there', () => {
  assert.ok(isApplied({ Smiling: 1.5 }, { Smiling: 1.5, Male: 1 }));
  assert.ok(!isApplied({ Smiling: 1.5, Male: -1 }, { Smiling: 1.5 }));
});
