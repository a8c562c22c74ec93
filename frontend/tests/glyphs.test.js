import assert from 'node:assert/strict';
import { test } from 'node:test';
import { area, OUTLINES, outlineOf } from '../src/lib/glyphs.js';

test('ten shapes that all differ, inside their square', () => {
  assert.equal(new Set(OUTLINES.map((outline) => JSON.stringify(outline))).size, 10);
  for (const outline of OUTLINES) {
    for (const [x, y] of outline) assert.ok(Math.abs(x) <= 1 && Math.abs(y) <= 1, JSON.stringify(outline));
  }
  assert.equal(outlineOf(12), OUTLINES[2]);
});

test('no shape is more than about twice as heavy as another', () => {
  const areas = OUTLINES.map(area);
  assert.ok(Math.max(...areas) < 2.2 * Math.min(...areas), areas.map((one) => one.toFixed(2)).join(' '));
  const square = area([
    [0, 0],
    [2, 0],
    [2, 2],
    [0, 2],
  ]);
  assert.equal(square, 4);
});
