/**
 * A Gaussian posterior q(z|x) = N(μ, σ²) against the prior N(0, 1), dimension by dimension.
 * Dimensions are counted from 0 here; people and links count them from 1.
 */

/**
 * One dimension of a posterior.
 * @typedef {object} Dimension
 * @property {number} index
 * @property {number} mean
 * @property {number} sigma standard deviation
 * @property {number} kl in nats
 */

/** @typedef {Record<number, number>} Offsets how far each moved dimension is from the mean, in units */
/** @typedef {[number, number]} Pair the dimensions of a drawing: across, up */

/** With less than this, in nats, q cannot be told from the prior: the dimension is asleep. */
export const ASLEEP_NATS = 0.01;
/** How far a slider moves a dimension, in units. */
export const REACH = 3;

/**
 * KL divergence of N(mean, exp(logVariance)) from N(0, 1).
 * @param {number} mean
 * @param {number} logVariance
 * @returns {number} nats, never below 0
 */
export function klOf(mean, logVariance) {
  return Math.max(0, 0.5 * (mean * mean + Math.exp(logVariance) - logVariance - 1));
}

/** @param {readonly number[]} means @param {readonly number[]} logVariances @returns {Dimension[]} in order */
export function dimensionsOf(means, logVariances) {
  return means.map((mean, index) => ({
    index,
    mean,
    sigma: Math.exp(logVariances[index] / 2),
    kl: klOf(mean, logVariances[index]),
  }));
}

/** @param {readonly Dimension[]} dimensions @returns {number} nats */
export function totalKl(dimensions) {
  return dimensions.reduce((sum, { kl }) => sum + kl, 0);
}

/** @param {Dimension} dimension whether it says nothing about this image */
export function isAsleep({ kl }) {
  return kl < ASLEEP_NATS;
}

/**
 * @param {readonly number[]} values one for each dimension
 * @returns {number[]} the dimensions, the largest value first; equal ones in order
 */
export function largestFirst(values) {
  return values.map((_, index) => index).sort((a, b) => values[b] - values[a] || a - b);
}

/**
 * Standard deviation of each dimension over several codes.
 * @param {readonly (readonly number[])[]} codes
 * @returns {number[]} 1 where there is nothing to measure
 */
export function spread(codes) {
  if (codes.length < 2) return codes[0]?.map(() => 1) ?? [];
  return codes[0].map((_, index) => {
    const mean = codes.reduce((sum, code) => sum + code[index], 0) / codes.length;
    const variance = codes.reduce((sum, code) => sum + (code[index] - mean) ** 2, 0) / codes.length;
    return Math.sqrt(variance) || 1;
  });
}

/**
 * @param {readonly number[]} code
 * @param {Offsets} offsets
 * @param {readonly number[]} units length of one step in each dimension
 * @returns {number[]}
 */
export function moved(code, offsets, units) {
  return code.map((value, index) => value + (offsets[index] ?? 0) * (units[index] ?? 1));
}

/** @param {Offsets} offsets @returns {number[]} the dimensions that are not where they were */
export function movedDimensions(offsets) {
  return Object.keys(offsets)
    .map(Number)
    .filter((index) => offsets[index] !== 0);
}

/**
 * How many standard deviations a code is from the mean, all dimensions together.
 * @param {readonly number[]} code
 * @param {readonly Dimension[]} dimensions
 */
export function sigmasAway(code, dimensions) {
  return Math.hypot(...dimensions.map(({ mean, sigma }, index) => (code[index] - mean) / sigma));
}

/**
 * Offsets as a link carries them, counted from 1: what names no dimension is left out.
 * @param {Record<string, number>} written
 * @param {number} count of dimensions
 * @returns {Offsets}
 */
export function readOffsets(written, count) {
  /** @type {Offsets} */
  const offsets = {};
  for (const [name, value] of Object.entries(written)) {
    const index = Number(name) - 1;
    if (isDimension(index, count)) offsets[index] = Math.min(REACH, Math.max(-REACH, value));
  }
  return offsets;
}

/** @param {Offsets} offsets @returns {Record<string, number>} by names counted from 1 */
export function writeOffsets(offsets) {
  return Object.fromEntries(Object.entries(offsets).map(([index, value]) => [String(Number(index) + 1), value]));
}

/**
 * @param {readonly string[]} parts two numbers counted from 1
 * @param {number} count of dimensions
 * @returns {Pair | null} null where these are not two dimensions
 */
export function readPair(parts, count) {
  const [across, up] = parts.map((part) => Number(part) - 1);
  const isPair = parts.length === 2 && across !== up && isDimension(across, count) && isDimension(up, count);
  return isPair ? [across, up] : null;
}

/** @param {number} index @param {number} count */
function isDimension(index, count) {
  return Number.isInteger(index) && index >= 0 && index < count;
}

/** As formulas write it: z₁₂. @param {number} index @returns {string} counted from 1 */
export function dimensionName(index) {
  const digits = [...String(index + 1)].map((digit) => String.fromCodePoint(0x2080 + Number(digit)));
  return `z${digits.join('')}`;
}
