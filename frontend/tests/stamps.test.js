import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampAll, stampOf } from '../src/lib/glyphs.js';

const SIDE = 8;
const VIEW = { x: 0, y: 0, span: 8 };
const NONE = new Set(/** @type {number[]} */ ([]));

/** A cross of five pixels in one colour, on nothing. @param {number} red */
function cross(red) {
  const rgba = new Uint8ClampedArray(3 * 3 * 4);
  for (const index of [1, 3, 4, 5, 7]) rgba.set([red, 0, 0, 200], 4 * index);
  rgba.set([99, 99, 99, 100], 0); // hardly there: left out
  return stampOf(rgba, 3);
}

/** @param {number[]} places @param {number[] | null} classes @param {ReadonlySet<number>} [hidden] @param {typeof VIEW} [view] */
function drawn(places, classes, hidden = NONE, view = VIEW) {
  const pixels = new Uint32Array(SIDE * SIDE).fill(7);
  const map = /** @type {import('../src/lib/map-data.js').LatentMap} */ (
    /** @type {unknown} */ ({
      positions: Float32Array.from(places),
      classes: classes && Uint8Array.from(classes),
      count: places.length / 2,
    })
  );
  stampAll(pixels, SIDE, map, view, [cross(10), cross(20)], hidden);
  const bytes = new Uint8Array(pixels.buffer);
  return Array.from({ length: SIDE }, (_, row) =>
    Array.from({ length: SIDE }, (_, column) => bytes[4 * (row * SIDE + column)]),
  );
}

/** @param {number[][]} rows */
const marked = (rows) => rows.flatMap((row, y) => row.flatMap((red, x) => (red ? [[x, y, red]] : [])));

test('a shape stands with its middle on its place, y upwards, and is opaque', () => {
  assert.deepEqual(marked(drawn([-2, 1], null)), [
    [2, 2, 10],
    [1, 3, 10],
    [2, 3, 10],
    [3, 3, 10],
    [2, 4, 10],
  ]);
  const stamp = cross(10);
  assert.ok([...new Uint8Array(stamp.colours.buffer)].filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255));
});

test('what is drawn before is gone, later points lie over earlier ones', () => {
  assert.deepEqual(marked(drawn([], null)), []);
  const rows = drawn([0, 0, 0, 0], [0, 1]);
  assert.ok(marked(rows).every(([, , red]) => red === 20));
});

test('classes have their own stamps, repeated where there are more, and can be hidden', () => {
  assert.equal(drawn([0, 0], [1])[4][4], 20);
  assert.equal(drawn([0, 0], [2])[4][4], 10);
  assert.deepEqual(marked(drawn([0, 0], [1], new Set([1]))), []);
});

test('at the edge a shape is cut off, and does not come out on the other side', () => {
  assert.deepEqual(marked(drawn([-4, 0], null)), [
    [0, 3, 10],
    [0, 4, 10],
    [1, 4, 10],
    [0, 5, 10],
  ]);
  assert.deepEqual(marked(drawn([-5, 0], null)), [[0, 4, 10]]);
  assert.deepEqual(marked(drawn([-6, 0, 60, 60], null)), []);
  assert.deepEqual(marked(drawn([3, -3], null)), [
    [7, 6, 10],
    [6, 7, 10],
    [7, 7, 10],
  ]);
});

test('the view moves and scales the places', () => {
  const rows = drawn([5, 5], null, NONE, { x: 5, y: 5, span: 2 });
  assert.equal(rows[4][4], 10);
});
