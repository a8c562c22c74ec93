/** Where points and ellipses of two latent dimensions lie in a square drawing. */

/** @typedef {{x: number, y: number}} Place */
/**
 * What a square shows: its middle and how far it reaches from there to each side.
 * @typedef {{x: number, y: number, reach: number}} Window
 */

/** The prior's circles that are drawn: one, two and three standard deviations. */
export const CIRCLES = [1, 2, 3];
/** Room around what is drawn. */
const MARGIN = 1.12;
/** How far a close-up reaches, in standard deviations of the wider dimension. */
const CLOSE_UP = 5;

/**
 * A window around the origin that holds the prior's circles and all points.
 * @param {readonly Place[]} points
 * @returns {Window}
 */
export function wholeWindow(points) {
  const farthest = points.flatMap(({ x, y }) => [Math.abs(x), Math.abs(y)]);
  return { x: 0, y: 0, reach: Math.max(CIRCLES[CIRCLES.length - 1], ...farthest) * MARGIN };
}

/** @param {Place} mean @param {Place} sigma @returns {Window} around a posterior */
export function closeWindow(mean, sigma) {
  return { ...mean, reach: CLOSE_UP * Math.max(sigma.x, sigma.y) };
}

/** @param {Place} place @param {Window} window @param {number} side of the drawing @returns {Place} upwards is less */
export function toDrawing(place, window, side) {
  const scale = side / (2 * window.reach);
  return { x: side / 2 + (place.x - window.x) * scale, y: side / 2 - (place.y - window.y) * scale };
}

/** @param {number} length @param {Window} window @param {number} side @returns {number} */
export function lengthInDrawing(length, window, side) {
  return (length * side) / (2 * window.reach);
}

/** @param {Place} place @param {Window} window whether it can be seen in it */
export function isWithin(place, window) {
  return Math.abs(place.x - window.x) <= window.reach && Math.abs(place.y - window.y) <= window.reach;
}

/**
 * A round number of about a third of the reach, for a scale bar.
 * @param {number} reach
 * @returns {number} 1, 2 or 5 times a power of ten
 */
export function scaleBar(reach) {
  const power = 10 ** Math.floor(Math.log10(reach / 2));
  const factor = [5, 2, 1].find((each) => each * power <= reach / 2) ?? 1;
  return Number((factor * power).toPrecision(1));
}

/**
 * Where a value is chosen on something that runs from -reach to reach, such as a strip of
 * pictures whose first and last picture stand for its ends.
 * @param {number} share 0 at the middle of the first picture, 1 at that of the last
 * @param {number} reach
 * @param {number} step
 */
export function valueAt(share, reach, step) {
  const value = (2 * Math.min(1, Math.max(0, share)) - 1) * reach;
  return Number((Math.round(value / step) * step).toFixed(4)) + 0;
}
