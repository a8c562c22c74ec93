import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Gestures } from '../src/lib/map-gestures.js';

/** @typedef {import('../src/lib/map-gestures.js').Ground} Ground */

/** A map of 100 units in a window of 100 pixels, so that places are easy to tell. @param {{tool?: 'explore' | 'lasso' | 'box', pin?: number | null}} [options] */
function ground({ tool = 'explore', pin = null } = {}) {
  /** @type {any[][]} */
  const log = [];
  const state = { view: { x: 50, y: 50, span: 100 } };
  /** @param {string} name */
  const note =
    (name) =>
    (/** @type {any[]} */ ...args) =>
      log.push([name, ...args]);
  const gestures = new Gestures({
    now: () => ({ view: state.view, side: 100, tool }),
    onView(view) {
      state.view = view;
      log.push(['view', view]);
    },
    pinAt: (spot) => (pin !== null && Math.hypot(spot.x - 10, spot.y - 10) < 5 ? pin : null),
    onHover: note('hover'),
    onTap: note('tap'),
    onRubber: note('rubber'),
    onJoin: note('join'),
    onOutline: note('outline'),
    onSelected: note('selected'),
    onEnd: note('end'),
  });
  return { gestures, log, state };
}

test('without a button the pointer hovers', () => {
  const { gestures, log } = ground();
  gestures.move(1, { x: 20, y: 30 });
  assert.deepEqual(log, [['hover', [20, 70]]]);
});

test('a press that hardly moves is a tap, where it began or ended', () => {
  const { gestures, log } = ground();
  gestures.down(1, { x: 20, y: 30 }, true);
  gestures.move(1, { x: 22, y: 31 });
  gestures.up(1, { x: 22, y: 31 }, true);
  assert.deepEqual(log, [['tap', [22, 69], true], ['end']]);
});

test('dragging moves the map with the pointer', () => {
  const { gestures, log, state } = ground();
  gestures.down(1, { x: 20, y: 30 }, false);
  gestures.move(1, { x: 40, y: 30 });
  gestures.move(1, { x: 50, y: 40 });
  gestures.up(1, { x: 50, y: 40 }, false);
  assert.deepEqual(state.view, { x: 20, y: 60, span: 100 });
  assert.ok(!log.some(([name]) => name === 'tap'));
});

test('dragging from a pin draws a path', () => {
  const { gestures, log } = ground({ pin: 3 });
  gestures.down(1, { x: 10, y: 10 }, false);
  gestures.move(1, { x: 60, y: 60 });
  gestures.up(1, { x: 60, y: 60 }, false);
  assert.deepEqual(log, [['rubber', 3, [60, 40]], ['join', 3, { x: 60, y: 60 }, false], ['end']]);
});

test('a lasso and a box select', () => {
  const lasso = ground({ tool: 'lasso' });
  lasso.gestures.down(1, { x: 0, y: 0 }, false);
  for (const spot of [
    { x: 50, y: 0 },
    { x: 50, y: 1 },
    { x: 50, y: 50 },
  ]) {
    lasso.gestures.move(1, spot);
  }
  lasso.gestures.up(1, { x: 50, y: 50 }, false);
  const selected = lasso.log.find(([name]) => name === 'selected');
  // The second corner lies too near to the first to tell anything.
  assert.deepEqual(selected?.[1], [
    [0, 100],
    [50, 100],
    [50, 50],
  ]);

  const box = ground({ tool: 'box' });
  box.gestures.down(1, { x: 10, y: 10 }, false);
  box.gestures.move(1, { x: 30, y: 50 });
  box.gestures.up(1, { x: 30, y: 50 }, false);
  const corners = box.log.find(([name]) => name === 'selected')?.[1];
  assert.deepEqual(corners, [
    [10, 90],
    [30, 90],
    [30, 50],
    [10, 50],
  ]);
});

test('two fingers zoom, and lifting them is no tap', () => {
  const { gestures, log, state } = ground();
  gestures.down(1, { x: 40, y: 50 }, true);
  gestures.down(2, { x: 60, y: 50 }, true);
  gestures.move(2, { x: 80, y: 50 });
  assert.equal(state.view.span, 50);
  gestures.up(2, { x: 80, y: 50 }, true);
  gestures.move(1, { x: 0, y: 0 });
  gestures.up(1, { x: 0, y: 0 }, true);
  assert.equal(state.view.span, 50);
  assert.ok(!log.some(([name]) => name === 'tap' || name === 'hover'));
});

test('the wheel goes closer about the pointer, a gesture can be broken off', () => {
  const { gestures, log, state } = ground();
  gestures.wheel({ x: 0, y: 100 }, -500);
  assert.ok(state.view.span < 60);
  assert.ok(Math.abs(state.view.x - state.view.span / 2) < 1e-9);
  gestures.down(1, { x: 0, y: 0 }, false);
  gestures.cancel(1);
  gestures.up(1, { x: 0, y: 0 }, false);
  assert.deepEqual(log.slice(1), [['end']]);
});
