/** How far two pictures of one size are apart, from their pixels. */

/** Side of the windows over which structure is compared, and how far they are shifted. */
const WINDOW = 7;
/** Constants of SSIM for values in [0, 1]: Wang et al. 2004, IEEE Trans. Image Processing 13 (4). */
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;

/** A picture without its colours. @typedef {{width: number, height: number, values: Float64Array}} Grey values in [0, 1] */
/** @typedef {{width: number, height: number, data: Uint8ClampedArray}} Pixels RGBA, row by row */

/** @param {Pixels} one @param {Pixels} other */
function requireSameSize(one, other) {
  if (one.width !== other.width || one.height !== other.height) throw new Error('pictures of different sizes');
}

/**
 * Mean squared error per pixel and colour, for values in [0, 1]: as the cards measure it.
 * @param {Pixels} one @param {Pixels} other
 */
export function meanSquaredError(one, other) {
  requireSameSize(one, other);
  let sum = 0;
  for (let i = 0; i < one.data.length; i += 4) {
    for (let channel = i; channel < i + 3; channel += 1) sum += (one.data[channel] - other.data[channel]) ** 2;
  }
  return sum / (255 * 255 * 3 * one.width * one.height);
}

/** Luminance (ITU-R BT.601). @param {Pixels} pixels @returns {Grey} */
export function grey({ width, height, data }) {
  const values = new Float64Array(width * height);
  for (let i = 0; i < values.length; i += 1) {
    values[i] = (0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2]) / 255;
  }
  return { width, height, values };
}

/**
 * Structural similarity: the mean over all windows of 7 x 7 pixels of the luminance.
 * @param {Pixels} one @param {Pixels} other
 * @returns {number} at most 1, which only equal pictures reach
 */
export function structuralSimilarity(one, other) {
  requireSameSize(one, other);
  const [a, b] = [grey(one), grey(other)];
  const [across, down] = [a.width - WINDOW + 1, a.height - WINDOW + 1];
  if (across < 1 || down < 1) throw new Error('pictures smaller than a window');
  let sum = 0;
  for (let y = 0; y < down; y += 1) for (let x = 0; x < across; x += 1) sum += windowSimilarity(a, b, x, y);
  return sum / (across * down);
}

/** @param {Grey} a @param {Grey} b @param {number} left @param {number} top */
function windowSimilarity(a, b, left, top) {
  const count = WINDOW * WINDOW;
  let [sumA, sumB, squaresA, squaresB, products] = [0, 0, 0, 0, 0];
  for (let y = top; y < top + WINDOW; y += 1) {
    for (let i = y * a.width + left; i < y * a.width + left + WINDOW; i += 1) {
      const [p, q] = [a.values[i], b.values[i]];
      sumA += p;
      sumB += q;
      squaresA += p * p;
      squaresB += q * q;
      products += p * q;
    }
  }
  const [meanA, meanB] = [sumA / count, sumB / count];
  const varianceA = squaresA / count - meanA * meanA;
  const varianceB = squaresB / count - meanB * meanB;
  const covariance = products / count - meanA * meanB;
  const brightness = (2 * meanA * meanB + C1) / (meanA * meanA + meanB * meanB + C1);
  return (brightness * (2 * covariance + C2)) / (varianceA + varianceB + C2);
}

/**
 * The absolute difference, pixel by pixel and colour by colour.
 * @param {Pixels} one @param {Pixels} other
 * @param {number} [gain] so many times brighter
 * @returns {Pixels} opaque
 */
export function differencePicture(one, other, gain = 1) {
  requireSameSize(one, other);
  const data = one.data.map((value, i) => (i % 4 === 3 ? 255 : gain * Math.abs(value - other.data[i])));
  return { width: one.width, height: one.height, data };
}
