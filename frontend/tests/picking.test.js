import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pickerOf } from '../src/lib/picking.js';
import KDBush from '../vendor/kdbush.js';

/** @param {number[]} places @param {number[] | null} classes */
function pickerIn(places, classes) {
  const map = { positions: Float32Array.from(places), classes: classes && Uint8Array.from(classes) };
  const whole = /** @type {any} */ ({ ...map, count: places.length / 2 });
  return pickerOf(whole, KDBush);
}

const NONE = new Set(/** @type {number[]} */ ([]));

test('the nearest point within the radius', () => {
  const picker = pickerIn([0, 0, 1, 0, 5, 5], null);
  assert.equal(picker.nearest([0.4, 0], 2, NONE), 0);
  assert.equal(picker.nearest([0.6, 0], 2, NONE), 1);
  assert.equal(picker.nearest([3, 3], 1, NONE), null);
});

test('hidden classes are not under the cursor', () => {
  const picker = pickerIn([0, 0, 1, 0], [3, 4]);
  assert.equal(picker.nearest([0, 0], 2, new Set([3])), 1);
  assert.equal(picker.nearest([0, 0], 2, new Set([3, 4])), null);
});

test('a map without points has none under the cursor', () => {
  assert.equal(pickerIn([], null).nearest([0, 0], 2, NONE), null);
});

test('agrees with looking at every point', () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  const places = Array.from({ length: 2000 }, random);
  const picker = pickerIn(places, null);
  for (let trial = 0; trial < 50; trial += 1) {
    const [x, y] = [random(), random()];
    let best = 0;
    for (let i = 0; i < 1000; i += 1) {
      const away = (/** @type {number} */ k) =>
        (Math.fround(places[2 * k]) - x) ** 2 + (Math.fround(places[2 * k + 1]) - y) ** 2;
      if (away(i) < away(best)) best = i;
    }
    assert.equal(picker.nearest([x, y], 2, NONE), best);
  }
});
