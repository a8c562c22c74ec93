/** From decoded frames to pixels and files of the exported size. */

import { readText, withText } from '../lib/png-text.js';

/** Under this keyword a PNG of this page carries what it was made of. */
export const KEYWORD = 'latente';

/**
 * What is exported.
 * @typedef {object} Reel
 * @property {readonly ImageBitmap[]} frames in order; a held frame is the same object again
 * @property {number} scale whole multiple
 * @property {boolean} smooth photographs are enlarged smoothly, small pictures pixel by pixel
 * @property {number} fps
 */
/** @typedef {{signal: AbortSignal, onProgress: (share: number) => void}} Work */

/** @param {Reel} reel @returns {{width: number, height: number}} of an exported frame */
export function sizeOf({ frames: [first], scale }) {
  return { width: first.width * scale, height: first.height * scale };
}

/** @param {number} width @param {number} height @param {boolean} smooth */
export function makeCanvas(width, height, smooth) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = 'high';
  return { canvas, context };
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Uint8Array<ArrayBuffer>>} as PNG */
export async function pngOf(canvas) {
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('canvas gave no picture');
  return new Uint8Array(await blob.arrayBuffer());
}

/** One frame as PNG. @param {Reel} reel @param {ImageBitmap} frame */
export function framePng(reel, frame) {
  const { width, height } = sizeOf(reel);
  const { canvas, context } = makeCanvas(width, height, reel.smooth);
  context.drawImage(frame, 0, 0, width, height);
  return pngOf(canvas);
}

/**
 * A picture that brings its own state back to the page.
 * @param {Uint8Array} png
 * @param {Record<string, unknown>} state never with a picture in it
 * @returns {Blob}
 */
export function withState(png, state) {
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (withText(png, KEYWORD, JSON.stringify(state)));
  return new Blob([bytes], { type: 'image/png' });
}

/** @param {Uint8Array} bytes of a file @returns {string | null} the state, as JSON */
export function stateOf(bytes) {
  return readText(bytes, KEYWORD);
}
