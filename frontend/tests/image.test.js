import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  fileName,
  MAX_UPLOAD_BYTES,
  refusal,
  sheetColumns,
  sheetLayout,
  shrinkTo,
  sideBySide,
  wholeMultiple,
} from '../src/lib/image.js';

test('what may be uploaded, and why not', () => {
  assert.equal(refusal({ type: 'image/png', size: 10 }), null);
  assert.equal(refusal({ type: 'image/gif', size: 10 }), 'type');
  assert.equal(refusal({ type: '', size: 10 }), 'type');
  assert.equal(refusal({ type: 'image/webp', size: 0 }), 'empty');
  assert.equal(refusal({ type: 'image/jpeg', size: MAX_UPLOAD_BYTES + 1 }), 'size');
});

test('shrinks to the longest side, keeps the aspect, never enlarges', () => {
  assert.deepEqual(shrinkTo(4000, 3000, 512), { width: 512, height: 384 });
  assert.deepEqual(shrinkTo(28, 28, 512), { width: 28, height: 28 });
  assert.deepEqual(shrinkTo(10_000, 1, 512), { width: 512, height: 1 });
});

test('sheets: whole multiples, near-square columns, positions', () => {
  assert.equal(wholeMultiple(28, 448), 16);
  assert.equal(wholeMultiple(28, 111), 3);
  assert.equal(wholeMultiple(64, 28), 1);
  assert.deepEqual([1, 4, 10, 16, 64].map(sheetColumns), [1, 2, 4, 4, 8]);
  const layout = sheetLayout(10, 4, 100, 2);
  assert.deepEqual([layout.width, layout.height], [406, 304]);
  assert.deepEqual(layout.at(5), { x: 102, y: 102 });
});

test('file names hold nothing that a file system refuses', () => {
  assert.equal(fileName('fashion-vae', 'Suéter', 'alpha 0.50'), 'latente-fashion-vae-sueter-alpha-0.50');
  assert.equal(fileName('../a/b', 'ñ:?*'), 'latente-..-a-b-n');
});

test('sheets next to each other, row by row', () => {
  assert.deepEqual(
    sideBySide(
      [
        ['a', 'b', 'c', 'd'],
        ['A', 'B', 'C', 'D'],
      ],
      2,
    ),
    ['a', 'b', 'A', 'B', 'c', 'd', 'C', 'D'],
  );
  assert.deepEqual(sideBySide([], 2), []);
});
