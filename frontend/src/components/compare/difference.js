import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { differencePicture, meanSquaredError, structuralSimilarity } from '../../lib/pixel-difference.js';

/** @typedef {import('../../lib/pixel-difference.js').Pixels} Pixels */

/** Differences are dark: so many times brighter they can be seen. */
export const GAIN = 4;

/** @typedef {{picture: string, error: number, similarity: number}} Difference */

/** @param {number} width @param {number} height */
function contextOf(width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
}

/** @param {string} src data URL @param {{width: number, height: number}} [size] drawn at; absent: its own @returns {Promise<Pixels>} */
async function readPixels(src, size) {
  const image = new Image();
  image.src = src;
  await image.decode();
  const { width, height } = size ?? { width: image.naturalWidth, height: image.naturalHeight };
  const context = contextOf(width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}

/** @param {Pixels} pixels @returns {string} data URL */
function writePixels({ width, height, data }) {
  const context = contextOf(width, height);
  const target = context.createImageData(width, height);
  target.data.set(data);
  context.putImageData(target, 0, 0);
  return context.canvas.toDataURL('image/png');
}

/** @param {string} original @param {string} drawn @returns {Promise<Difference>} from what is seen: 8 bits a colour */
async function differenceOf(original, drawn) {
  const result = await readPixels(drawn);
  const input = await readPixels(original, result);
  return {
    picture: writePixels(differencePicture(input, result, GAIN)),
    error: meanSquaredError(input, result),
    similarity: structuralSimilarity(input, result),
  };
}

/**
 * How far a drawing is from what was given; the last answer stays until the next is there.
 * @param {string | null} original @param {string | null} drawn data URLs
 * @returns {Difference | null}
 */
export function useDifference(original, drawn) {
  const found = useSignal(/** @type {Difference | null} */ (null));
  useEffect(() => {
    if (!original || !drawn) return undefined;
    let stale = false;
    differenceOf(original, drawn).then(
      (difference) => {
        if (!stale) found.value = difference;
      },
      () => {
        // A picture that cannot be read has no difference to show.
        if (!stale) found.value = null;
      },
    );
    return () => {
      stale = true;
    };
  }, [original, drawn]);
  return found.value;
}
