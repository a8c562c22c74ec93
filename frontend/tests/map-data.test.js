import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsOf, classMedians, fromBase64, placeOf, readFloats, readMap, tileOf } from '../src/lib/map-data.js';

/** @param {number[]} values */
const floats = (values) => Buffer.from(new Uint8Array(Float32Array.from(values).buffer)).toString('base64');
/** @param {number[]} values */
const bytes = (values) => Buffer.from(values).toString('base64');

const ANSWER = {
  projection: 'latent',
  projections: ['latent'],
  exact: true,
  source: 'test',
  positions: floats([0, 1, 2, 3, -4, 5]),
  count: 3,
  classes: bytes([0, 2, 0]),
  class_names: [],
  sprite: { address: 'a', columns: 2, rows: 2, tile: { width: 28, height: 28 } },
  plane: {
    origin: [0, 0],
    axes: [
      [1, 0],
      [0, 1],
    ],
  },
  prior: null,
  bounds: { x: [-4, 2], y: [1, 5] },
};

test('numbers come back from base64 as they were, whatever the byte order of the machine', () => {
  assert.deepEqual([...fromBase64(bytes([0, 127, 255]))], [0, 127, 255]);
  const values = [0, -1.5, 3.25e20, Math.fround(0.1)];
  assert.deepEqual([...readFloats(floats(values))], values.map(Math.fround));
  assert.deepEqual([...readFloats('AACAPw==')], [1]);
  assert.throws(() => readFloats(bytes([1, 2, 3])), RangeError);
});

test('a map is read, and one that contradicts itself is refused', () => {
  const map = readMap(ANSWER);
  assert.deepEqual([...map.positions], [0, 1, 2, 3, -4, 5]);
  assert.deepEqual([...(map.classes ?? [])], [0, 2, 0]);
  assert.deepEqual(placeOf(map, 2), [-4, 5]);
  assert.throws(() => readMap({ ...ANSWER, count: 4 }), RangeError);
  assert.throws(() => readMap({ ...ANSWER, classes: bytes([1]) }), RangeError);
  const plain = readMap({ ...ANSWER, classes: null, sprite: undefined, bounds: undefined });
  assert.equal(plain.classes, null);
  assert.equal(plain.sprite, null);
  assert.deepEqual(plain.bounds, { x: [-4, 2], y: [1, 5] });
});

test('bounds hold all points', () => {
  assert.deepEqual(boundsOf([1, 2, -3, 8]), { x: [-3, 1], y: [2, 8] });
  assert.deepEqual(boundsOf([]), { x: [-1, 1], y: [-1, 1] });
});

test('labels stand at the medians of classes', () => {
  const map = readMap({
    ...ANSWER,
    positions: floats([0, 0, 1, 1, 100, 100, 5, 7, 6, 9]),
    classes: bytes([0, 0, 0, 2, 2]),
    count: 5,
  });
  const medians = classMedians(map, 3);
  assert.deepEqual(medians[0], { place: [1, 1], count: 3 });
  assert.equal(medians[1], null);
  assert.deepEqual(medians[2], { place: [5.5, 8], count: 2 });
});

test('thumbnails lie row by row in the sprite', () => {
  const sprite = { address: '', columns: 100, rows: 100, tile: { width: 28, height: 28 } };
  assert.deepEqual(tileOf(sprite, 0), { x: 0, y: 0, width: 28, height: 28 });
  assert.deepEqual(tileOf(sprite, 203), { x: 84, y: 56, width: 28, height: 28 });
});
