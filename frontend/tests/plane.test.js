import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ellipse, latentAt, shadowOf } from '../src/lib/plane.js';

const PLANE = /** @type {import('../src/lib/map-data.js').Plane} */ ({
  origin: [1, 2, 3],
  axes: [
    [2, 0, 0],
    [1, 1, 0],
  ],
});

test('a place stands for origin + x a + y b', () => {
  assert.deepEqual(latentAt(PLANE, [0, 0]), [1, 2, 3]);
  assert.deepEqual(latentAt(PLANE, [2, -1]), [4, 1, 3]);
});

test('there and back again, also with axes that are neither of length one nor at right angles', () => {
  const [x, y] = shadowOf(PLANE, latentAt(PLANE, [0.7, -2.4]));
  assert.ok(Math.abs(x - 0.7) < 1e-12 && Math.abs(y + 2.4) < 1e-12);
});

test('what lies off the plane has its nearest place as shadow', () => {
  assert.deepEqual(shadowOf(PLANE, [3, 2, 99]), [1, 0]);
  assert.deepEqual(shadowOf({ origin: [0], axes: [[0], [0]] }, [4]), [0, 0]);
});

test('the ellipse of a prior', () => {
  assert.deepEqual(
    ellipse({
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, 1],
      ],
    }),
    { radii: [1, 1], angle: 0 },
  );
  const tall = ellipse({
    mean: [0, 0],
    covariance: [
      [1, 0],
      [0, 9],
    ],
  });
  assert.deepEqual(tall.radii, [3, 1]);
  assert.ok(Math.abs(Math.abs(tall.angle) - Math.PI / 2) < 1e-12);
  const tilted = ellipse({
    mean: [0, 0],
    covariance: [
      [2, 1],
      [1, 2],
    ],
  });
  assert.ok(Math.abs(tilted.angle - Math.PI / 4) < 1e-12);
  assert.ok(Math.abs(tilted.radii[0] - Math.sqrt(3)) < 1e-12);
});
