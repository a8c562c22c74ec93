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

/** @param {number} typicality share of known codes that are less likely, 0 to 1 @returns {number} 0 (far) to 4 dots */
export function typicalityDots(typicality) {
  const limits = [0.005, 0.05, 0.2, 0.5];
  return limits.filter((limit) => typicality >= limit).length;
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
