/** A film as single pictures in a zip, with its recipe beside them. */

import { framePng } from './frames.js';
import { openWorker } from './worker.js';

/**
 * @param {import('./frames.js').Reel} reel
 * @param {string} recipe JSON
 * @param {import('./frames.js').Work} work
 * @returns {Promise<Blob>}
 */
export async function encodeZip(reel, recipe, { signal, onProgress }) {
  /** @type {Record<string, Uint8Array>} */
  const files = { 'recipe.json': new TextEncoder().encode(recipe) };
  /** Held frames are drawn once. @type {Map<ImageBitmap, Uint8Array>} */
  const drawn = new Map();
  const digits = Math.max(4, String(reel.frames.length).length);
  for (const [index, frame] of reel.frames.entries()) {
    signal.throwIfAborted();
    const png = drawn.get(frame) ?? (await framePng(reel, frame));
    drawn.set(frame, png);
    files[`frame-${String(index + 1).padStart(digits, '0')}.png`] = png;
    onProgress((index + 1) / reel.frames.length);
  }
  const worker = openWorker('zip.worker.js', signal);
  try {
    const { bytes } = await worker.ask({ files });
    return new Blob([bytes], { type: 'application/zip' });
  } finally {
    worker.close();
  }
}
