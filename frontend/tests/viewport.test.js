import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as viewport from '../src/lib/viewport.js';

const SIDE = 500;
const VIEW = { x: 2, y: -1, span: 10 };

/** @param {readonly number[]} actual @param {readonly number[]} expected */
function near(actual, expected) {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]) < 1e-9, `${actual} is not ${expected}`);
  });
}

test('places and pixels are each other’s inverse, with y upwards', () => {
  assert.deepEqual(viewport.toSpot(VIEW, SIDE, [2, -1]), { x: 250, y: 250 });
  assert.deepEqual(viewport.toSpot(VIEW, SIDE, [7, 4]), { x: 500, y: 0 });
  for (const place of /** @type {[number, number][]} */ ([
    [0, 0],
    [-3.5, 2.25],
    [9, -8],
  ])) {
    near(viewport.toPlace(VIEW, SIDE, viewport.toSpot(VIEW, SIDE, place)), place);
  }
});

test('all points are seen at first, the larger side deciding', () => {
  const bounds = { x: /** @type {[number, number]} */ ([-1, 3]), y: /** @type {[number, number]} */ ([0, 1]) };
  const view = viewport.fitted(bounds);
  assert.deepEqual([view.x, view.y], [1, 0.5]);
  assert.ok(view.span > 4 && view.span < 5);
  assert.ok(viewport.fitted({ x: [1, 1], y: [1, 1] }).span > 0);
  assert.deepEqual(viewport.union(bounds, { x: [0, 9], y: [-2, 0] }), { x: [-1, 9], y: [-2, 1] });
});

test('what is under the pointer stays under it while zooming and dragging', () => {
  const spot = { x: 120, y: 400 };
  const place = viewport.toPlace(VIEW, SIDE, spot);
  const closer = viewport.zoomed(VIEW, 2.5, place);
  assert.equal(closer.span, 4);
  near(viewport.toPlace(closer, SIDE, spot), place);
  const moved = viewport.panned(VIEW, SIDE, { x: 30, y: -20 });
  near(viewport.toPlace(moved, SIDE, { x: 150, y: 380 }), place);
  assert.deepEqual(viewport.zoomed(VIEW, 1), VIEW);
});

test('two fingers keep what is under them', () => {
  /** @type {[viewport.Spot, viewport.Spot]} */
  const from = [
    { x: 100, y: 100 },
    { x: 200, y: 100 },
  ];
  /** @type {[viewport.Spot, viewport.Spot]} */
  const to = [
    { x: 150, y: 200 },
    { x: 350, y: 200 },
  ];
  const view = viewport.pinched(VIEW, SIDE, from, to);
  assert.equal(view.span, 5);
  from.forEach((spot, finger) => {
    near(viewport.toPlace(view, SIDE, to[finger]), viewport.toPlace(VIEW, SIDE, spot));
  });
  assert.equal(viewport.pinched(VIEW, SIDE, [from[0], from[0]], to).span, 10);
});

test('one cannot get lost', () => {
  const bounds = { x: /** @type {[number, number]} */ ([-1, 1]), y: /** @type {[number, number]} */ ([-1, 1]) };
  const lost = viewport.within({ x: 50, y: -50, span: 1e9 }, bounds);
  assert.deepEqual([lost.x, lost.y], [1, -1]);
  assert.ok(lost.span < 20);
  assert.ok(viewport.within({ x: 0, y: 0, span: 1e-12 }, bounds).span > 1e-4);
});

test('the view follows a place only when it leaves', () => {
  assert.deepEqual(viewport.showing(VIEW, [3, 0]), VIEW);
  const followed = viewport.showing(VIEW, [20, 0]);
  assert.ok(viewport.isSeen(followed, [20, 0]));
  assert.equal(followed.y, VIEW.y);
  assert.equal(viewport.isSeen(VIEW, [20, 0]), false);
});

test('cells of the grid tile the view from the upper left', () => {
  const places = viewport.gridPlaces({ x: 0, y: 0, span: 4 }, 2);
  assert.deepEqual(places, [
    [-1, 1],
    [1, 1],
    [-1, -1],
    [1, -1],
  ]);
  assert.equal(viewport.gridPlaces(VIEW, 21).length, 441);
});

test('arrows move the crosshair, Shift further, other keys not at all', () => {
  const [x, y] = viewport.stepped(VIEW, [0, 0], { key: 'ArrowRight', shiftKey: false }) ?? [0, 0];
  assert.ok(x > 0 && y === 0);
  const [, up] = viewport.stepped(VIEW, [0, 0], { key: 'ArrowUp', shiftKey: true }) ?? [0, 0];
  assert.ok(up > 3 * x);
  assert.equal(viewport.stepped(VIEW, [0, 0], { key: 'a', shiftKey: false }), null);
  assert.equal(viewport.stepped(VIEW, [0, 0], { key: 'toString', shiftKey: false }), null);
});

test('a grid is asked for in whole rows, no more cells at a time than a request may hold', () => {
  assert.deepEqual(viewport.gridSlices(9, 256), [[0, 81]]);
  assert.deepEqual(viewport.gridSlices(21, 256), [
    [0, 252],
    [252, 441],
  ]);
  for (const [n, most] of [
    [21, 21],
    [15, 100],
    [13, 64],
  ]) {
    const slices = viewport.gridSlices(n, most);
    assert.equal(slices[0][0], 0);
    assert.equal(slices.at(-1)?.[1], n * n);
    for (const [index, [from, to]] of slices.entries()) {
      assert.ok(to - from <= most && to > from && (to - from) % n === 0);
      if (index > 0) assert.equal(from, slices[index - 1][1]);
    }
  }
});
