/** Writes a GIF frame by frame, off the page's thread. Import maps do not reach workers: hence the path. */

import { dither, enlarge, greyIndices, greyPalette, isGrey } from '../lib/indexed.js';

/** @typedef {{pixels: Uint8ClampedArray, width: number, height: number, factor: number, delay: number}} Frame */

const library = new URL('../../vendor/gifenc.js', import.meta.url).href;
/** @type {Promise<any>} */
const loading = import(library);
/** @type {any} */
let gif = null;

/** About the distance between neighbouring colours of a photograph's 256. */
const DITHER = 8;

/** @param {any} tools @param {Frame} frame @returns {{palette: number[][], indices: Uint8Array}} */
function indexed({ applyPalette, quantize }, { pixels, width, factor }) {
  if (isGrey(pixels)) return { palette: greyPalette(), indices: greyIndices(pixels) };
  const palette = quantize(pixels, 256);
  // Where single pixels are to stay visible there is nothing soft to break.
  if (factor === 1) dither(pixels, width, DITHER);
  return { palette, indices: applyPalette(pixels, palette) };
}

/** @param {any} tools @param {Frame} frame */
function write(tools, frame) {
  const { width, height, factor, delay } = frame;
  const { palette, indices } = indexed(tools, frame);
  gif.writeFrame(enlarge(indices, width, factor), width * factor, height * factor, { palette, delay, repeat: 0 });
}

addEventListener('message', async ({ data }) => {
  try {
    const tools = await loading;
    gif ??= tools.GIFEncoder();
    if (data.frame) {
      write(tools, data.frame);
      postMessage({ bytes: gif.bytesView().length });
      return;
    }
    gif.finish();
    const bytes = gif.bytes();
    gif = null;
    /** @type {any} */ (globalThis).postMessage({ bytes }, [bytes.buffer]);
  } catch (error) {
    postMessage({ error: String(error) });
  }
});
