/** A film as GIF: works in every browser. */

import { gifDelays } from '../lib/studio-plan.js';
import { makeCanvas, sizeOf } from './frames.js';
import { openWorker } from './worker.js';

/** @typedef {import('./frames.js').Reel} Reel */

/**
 * Small pictures go at their own size and are enlarged after their colours are counted: every
 * level stays, and it is faster.
 * @param {Reel} reel
 */
function reader(reel) {
  const { width, height } = reel.smooth ? sizeOf(reel) : reel.frames[0];
  const { context } = makeCanvas(width, height, reel.smooth);
  const factor = reel.smooth ? 1 : reel.scale;
  return (/** @type {ImageBitmap} */ frame, /** @type {number} */ delay) => {
    context.drawImage(frame, 0, 0, width, height);
    const pixels = context.getImageData(0, 0, width, height).data;
    return { pixels, width, height, factor, delay };
  };
}

/**
 * @param {Reel} reel
 * @param {import('./frames.js').Work} work
 * @returns {Promise<Blob>}
 */
export async function encodeGif(reel, { signal, onProgress }) {
  const worker = openWorker('gif.worker.js', signal);
  const read = reader(reel);
  const delays = gifDelays(reel.frames.length, reel.fps);
  try {
    for (const [index, frame] of reel.frames.entries()) {
      const data = read(frame, delays[index]);
      await worker.ask({ frame: data }, [data.pixels.buffer]);
      onProgress((index + 1) / reel.frames.length);
    }
    const { bytes } = await worker.ask({});
    return new Blob([bytes], { type: 'image/gif' });
  } finally {
    worker.close();
  }
}
