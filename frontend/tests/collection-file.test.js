import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../src/i18n/en.js';
import { enCollection } from '../src/i18n/en-collection.js';
import { CollectionError, isCollection, readCollection, writeCollection } from '../src/lib/collection-file.js';
import { soundLabel } from '../src/lib/labels.js';

const NOW = '2026-05-06T07:08:09.000Z';
const DATE = '2026-01-02T03:04:05.000Z';
/** @param {Record<string, unknown>} [more] @returns {any} */
const card = (more) => ({ id: 'tiny-vae', latent_dim: 2, weights: { sha256: 'abc123' }, condition: null, ...more });
const byClass = card({ id: 'tiny-cvae', condition: { kind: 'class', classes: [{}, {}, {}] } });
const byAttributes = card({ id: 'tiny-acvae', condition: { kind: 'attributes', attributes: [{ name: 'Smiling' }] } });
const CARDS = [card(), byClass, byAttributes];
/** @param {Record<string, unknown>} [more] @returns {any} */
const point = (more) => ({
  name: 'first',
  model: 'tiny-vae',
  weights: 'abc123',
  latent: [0.5, -1.25],
  condition: null,
  photo: false,
  date: DATE,
  ...more,
});
/** Through text, as a file goes. @param {any} file */
const travelled = (file) => readCollection(JSON.parse(JSON.stringify(file)), CARDS, NOW);
/** @param {any} one */
const fileOf = (one) => ({ kind: 'latente-collection', version: 1, points: [one] });

test('points come back from their file as they were', () => {
  const points = [
    point(),
    point({ name: { en: 'Dress', es: 'Vestido' }, model: 'tiny-cvae', condition: 2 }),
    point({ name: 'told', model: 'tiny-acvae', condition: { Smiling: 0.5 } }),
  ];
  const file = writeCollection(points, { photos: false });
  assert.ok(isCollection(file));
  assert.deepEqual(travelled(file), { points, otherWeights: 0, absent: new Map() });
});

test('what comes from pictures of people stays behind unless it is allowed, and pictures always', () => {
  const mixed = [point(), point({ name: 'me', photo: true, thumbnail: 'data:image/png;base64,AAAA', id: 'x' })];
  assert.deepEqual(travelled(writeCollection(mixed, { photos: false })).points, [point()]);
  const all = writeCollection(mixed, { photos: true });
  assert.equal(JSON.stringify(all).includes('data:'), false);
  assert.equal(travelled(all).points[1].photo, true);
});

test('points of other weights are counted, those of absent models left out and named', () => {
  const file = {
    kind: 'latente-collection',
    version: 1,
    points: [point(), point({ weights: 'def456' }), point({ model: 'gone', latent: [1, 2, 3] })],
  };
  const { points, otherWeights, absent } = travelled(file);
  assert.equal(points.length, 2);
  assert.equal(otherWeights, 1);
  assert.deepEqual([...absent], [['gone', 1]]);
});

test('what may be missing is filled in', () => {
  const { date: _, photo: __, condition: ___, ...bare } = point();
  assert.deepEqual(travelled(fileOf(bare)).points, [point({ date: NOW })]);
});

/** @type {[string, any, Record<string, string | number>][]} */
const REFUSALS = [
  ['version', { ...fileOf(point()), version: 7 }, { version: '7' }],
  ['version', { ...fileOf(point()), version: undefined }, { version: 'undefined' }],
  ['points', { ...fileOf(point()), points: {} }, {}],
  ['points', { ...fileOf(point()), points: [] }, {}],
  ['tooMany', { ...fileOf(point()), points: Array(1001).fill(point()) }, { count: 1000 }],
  ['item', fileOf('words'), { place: 1 }],
  ['name', fileOf(point({ name: ' ' })), { place: 1, most: 120 }],
  ['name', fileOf(point({ name: 'x'.repeat(121) })), { place: 1, most: 120 }],
  ['name', fileOf(point({ name: { en: 'only' } })), { place: 1, most: 120 }],
  ['model', fileOf(point({ model: '../x' })), { place: 1, name: 'first' }],
  ['noModel', fileOf(point({ model: 'gone' })), { models: 'gone' }],
  ['weights', fileOf(point({ weights: undefined })), { place: 1, name: 'first' }],
  ['numbers', fileOf(point({ latent: [1, 'two'] })), { place: 1, name: 'first' }],
  ['numbers', fileOf(point({ latent: [1, null] })), { place: 1, name: 'first' }],
  ['numbers', fileOf(point({ model: 'gone', latent: [] })), { place: 1, name: 'first' }],
  ['latent', fileOf(point({ latent: [1, 2, 3] })), { place: 1, name: 'first', found: 3, count: 2, model: 'tiny-vae' }],
  ['noCondition', fileOf(point({ condition: 1 })), { place: 1, name: 'first', model: 'tiny-vae' }],
  ['condition', fileOf(point({ model: 'tiny-cvae', condition: 3 })), { place: 1, name: 'first', model: 'tiny-cvae' }],
  ['condition', fileOf(point({ model: 'tiny-cvae' })), { place: 1, name: 'first', model: 'tiny-cvae' }],
  [
    'condition',
    fileOf(point({ model: 'tiny-acvae', condition: { Frowning: 1 } })),
    { place: 1, name: 'first', model: 'tiny-acvae' },
  ],
  ['photo', fileOf(point({ photo: 'yes' })), { place: 1, name: 'first' }],
  ['date', fileOf(point({ date: 'yesterday' })), { place: 1, name: 'first' }],
];

for (const [reason, file, values] of REFUSALS) {
  test(`refuses with words and their values: ${reason}, ${JSON.stringify(values)}`, () => {
    assert.throws(
      () => travelled(file),
      (error) => {
        assert.ok(error instanceof CollectionError);
        assert.equal(error.reason, reason);
        assert.deepEqual(error.values, values);
        const text = { ...en, ...enCollection }[/** @type {'undo'} */ (`collection.refused.${reason}`)];
        for (const [, name] of text.matchAll(/\{(\w+)/g)) assert.ok(name in values, `${reason} tells of ${name}`);
        return true;
      },
    );
  });
}

test('the wrong point is named among others', () => {
  const file = { ...fileOf(point()), points: [point(), point({ name: 'second', latent: [1] })] };
  assert.throws(
    () => travelled(file),
    (error) => error instanceof CollectionError && error.values.place === 2 && error.values.name === 'second',
  );
});

test('other documents are no collections', () => {
  for (const value of [null, [], 'text', { kind: 'latente-film' }]) assert.equal(isCollection(value), false);
});

test('a model is told only what it takes', () => {
  assert.equal(soundLabel(undefined, card()), null);
  assert.equal(soundLabel(0, card()), undefined);
  assert.equal(soundLabel(2, byClass), 2);
  assert.equal(soundLabel(1.5, byClass), undefined);
  assert.deepEqual(soundLabel({}, byAttributes), {});
  assert.equal(soundLabel({ Smiling: 1.5 }, byAttributes), undefined);
  assert.equal(soundLabel(null, byAttributes), undefined);
});
