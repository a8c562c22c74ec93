import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestPoint } from '../src/lib/map-data.js';

/** @param {number[]} places @param {number[] | null} classes */
function mapOf(places, classes) {
  const positions = Float32Array.from(places);
  return { positions, classes: classes && Uint8Array.from(classes), count: places.length / 2 };
}

const NONE = new Set(/** @type {number[]} */ ([]));

test('the nearest point within the radius', () => {
  const map = mapOf([0, 0, 1, 0, 5, 5], null);
  assert.equal(nearestPoint(map, [0.4, 0], 2, NONE), 0);
  assert.equal(nearestPoint(map, [0.6, 0], 2, NONE), 1);
  assert.equal(nearestPoint(map, [3, 3], 1, NONE), null);
});

test('hidden classes are not under the cursor', () => {
  const map = mapOf([0, 0, 1, 0], [3, 4]);
  assert.equal(nearestPoint(map, [0, 0], 2, new Set([3])), 1);
  assert.equal(nearestPoint(map, [0, 0], 2, new Set([3, 4])), null);
});

test('a map without points has none under the cursor', () => {
  assert.equal(nearestPoint(mapOf([], null), [0, 0], 2, NONE), null);
});

test('a point at the very edge of the radius is within it, and of equals the first counts', () => {
  const map = mapOf([1, 0, -1, 0], null);
  assert.equal(nearestPoint(map, [0, 0], 1, NONE), 0);
  assert.equal(nearestPoint(map, [0, 0], 0.99, NONE), null);
  assert.equal(nearestPoint(mapOf([2, 2, 2, 2], null), [2, 2], 0, NONE), 0);
});
