import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  distance,
  linspace,
  median,
  nearestDistance,
  nearnessDots,
  norm,
  relativeDistance,
  stepsAlong,
  symmetric,
  typicalSpacing,
} from '../src/lib/vectors.js';

test('distance, norm, median', () => {
  assert.equal(distance([0, 0], [3, 4]), 5);
  assert.equal(norm([3, 4]), 5);
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('distance to known points in units of their own spacing', () => {
  const known = [[0], [1], [2], [3]];
  assert.equal(typicalSpacing(known), 1);
  assert.equal(nearestDistance([5], known), 2);
  assert.equal(relativeDistance([5], known), 2);
  assert.equal(relativeDistance([2], known), 0);
  assert.equal(
    relativeDistance(
      [30],
      known.map(([x]) => [x * 10]),
    ),
    0,
  );
});

test('dots: more is nearer', () => {
  assert.deepEqual([0, 1.2, 1.8, 2.5, 9].map(nearnessDots), [4, 3, 2, 1, 0]);
});

test('even spacing with exact ends', () => {
  assert.deepEqual(linspace(5), [0, 0.25, 0.5, 0.75, 1]);
  const sweep = linspace(25, -3, 3);
  assert.deepEqual([sweep[0], sweep[12], sweep[24], sweep.length], [-3, 0, 3, 25]);
  assert.deepEqual(linspace(1, 2, 3), [2]);
});

test('a range around zero holds the given one', () => {
  assert.deepEqual(symmetric([-1.75, 1.5]), [-1.75, 1.75]);
  assert.deepEqual(symmetric([-1, 1.25]), [-1.25, 1.25]);
});

test('a change in steps of a direction', () => {
  assert.equal(stepsAlong([3, 5], [2, 0]), 1.5);
  assert.equal(stepsAlong([0, 5], [2, 0]), 0);
  assert.equal(stepsAlong([1, 1], [0, 0]), 0);
});
