import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ease, frameCount, framesIn, gifDelays, moved, placeOf, plan, segmentCount } from '../src/lib/studio-plan.js';

/** @param {number} seconds @param {import('../src/lib/studio-plan.js').Easing} [easing] */
const key = (seconds, easing = 'linear') => ({ seconds, easing });

test('every pace starts at the first keyframe and ends at the next', () => {
  for (const easing of /** @type {const} */ (['linear', 'smooth', 'hold'])) {
    assert.equal(ease(easing, 0), 0);
    assert.equal(ease(easing, 1), 1);
  }
  assert.equal(ease('linear', 0.25), 0.25);
  assert.equal(ease('smooth', 0.5), 0.5);
  assert.ok(ease('smooth', 0.1) < 0.1 && ease('smooth', 0.9) > 0.9);
  assert.equal(ease('hold', 0.999), 0);
});

test('an open film ends exactly at its last keyframe', () => {
  const made = plan({ keyframes: [key(1), key(0.5), key(9)], closed: false, fps: 12 });
  assert.equal(made.frames.length, 12 + 6 + 1);
  assert.deepEqual(
    made.segments.map(({ from, to, start, count }) => [from, to, start, count]),
    [
      [0, 1, 0, 12],
      [1, 2, 12, 7],
    ],
  );
  assert.equal(made.segments[0].alphas.at(-1), Number((11 / 12).toFixed(4)));
  assert.equal(made.segments[1].alphas.at(-1), 1);
});

test('a closed film leads back to the first keyframe without showing it twice', () => {
  const made = plan({ keyframes: [key(1), key(0.5)], closed: true, fps: 12 });
  assert.equal(made.frames.length, 18);
  assert.deepEqual([made.segments[1].from, made.segments[1].to], [1, 0]);
  assert.ok(made.segments.every(({ alphas }) => alphas.at(-1) !== 1));
});

test('a held way needs one picture however long it is', () => {
  const made = plan({ keyframes: [key(2, 'hold'), key(1)], closed: false, fps: 12 });
  assert.deepEqual(made.segments[0].alphas, [0, 1]);
  assert.equal(made.frames.length, 25);
  assert.ok(made.frames.slice(0, 24).every(({ position }) => position === 0));
});

test('no keyframe is no film, and one is a still', () => {
  assert.deepEqual(plan({ keyframes: [], closed: true, fps: 24 }), { segments: [], frames: [] });
  assert.equal(plan({ keyframes: [key(1)], closed: true, fps: 24 }).frames.length, 1);
  assert.equal(segmentCount({ keyframes: [key(1)], closed: true, fps: 24 }), 0);
});

test('the count agrees with the plan', () => {
  for (const closed of [true, false])
    for (const fps of [12, 24, 30])
      for (const count of [0, 1, 2, 5]) {
        const keyframes = Array.from({ length: count }, (_, index) => key(0.1 + index * 0.37, 'smooth'));
        const timing = { keyframes, closed, fps };
        assert.equal(frameCount(timing), plan(timing).frames.length);
      }
  assert.equal(framesIn(0.001, 12), 1);
});

test('a frame knows its way and how far along it is', () => {
  const made = plan({ keyframes: [key(1), key(1), key(1)], closed: false, fps: 10 });
  assert.deepEqual(placeOf(0, made), { segment: 0, share: 0 });
  assert.deepEqual(placeOf(15, made), { segment: 1, share: 0.5 });
  assert.deepEqual(placeOf(20, made), { segment: 1, share: 1 });
  assert.deepEqual(placeOf(0, { segments: [], frames: [] }), { segment: 0, share: 0 });
});

test('frame times of a GIF are whole hundredths and keep the length of the film', () => {
  for (const fps of [12, 24, 30]) {
    const delays = gifDelays(fps * 3, fps);
    assert.ok(delays.every((delay) => delay % 10 === 0 && delay >= 20));
    assert.equal(
      delays.reduce((sum, delay) => sum + delay, 0),
      3000,
    );
  }
});

test('moving keeps all keyframes and clamps the place', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 0, 2), ['b', 'c', 'a']);
  assert.deepEqual(moved(['a', 'b', 'c'], 2, 0), ['c', 'a', 'b']);
  assert.deepEqual(moved(['a', 'b', 'c'], 1, 99), ['a', 'c', 'b']);
  assert.deepEqual(moved(['a', 'b', 'c'], 1, -5), ['b', 'a', 'c']);
});
