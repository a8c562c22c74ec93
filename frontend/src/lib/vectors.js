/** Small sums over latents, for the figures shown beside the pictures. */

/** @param {readonly number[]} a @param {readonly number[]} b */
export function distance(a, b) {
  return Math.hypot(...a.map((value, i) => value - b[i]));
}

/** @param {readonly number[]} a */
export function norm(a) {
  return Math.hypot(...a);
}

/** @param {readonly number[]} a @param {readonly number[]} b @param {number} alpha */
export function lerp(a, b, alpha) {
  return a.map((value, i) => (1 - alpha) * value + alpha * b[i]);
}

/** @param {readonly number[]} values */
export function median(values) {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {readonly number[]} point @param {readonly (readonly number[])[]} others */
export function nearestDistance(point, others) {
  return Math.min(...others.map((other) => distance(point, other)));
}

/**
 * How far a latent is from known pictures, in units of how far these are from each other:
 * 1 is as close as a typical picture is to its nearest neighbour.
 * @param {readonly number[]} point
 * @param {readonly (readonly number[])[]} known at least two
 * @returns {number}
 */
export function relativeDistance(point, known) {
  return nearestDistance(point, known) / typicalSpacing(known);
}

/** @param {readonly (readonly number[])[]} known */
export function typicalSpacing(known) {
  const each = known.map((one, i) =>
    nearestDistance(
      one,
      known.filter((_, j) => j !== i),
    ),
  );
  return median(each) || 1;
}

/** @param {number} relative as from relativeDistance @returns {number} 0 (far) to 4 (among the data) */
export function nearnessDots(relative) {
  const limits = [1.1, 1.5, 2, 3];
  return limits.filter((limit) => relative <= limit).length;
}

/** @param {number} count @param {number} [from] @param {number} [to] @returns {number[]} evenly spaced, ends exact */
export function linspace(count, from = 0, to = 1) {
  if (count < 2) return [from];
  const step = (to - from) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? to : Number((from + i * step).toFixed(10))));
}

/**
 * A range around zero that holds another one: zero stands in the middle of every slider.
 * @param {readonly [number, number]} range
 * @returns {[number, number]}
 */
export function symmetric([low, high]) {
  const extent = Math.max(Math.abs(low), Math.abs(high));
  return [-extent, extent];
}

/**
 * How many steps of a direction a change contains: its projection, in units of the direction.
 * @param {readonly number[]} change
 * @param {readonly number[]} direction
 * @returns {number} 0 for a direction without length
 */
export function stepsAlong(change, direction) {
  const squared = direction.reduce((sum, value) => sum + value * value, 0);
  return squared === 0 ? 0 : direction.reduce((sum, value, i) => sum + value * change[i], 0) / squared;
}
