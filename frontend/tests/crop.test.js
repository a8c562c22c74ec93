import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  byKey,
  LEAST_SIDE,
  largestSquare,
  moved,
  pinched,
  placement,
  turned,
  within,
  zoomed,
  zoomOf,
} from '../src/lib/crop.js';

const SIZE = { width: 400, height: 300 };
const START = { x: 200, y: 150, side: 100, angle: 0 };

/** Where a place of the picture lands in a frame of side 1 with its centre at 0. @param {any} crop @param {any} spot */
function shown(crop, spot) {
  const [a, b, c, d, e, f] = placement(crop, 1, { x: 0, y: 0 });
  return { x: a * spot.x + c * spot.y + e, y: b * spot.x + d * spot.y + f };
}

/** @param {any} got @param {any} wanted */
function near(got, wanted) {
  for (const key of Object.keys(wanted)) assert.ok(Math.abs(got[key] - wanted[key]) < 1e-9, `${key}: ${got[key]}`);
}

test('without a face the largest square in the middle is cut', () => {
  assert.deepEqual(largestSquare(SIZE), { x: 200, y: 150, side: 300, angle: 0 });
  assert.equal(zoomOf(largestSquare(SIZE), SIZE), 1);
});

test('the crop fills the frame, and a turn is clockwise', () => {
  near(shown(START, { x: 200, y: 150 }), { x: 0, y: 0 });
  near(shown(START, { x: 250, y: 200 }), { x: 0.5, y: 0.5 });
  // Clockwise by a quarter: what was on the right is now below.
  near(shown({ ...START, angle: 90 }, { x: 250, y: 150 }), { x: 0, y: 0.5 });
});

test('the picture follows the pointer at any angle', () => {
  for (const angle of [0, 30, -90, 180]) {
    const crop = { ...START, angle };
    const before = shown(crop, { x: 210, y: 140 });
    const after = shown(moved(crop, { x: 0.2, y: -0.1 }), { x: 210, y: 140 });
    near(after, { x: before.x + 0.2, y: before.y - 0.1 });
  }
});

test('zooming and turning keep what is under the pointer', () => {
  const crop = { ...START, angle: 25 };
  const spot = { x: 180, y: 170 };
  const about = shown(crop, spot);
  near(shown(zoomed(crop, 1.7, about), spot), about);
  near(shown(turned(crop, -40, about), spot), about);
  assert.equal(zoomed(crop, 2).side, 50);
});

test('what is under two fingers stays there', () => {
  const crop = { ...START, angle: 10 };
  const spots = [
    { x: 190, y: 150 },
    { x: 215, y: 160 },
  ];
  const from = /** @type {any} */ (spots.map((spot) => shown(crop, spot)));
  const to = /** @type {any} */ ([
    { x: -0.3, y: 0.1 },
    { x: 0.25, y: 0.3 },
  ]);
  const after = pinched(crop, from, to);
  near(shown(after, spots[0]), to[0]);
  near(shown(after, spots[1]), to[1]);
});

test('two fingers on one spot do no harm', () => {
  const one = { x: 0.1, y: 0.1 };
  const after = pinched(START, [one, one], [one, { x: 0.2, y: 0.1 }]);
  assert.ok(Object.values(after).every(Number.isFinite));
});

test('a crop stays on the picture and within sizes', () => {
  assert.deepEqual(within({ x: -5, y: 900, side: 1, angle: 270 }, SIZE), {
    x: 0,
    y: 300,
    side: LEAST_SIDE,
    angle: -90,
  });
  assert.equal(within({ ...START, side: 1e6 }, SIZE).side, 500);
  assert.equal(within({ ...START, angle: -180 }, SIZE).angle, 180);
  assert.deepEqual(within(START, SIZE), START);
});

test('keys move, zoom and turn; with Shift further; others mean nothing', () => {
  const press = (/** @type {string} */ key, shiftKey = false) => byKey(START, { key, shiftKey });
  near(press('ArrowRight'), { x: 198, y: 150 });
  near(press('ArrowDown', true), { x: 200, y: 140 });
  assert.ok((press('+')?.side ?? 0) < 100);
  assert.ok((press('-')?.side ?? 0) > 100);
  assert.equal(press(']')?.angle, 2);
  assert.equal(press('{', true)?.angle, -10);
  for (const key of ['Tab', 'Enter', 'a', 'Escape', 'constructor']) assert.equal(press(key), null);
});
