import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance, linspace, norm, stepsAlong, symmetric, typicalityDots } from '../src/lib/vectors.js';

test('distance and norm', () => {
  assert.equal(distance([0, 0], [3, 4]), 5);
  assert.equal(norm([3, 4]), 5);
});

test('dots: more is more typical', () => {
  assert.deepEqual([0, 0.01, 0.1, 0.3, 0.5, 1].map(typicalityDots), [0, 1, 2, 3, 4, 4]);
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
