import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitrate, extrapolate, readableBytes, sheetFrames, spread, videoBytes } from '../src/lib/export-size.js';
import { dither, enlarge, greyIndices, greyPalette, isGrey } from '../src/lib/indexed.js';
import { scales, usualScale } from '../src/lib/studio-plan.js';
import { looksLike } from '../src/lib/video-head.js';

test('sizes are whole even multiples of the model’s pixels', () => {
  assert.deepEqual(scales({ width: 28, height: 28 }), [4, 8, 16, 32]);
  assert.deepEqual(scales({ width: 64, height: 64 }), [2, 4, 8, 16]);
  assert.deepEqual(scales({ width: 2000, height: 2000 }), [2]);
  assert.equal(usualScale({ width: 28, height: 28 }), 16);
  assert.equal(usualScale({ width: 64, height: 64 }), 4);
});

test('a video’s weight follows its size and length, within limits', () => {
  const film = { width: 448, height: 448, fps: 24 };
  assert.equal(bitrate(film), Math.round(448 * 448 * 24 * 0.16));
  assert.equal(bitrate({ width: 56, height: 56, fps: 12 }), 300_000);
  assert.equal(bitrate({ width: 4000, height: 4000, fps: 30 }), 8_000_000);
  assert.equal(videoBytes({ ...film, frames: 48 }), Math.round((bitrate(film) * 2) / 8));
});

test('a few frames tell of all, evenly spread', () => {
  assert.equal(extrapolate({ bytes: 3000, frames: 3 }, 96), 96_000);
  assert.equal(extrapolate({ bytes: 0, frames: 0 }, 96), 0);
  assert.deepEqual(spread(3, 5), [0, 1, 2]);
  assert.deepEqual(spread(9, 3), [0, 4, 8]);
  assert.equal(sheetFrames(96).length, 96);
  assert.equal(new Set(sheetFrames(900)).size, 100);
  assert.equal(sheetFrames(900).at(-1), 899);
});

test('bytes are said in two digits', () => {
  assert.deepEqual(readableBytes(999), { value: 999, unit: 'byte' });
  assert.deepEqual(readableBytes(84_321), { value: 84, unit: 'kilobyte' });
  assert.deepEqual(readableBytes(1_654_321), { value: 1.7, unit: 'megabyte' });
  assert.deepEqual(readableBytes(999_600), { value: 1, unit: 'megabyte' });
});

test('grey pictures keep every level and are enlarged pixel by pixel', () => {
  const grey = Uint8ClampedArray.from([0, 0, 0, 255, 200, 200, 200, 255, 7, 7, 7, 255, 255, 255, 255, 255]);
  assert.equal(isGrey(grey), true);
  assert.equal(isGrey(Uint8ClampedArray.from([1, 2, 1, 255])), false);
  const indices = greyIndices(grey);
  assert.deepEqual([...indices], [0, 200, 7, 255]);
  assert.deepEqual(greyPalette()[200], [200, 200, 200]);
  assert.deepEqual([...enlarge(indices, 2, 2)], [0, 0, 200, 200, 0, 0, 200, 200, 7, 7, 255, 255, 7, 7, 255, 255]);
  assert.equal(enlarge(indices, 2, 1), indices);
});

test('dithering mixes shades without making a square brighter or darker', () => {
  const rgba = Uint8ClampedArray.from({ length: 8 * 8 * 4 }, (_, at) => (at % 4 === 3 ? 255 : 100));
  dither(rgba, 8, 10);
  const reds = Array.from({ length: 64 }, (_, pixel) => rgba[pixel * 4]);
  assert.equal(Math.min(...reds), 95);
  assert.equal(Math.max(...reds), 105);
  assert.equal(reds.reduce((sum, value) => sum + value, 0) / 64, 100);
  assert.ok(rgba.every((value, at) => at % 4 !== 3 || value === 255));
  const black = new Uint8ClampedArray(4 * 16);
  dither(black, 4, 10);
  assert.ok(black.every((value) => value <= 5));
});

test('video files are known by how they begin', () => {
  const mp4 = Uint8Array.from([0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70]);
  const webm = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, 1, 0, 0, 0]);
  assert.ok(looksLike('mp4', mp4) && looksLike('webm', webm));
  assert.ok(!looksLike('mp4', webm) && !looksLike('webm', mp4) && !looksLike('mp4', mp4.subarray(0, 4)));
});
