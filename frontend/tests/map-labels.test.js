import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCrowd, spread } from '../src/lib/map-labels.js';
import { closenessDots } from '../src/lib/map-words.js';

const SIZE = { width: 60, height: 16 };

test('labels that do not touch stay where they are', () => {
  const apart = [
    { x: 0, y: 0, ...SIZE },
    { x: 0, y: 40, ...SIZE },
    { x: 100, y: 0, ...SIZE },
  ];
  assert.deepEqual(
    spread(apart),
    apart.map(({ x, y }) => ({ x, y })),
  );
});

test('labels on each other are moved apart, and keep their order', () => {
  const [lower, upper, middle] = spread([
    { x: 0, y: 5, ...SIZE },
    { x: 10, y: 0, ...SIZE },
    { x: 5, y: 3, ...SIZE },
  ]);
  assert.ok(middle.y - upper.y >= 15 && lower.y - middle.y >= 15, JSON.stringify([upper, middle, lower]));
  assert.deepEqual([lower.x, upper.x, middle.x], [0, 10, 5]);
  const [one, two] = spread(Array.from({ length: 2 }, () => ({ x: 0, y: 0, ...SIZE })));
  assert.ok(Math.abs(one.y - two.y) >= 15);
});

test('no label leaves its points altogether', () => {
  const crowd = Array.from({ length: 30 }, (_, i) => ({ x: 0, y: i / 10, ...SIZE }));
  spread(crowd).forEach(({ y }, i) => {
    assert.ok(Math.abs(y - crowd[i].y) <= 44);
  });
});

test('from far away there are no names', () => {
  const ten = (/** @type {number} */ apart) => Array.from({ length: 10 }, (_, i) => ({ x: i * apart, y: 0, ...SIZE }));
  assert.equal(isCrowd(ten(5)), true);
  assert.equal(isCrowd(ten(30)), false);
  assert.equal(isCrowd(ten(0).slice(0, 1)), false);
});

test('dots go out one after the other, the farther from the data', () => {
  assert.deepEqual([0, 0.5, 0.7, 0.95, 0.995, 1].map(closenessDots), [4, 4, 3, 2, 1, 0]);
});
