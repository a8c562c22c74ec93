/** Between the places of an exact map and the latents that they stand for, and the shape of its prior. */

/** @typedef {import('./map-data.js').Gaussian} Gaussian */
/** @typedef {import('./map-data.js').Place} Place */
/** @typedef {import('./map-data.js').Plane} Plane */

/** @param {Plane} plane @param {Place} place @returns {number[]} */
export function latentAt({ origin, axes }, [x, y]) {
  return origin.map((value, i) => value + x * axes[0][i] + y * axes[1][i]);
}

/** @param {readonly number[]} a @param {readonly number[]} b */
function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/**
 * The place that stands nearest to a latent: its shadow on the plane. The axes need not be
 * of length one nor at right angles.
 * @param {Plane} plane @param {readonly number[]} latent @returns {[number, number]}
 */
export function shadowOf({ origin, axes: [first, second] }, latent) {
  const change = latent.map((value, i) => value - origin[i]);
  const [a, b, c] = [dot(first, first), dot(first, second), dot(second, second)];
  const [p, q] = [dot(first, change), dot(second, change)];
  const determinant = a * c - b * b;
  return determinant === 0 ? [0, 0] : [(c * p - b * q) / determinant, (a * q - b * p) / determinant];
}

/**
 * The ellipse one standard deviation round the mean.
 * @param {Gaussian} gaussian
 * @returns {{radii: [number, number], angle: number}} in units of the map; radians from the x axis, y up
 */
export function ellipse({ covariance: [[a, b], [, c]] }) {
  const middle = (a + c) / 2;
  const spread = Math.hypot((a - c) / 2, b);
  const angle = spread === 0 ? 0 : Math.atan2(2 * b, a - c) / 2;
  return { radii: [Math.sqrt(Math.max(0, middle + spread)), Math.sqrt(Math.max(0, middle - spread))], angle };
}
