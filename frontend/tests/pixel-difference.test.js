import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differencePicture, grey, meanSquaredError, structuralSimilarity } from '../src/lib/pixel-difference.js';

/** @param {number} side @param {(x: number, y: number) => [number, number, number]} colour */
function picture(side, colour) {
  const data = new Uint8ClampedArray(4 * side * side);
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) data.set([...colour(x, y), 255], 4 * (y * side + x));
  return { width: side, height: side, data };
}

/** @param {number} value @returns {[number, number, number]} */
const level = (value) => [value, value, value];
const black = picture(14, () => level(0));
const white = picture(14, () => level(255));
const stripes = picture(14, (x) => level(x % 2 ? 200 : 50));

test('the squared error is the mean over pixels and colours of values in [0, 1]', () => {
  assert.equal(meanSquaredError(black, black), 0);
  assert.equal(meanSquaredError(black, white), 1);
  const red = picture(14, () => [255, 0, 0]);
  assert.ok(Math.abs(meanSquaredError(black, red) - 1 / 3) < 1e-12);
  assert.ok(
    Math.abs(
      meanSquaredError(
        picture(14, () => level(51)),
        black,
      ) - 0.04,
    ) < 1e-12,
  );
});

test('equal pictures are as similar as can be, and blur costs structure', () => {
  assert.ok(Math.abs(structuralSimilarity(stripes, stripes) - 1) < 1e-12);
  const flat = picture(14, () => level(125));
  const paler = picture(14, (x) => level(x % 2 ? 160 : 90));
  const [blurred, half] = [structuralSimilarity(stripes, flat), structuralSimilarity(stripes, paler)];
  assert.ok(blurred < 0.05, String(blurred));
  assert.ok(half > 0.5 && half < 1, String(half));
  assert.ok(structuralSimilarity(black, white) < 0.001);
});

test('similarity is what its formula says, and turns negative for the opposite', () => {
  const [a, b] = [picture(7, (x) => level(x % 2 ? 255 : 0)), picture(7, (x) => level(x % 2 ? 0 : 255))];
  const [values, others] = [grey(a).values, grey(b).values];
  const mean = (/** @type {Float64Array} */ of) => of.reduce((sum, value) => sum + value, 0) / of.length;
  const [p, q] = [mean(values), mean(others)];
  const spread = mean(values.map((value) => (value - p) ** 2)) + mean(others.map((value) => (value - q) ** 2));
  const together = mean(values.map((value, i) => (value - p) * (others[i] - q)));
  const expected = ((2 * p * q + 1e-4) * (2 * together + 9e-4)) / ((p * p + q * q + 1e-4) * (spread + 9e-4));
  assert.ok(Math.abs(structuralSimilarity(a, b) - expected) < 1e-9);
  assert.ok(expected < -0.9);
});

test('the difference is drawn colour by colour, opaque', () => {
  const drawn = differencePicture(
    picture(7, () => [10, 200, 30]),
    picture(7, () => [30, 190, 30]),
  );
  assert.deepEqual([...drawn.data.slice(0, 4)], [20, 10, 0, 255]);
  assert.equal(drawn.width, 7);
  const bright = differencePicture(white, black, 4);
  assert.deepEqual([...bright.data.slice(0, 4)], [255, 255, 255, 255]);
  assert.deepEqual(
    [
      ...differencePicture(
        stripes,
        picture(14, () => level(60)),
        4,
      ).data.slice(0, 4),
    ],
    [40, 40, 40, 255],
  );
});

test('pictures of different sizes, or smaller than a window, are not compared', () => {
  assert.throws(
    () =>
      meanSquaredError(
        black,
        picture(7, () => level(0)),
      ),
    /sizes/,
  );
  assert.throws(
    () =>
      differencePicture(
        black,
        picture(7, () => level(0)),
      ),
    /sizes/,
  );
  assert.throws(
    () =>
      structuralSimilarity(
        picture(5, () => level(0)),
        picture(5, () => level(0)),
      ),
    /window/,
  );
});
