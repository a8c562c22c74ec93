import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOutline, enclosed, extended, holds, others, thinned } from '../src/lib/lasso.js';

/** @param {number[]} places @param {number[] | null} classes */
function mapOf(places, classes) {
  return /** @type {import('../src/lib/map-data.js').LatentMap} */ (
    /** @type {unknown} */ ({
      positions: Float32Array.from(places),
      classes: classes && Uint8Array.from(classes),
      count: places.length / 2,
    })
  );
}

/** The shape of a U: its middle is outside. @type {[number, number][]} */
const U = [
  [0, 0],
  [3, 0],
  [3, 3],
  [2, 3],
  [2, 1],
  [1, 1],
  [1, 3],
  [0, 3],
];
const NONE = new Set(/** @type {number[]} */ ([]));

test('inside and outside of a bent outline', () => {
  assert.equal(holds(U, 0.5, 2), true);
  assert.equal(holds(U, 1.5, 0.5), true);
  assert.equal(holds(U, 1.5, 2), false);
  assert.equal(holds(U, 4, 1), false);
});

test('a box is the same whichever corner it was drawn from', () => {
  const map = mapOf([0, 0, 1, 1, 5, 5], null);
  const one = enclosed(map, boxOutline([-1, -1], [2, 2]), NONE);
  assert.deepEqual(one, [0, 1]);
  assert.deepEqual(enclosed(map, boxOutline([2, -1], [-1, 2]), NONE), one);
});

test('hidden classes are not selected, and a line encloses nothing', () => {
  const map = mapOf([0.5, 2, 2.5, 2, 1.5, 2], [0, 1, 0]);
  assert.deepEqual(enclosed(map, U, NONE), [0, 1]);
  assert.deepEqual(enclosed(map, U, new Set([1])), [0]);
  assert.deepEqual(enclosed(map, U.slice(0, 2), NONE), []);
});

test('of many every k-th is taken, the same each time', () => {
  const many = Array.from({ length: 1000 }, (_, i) => i);
  const few = thinned(many, 4);
  assert.deepEqual(few, [0, 250, 500, 750]);
  assert.deepEqual(thinned([3, 1], 4), [3, 1]);
  assert.equal(new Set(thinned(many, 256)).size, 256);
});

test('the others are all visible points but these', () => {
  const map = mapOf([0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 2, 0]);
  assert.deepEqual(others(map, [0], NONE), [1, 2, 3]);
  assert.deepEqual(others(map, [0], new Set([2])), [1, 3]);
});

test('an outline grows only by points that tell something', () => {
  const start = extended([], [0, 0], 0.5);
  assert.deepEqual(start, [[0, 0]]);
  assert.equal(extended(start, [0.1, 0.1], 0.5), start);
  assert.deepEqual(extended(start, [1, 0], 0.5), [
    [0, 0],
    [1, 0],
  ]);
});
