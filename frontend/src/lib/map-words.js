/** From figures of the map to the few steps in which they are shown and said. */

/** Shares of the data points that are nearer to each other, above which a dot goes out. */
const LIMITS = [0.6, 0.9, 0.99, 0.9999];

/** @param {number} distance 0 on a data point to 1 far from all @returns {0 | 1 | 2 | 3 | 4} 4: among the data; 0: far from it */
export function closenessDots(distance) {
  return /** @type {0 | 1 | 2 | 3 | 4} */ (LIMITS.filter((limit) => distance <= limit).length);
}
