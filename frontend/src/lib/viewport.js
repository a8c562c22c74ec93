/**
 * Which part of a map is seen. The window is a square: `span` is its side in units of the map,
 * so that a link shows the same on every screen.
 */

/** @typedef {import('./map-data.js').Bounds} Bounds */
/** @typedef {import('./map-data.js').Place} Place */
/** @typedef {{x: number, y: number, span: number}} View centre and side */
/** @typedef {{x: number, y: number}} Spot in pixels from the upper left corner of the window */

/** Air round the points when all of them are shown. */
const MARGIN = 1.12;
/** How far one can zoom, against the view of everything. */
const CLOSEST = 1 / 400;
const FARTHEST = 4;

/** @param {Bounds} bounds @returns {View} all of it */
export function fitted({ x, y }) {
  const side = Math.max(x[1] - x[0], y[1] - y[0]) || 1;
  return { x: (x[0] + x[1]) / 2, y: (y[0] + y[1]) / 2, span: side * MARGIN };
}

/** @param {Bounds} one @param {Bounds} other @returns {Bounds} what holds both */
export function union(one, other) {
  return {
    x: [Math.min(one.x[0], other.x[0]), Math.max(one.x[1], other.x[1])],
    y: [Math.min(one.y[0], other.y[0]), Math.max(one.y[1], other.y[1])],
  };
}

/** @param {View} view @param {number} side of the window in pixels @param {Place} place @returns {Spot} */
export function toSpot({ x, y, span }, side, place) {
  const scale = side / span;
  return { x: side / 2 + (place[0] - x) * scale, y: side / 2 - (place[1] - y) * scale };
}

/** @param {View} view @param {number} side @param {Spot} spot @returns {[number, number]} */
export function toPlace({ x, y, span }, side, spot) {
  const scale = span / side;
  return [x + (spot.x - side / 2) * scale, y - (spot.y - side / 2) * scale];
}

/** @param {View} view @param {number} side @param {Spot} way in pixels, as the paper is dragged @returns {View} */
export function panned(view, side, way) {
  const scale = view.span / side;
  return { ...view, x: view.x - way.x * scale, y: view.y + way.y * scale };
}

/**
 * @param {View} view
 * @param {number} factor above 1 goes closer
 * @param {Place} [about] stays where it is; default: the centre
 * @returns {View}
 */
export function zoomed(view, factor, about = [view.x, view.y]) {
  return {
    x: about[0] + (view.x - about[0]) / factor,
    y: about[1] + (view.y - about[1]) / factor,
    span: view.span / factor,
  };
}

/**
 * Two fingers: what was under them stays under them.
 * @param {View} view where they were put down
 * @param {number} side
 * @param {readonly [Spot, Spot]} from
 * @param {readonly [Spot, Spot]} to
 * @returns {View}
 */
export function pinched(view, side, from, to) {
  /** @param {readonly [Spot, Spot]} pair */
  const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  /** @param {readonly [Spot, Spot]} pair */
  const length = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);
  const [start, end] = [middle(from), middle(to)];
  const factor = length(from) > 0 ? Math.max(0.01, length(to) / length(from)) : 1;
  const close = zoomed(view, factor, toPlace(view, side, start));
  return panned(close, side, { x: end.x - start.x, y: end.y - start.y });
}

/** The nearest view that still shows some of the map. @param {View} view @param {Bounds} bounds @returns {View} */
export function within(view, bounds) {
  const all = fitted(bounds);
  const span = Math.min(all.span * FARTHEST, Math.max(all.span * CLOSEST, view.span));
  /** @param {number} value @param {[number, number]} range */
  const clamp = (value, [low, high]) => Math.min(high, Math.max(low, value));
  return { x: clamp(view.x, bounds.x), y: clamp(view.y, bounds.y), span };
}

/** The view moved just so far that a place is seen. @param {View} view @param {Place} place @returns {View} */
export function showing(view, place) {
  const reach = view.span * 0.46;
  /** @param {number} centre @param {number} wanted */
  const follow = (centre, wanted) => Math.min(wanted + reach, Math.max(wanted - reach, centre));
  return { ...view, x: follow(view.x, place[0]), y: follow(view.y, place[1]) };
}

/** @param {View} view @param {Place} place */
export function isSeen({ x, y, span }, place) {
  return Math.abs(place[0] - x) <= span / 2 && Math.abs(place[1] - y) <= span / 2;
}

/**
 * The places of a grid of cells that fills the view, row by row from the upper left.
 * @param {View} view
 * @param {number} n cells to each side
 * @returns {[number, number][]} their centres
 */
export function gridPlaces({ x, y, span }, n) {
  const cell = span / n;
  return Array.from({ length: n * n }, (_, index) => [
    x - span / 2 + ((index % n) + 0.5) * cell,
    y + span / 2 - (Math.floor(index / n) + 0.5) * cell,
  ]);
}

/**
 * The cells of an n x n grid in whole rows, so that no slice holds more than one request may ask for.
 * @param {number} n at most `most`
 * @param {number} [most]
 * @returns {[number, number][]} from the first of these cells to the one after the last
 */
export function gridSlices(n, most = 256) {
  const cells = n * Math.max(1, Math.floor(most / n));
  return Array.from({ length: Math.ceil((n * n) / cells) }, (_, index) => [
    index * cells,
    Math.min(n * n, (index + 1) * cells),
  ]);
}

const STEP = 1 / 60;
const COARSE = 6;

/**
 * Where the arrow keys take the crosshair, in shares of what is seen.
 * @param {View} view
 * @param {Place} place
 * @param {{key: string, shiftKey: boolean}} event
 * @returns {[number, number] | null} null for other keys
 */
export function stepped(view, place, { key, shiftKey }) {
  /** @type {Record<string, Place>} */
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const way = Object.hasOwn(ways, key) ? ways[key] : null;
  const step = view.span * STEP * (shiftKey ? COARSE : 1);
  return way && [place[0] + way[0] * step, place[1] + way[1] * step];
}
