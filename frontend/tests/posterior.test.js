import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normals, uniforms } from '../src/lib/normals.js';
import {
  dimensionsOf,
  isAsleep,
  klOf,
  largestFirst,
  moved,
  movedDimensions,
  readOffsets,
  readPair,
  sigmasAway,
  spread,
  totalKl,
  writeOffsets,
} from '../src/lib/posterior.js';
import {
  closeWindow,
  isWithin,
  lengthInDrawing,
  scaleBar,
  toDrawing,
  valueAt,
  wholeWindow,
} from '../src/lib/posterior-plane.js';

/** @param {number} a @param {number} b @param {number} [tolerance] */
const near = (a, b, tolerance = 1e-9) => assert.ok(Math.abs(a - b) <= tolerance, `${a} is not ${b}`);

test('the KL divergence is that of the integral', () => {
  assert.equal(klOf(0, 0), 0);
  const [mean, logVariance] = [-1.2, Math.log(0.09)];
  const sigma = Math.exp(logVariance / 2);
  /** @param {number} z @param {number} m @param {number} s */
  const logDensity = (z, m, s) => -0.5 * ((z - m) / s) ** 2 - Math.log(s * Math.sqrt(2 * Math.PI));
  let integral = 0;
  const step = 1e-3;
  for (let z = mean - 8 * sigma; z < mean + 8 * sigma; z += step) {
    const logQ = logDensity(z, mean, sigma);
    integral += Math.exp(logQ) * (logQ - logDensity(z, 0, 1)) * step;
  }
  near(klOf(mean, logVariance), integral, 1e-4);
  // Rounding of a dimension that is the prior must not make it negative.
  assert.ok(klOf(0, 1e-9) >= 0);
});

test('dimensions are described, added up and put in order', () => {
  const dimensions = dimensionsOf([0, 2, -1], [0, 0, Math.log(0.25)]);
  assert.deepEqual(
    dimensions.map(({ index, mean, sigma }) => [index, mean, sigma]),
    [
      [0, 0, 1],
      [1, 2, 1],
      [2, -1, 0.5],
    ],
  );
  near(dimensions[1].kl, 2);
  near(dimensions[2].kl, 0.5 * (1 + 0.25 - Math.log(0.25) - 1));
  near(totalKl(dimensions), dimensions[1].kl + dimensions[2].kl);
  assert.deepEqual(dimensions.map(isAsleep), [true, false, false]);
  assert.deepEqual(largestFirst(dimensions.map(({ kl }) => kl)), [1, 2, 0]);
  assert.deepEqual(largestFirst([1, 3, 3, 0]), [1, 2, 0, 3]);
});

test('the spread of codes is their standard deviation', () => {
  const [first, second] = spread([
    [1, 7],
    [3, 7],
  ]);
  assert.deepEqual([first, second], [1, 1]);
  near(spread([[0], [0], [6]])[0], Math.sqrt(8));
  assert.deepEqual(spread([[4, 5]]), [1, 1]);
  assert.deepEqual(spread([]), []);
});

test('a code is moved by units, and its distance told in standard deviations', () => {
  const offsets = { 1: -2, 0: 0 };
  assert.deepEqual(moved([1, 1, 1], offsets, [1, 0.5, 1]), [1, 0, 1]);
  assert.deepEqual(movedDimensions(offsets), [1]);
  const dimensions = dimensionsOf([1, 1, 1], [0, Math.log(0.25), 0]);
  near(sigmasAway([1, 0, 1], dimensions), 2);
});

test('links count dimensions from one and survive nonsense', () => {
  assert.deepEqual(readOffsets({ 1: 1.5, 3: -9, 4: 1, 0: 1, x: 2, 1.5: 1 }, 3), { 0: 1.5, 2: -3 });
  assert.deepEqual(readOffsets(writeOffsets({ 0: 1, 2: -0.5 }), 3), { 0: 1, 2: -0.5 });
  assert.deepEqual(readPair(['3', '1'], 3), [2, 0]);
  for (const parts of [['1', '1'], ['1', '4'], ['0', '1'], ['1'], [], ['a', 'b'], ['1', '2', '3']]) {
    assert.equal(readPair(parts, 3), null, parts.join());
  }
});

test('the same seed draws the same, and more rows begin with the fewer', () => {
  assert.deepEqual(normals(7, 2, 3), normals(7, 2, 3));
  assert.deepEqual(normals(7, 5, 3).slice(0, 2), normals(7, 2, 3));
  assert.notDeepEqual(normals(7, 2, 3), normals(8, 2, 3));
  const next = uniforms(0);
  assert.notEqual(next(), next());
});

test('draws have the moments of a standard normal and do not hang together', () => {
  const rows = normals(3, 20_000, 2);
  const mean = [0, 1].map((i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const variance = [0, 1].map((i) => rows.reduce((sum, row) => sum + row[i] ** 2, 0) / rows.length);
  const together = rows.reduce((sum, [a, b]) => sum + a * b, 0) / rows.length;
  for (const each of [...mean, together]) near(each, 0, 0.03);
  for (const each of variance) near(each, 1, 0.04);
  const beyondTwo = rows.filter(([a]) => Math.abs(a) > 2).length / rows.length;
  near(beyondTwo, 0.0455, 0.006);
  // Neighbouring seeds are asked for one after the other.
  const firsts = Array.from({ length: 5000 }, (_, seed) => normals(seed, 1, 1)[0][0]);
  near(firsts.reduce((sum, each) => sum + each, 0) / firsts.length, 0, 0.06);
  const products = firsts.slice(1).reduce((sum, each, i) => sum + each * firsts[i], 0) / firsts.length;
  near(products, 0, 0.06);
});

test('a drawing holds all points and the circles of the prior', () => {
  const small = wholeWindow([{ x: 0.1, y: -0.2 }]);
  assert.ok(small.reach > 3);
  const points = [
    { x: -9, y: 2 },
    { x: 1, y: 4 },
  ];
  const large = wholeWindow(points);
  assert.ok(points.every((point) => isWithin(point, large)));
  assert.ok(!isWithin({ x: 0, y: 11 }, large));
  assert.deepEqual(toDrawing({ x: 0, y: 0 }, large, 100), { x: 50, y: 50 });
  const corner = toDrawing({ x: large.reach, y: large.reach }, large, 100);
  near(corner.x, 100);
  near(corner.y, 0);
  near(lengthInDrawing(large.reach, large, 100), 50);
});

test('a close-up is centred on the mean and holds the wider dimension', () => {
  const window = closeWindow({ x: 2, y: -1 }, { x: 0.1, y: 0.02 });
  assert.deepEqual(toDrawing({ x: 2, y: -1 }, window, 80), { x: 40, y: 40 });
  assert.ok(isWithin({ x: 2.45, y: -1 }, window));
  assert.ok(!isWithin({ x: 2.55, y: -1 }, window));
});

test('a scale bar is a round number that fits', () => {
  for (const reach of [0.03, 0.4, 1, 3.36, 7, 12, 95]) {
    const bar = scaleBar(reach);
    assert.ok(bar <= reach / 2 && bar > reach / 6, `${bar} for ${reach}`);
    assert.match(bar.toExponential(), /^[125]e/);
  }
});

test('a place on a strip is a value, and the middle is exactly zero', () => {
  assert.equal(valueAt(0.5, 3, 0.05), 0);
  assert.ok(Object.is(valueAt(0.499, 3, 0.05), 0));
  assert.equal(valueAt(-1, 3, 0.05), -3);
  assert.equal(valueAt(2, 3, 0.05), 3);
  near(valueAt(0.75, 3, 0.05), 1.5);
});
