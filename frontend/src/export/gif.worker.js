/** Writes a GIF frame by frame, off the page's thread. Import maps do not reach workers: hence the path. */

import { enlarge, greyIndices, greyPalette, isGrey } from '../lib/indexed.js';

/** @typedef {{pixels: Uint8ClampedArray, width: number, height: number, factor: number, delay: number}} Frame */

const library = new URL('../../vendor/gifenc.js', import.meta.url).href;
/** @type {Promise<any>} */
const loading = import(library);
/** @type {any} */
let gif = null;

/** @param {any} tools @param {Frame} frame */
function write({ applyPalette, quantize }, { pixels, width, height, factor, delay }) {
  const grey = isGrey(pixels);
  const palette = grey ? greyPalette() : quantize(pixels, 256);
  const indices = grey ? greyIndices(pixels) : applyPalette(pixels, palette);
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
