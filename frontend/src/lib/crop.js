/**
 * The square that is cut out of a photograph. All of it is in pixels of the upright picture:
 * the picture is turned by `angle` degrees clockwise about (x, y), then a square with sides of
 * `side` pixels round that point is cut.
 */

/** @typedef {{x: number, y: number, side: number, angle: number}} Crop */
/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number}} Spot a place in the frame: (0, 0) is its centre, 0.5 its right or lower edge */

/** The smallest square, in pixels: less holds nothing that a model could use. */
export const LEAST_SIDE = 24;
/** How far beyond the picture's longer side one can zoom out. */
const MOST = 1.25;
const STEP = 0.02;
const ZOOM_STEP = 1.05;
const TURN_STEP = 2;
const COARSE = 5;

/** @param {Size} size @returns {Crop} the largest square in the middle */
export function largestSquare({ width, height }) {
  return { x: width / 2, y: height / 2, side: Math.min(width, height), angle: 0 };
}

/** @param {number} angle degrees @returns {number} the same in (-180, 180] */
function turnedOnce(angle) {
  const once = ((((angle + 180) % 360) + 360) % 360) - 180;
  return once === -180 ? 180 : once;
}

/** The nearest crop whose centre lies in the picture. @param {Crop} crop @param {Size} size @returns {Crop} */
export function within({ x, y, side, angle }, { width, height }) {
  const most = Math.max(width, height) * MOST;
  return {
    x: Math.min(width, Math.max(0, x)),
    y: Math.min(height, Math.max(0, y)),
    side: Math.min(most, Math.max(LEAST_SIDE, side)),
    angle: turnedOnce(angle),
  };
}

/** A way in the frame as a way in the picture, in pixels. @param {Crop} crop @param {Spot} way @returns {Spot} */
function inPicture({ side, angle }, way) {
  const radians = (-angle * Math.PI) / 180;
  const cosine = Math.cos(radians);
  const sine = Math.sin(radians);
  return { x: side * (cosine * way.x - sine * way.y), y: side * (sine * way.x + cosine * way.y) };
}

/** The picture moves under the frame. @param {Crop} crop @param {Spot} way in sides of the frame @returns {Crop} */
export function moved(crop, way) {
  const step = inPicture(crop, way);
  return { ...crop, x: crop.x - step.x, y: crop.y - step.y };
}

/**
 * @param {Crop} crop
 * @param {number} factor above 1 shows the picture larger
 * @param {Spot} [about] what stays in its place; default: the centre
 * @returns {Crop}
 */
export function zoomed(crop, factor, about = { x: 0, y: 0 }) {
  const before = inPicture(crop, about);
  const next = { ...crop, side: crop.side / factor };
  const after = inPicture(next, about);
  return { ...next, x: crop.x + before.x - after.x, y: crop.y + before.y - after.y };
}

/** @param {Crop} crop @param {number} degrees clockwise @param {Spot} [about] @returns {Crop} */
export function turned(crop, degrees, about = { x: 0, y: 0 }) {
  const before = inPicture(crop, about);
  const next = { ...crop, angle: crop.angle + degrees };
  const after = inPicture(next, about);
  return { ...next, x: crop.x + before.x - after.x, y: crop.y + before.y - after.y };
}

/**
 * Two fingers: what was under them stays under them.
 * @param {Crop} crop where the fingers were put down
 * @param {[Spot, Spot]} from
 * @param {[Spot, Spot]} to
 * @returns {Crop}
 */
export function pinched(crop, from, to) {
  /** @param {[Spot, Spot]} pair */
  const span = ([a, b]) => ({ x: b.x - a.x, y: b.y - a.y });
  /** @param {[Spot, Spot]} pair */
  const middle = ([a, b]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const [before, after] = [span(from), span(to)];
  const long = Math.hypot(before.x, before.y);
  const factor = long === 0 ? 1 : Math.max(0.01, Math.hypot(after.x, after.y) / long);
  const angle = ((Math.atan2(after.y, after.x) - Math.atan2(before.y, before.x)) * 180) / Math.PI;
  const [start, end] = [middle(from), middle(to)];
  const placed = moved(crop, { x: end.x - start.x, y: end.y - start.y });
  return turned(zoomed(placed, factor, end), angle, end);
}

/**
 * Arrows move the picture, + and − zoom, [ and ] turn; with Shift five times as far.
 * @param {Crop} crop
 * @param {{key: string, shiftKey: boolean}} event
 * @returns {Crop | null} null for keys that mean nothing here
 */
export function byKey(crop, { key, shiftKey }) {
  const far = shiftKey ? COARSE : 1;
  /** @type {Record<string, () => Crop>} */
  const acts = {
    ArrowLeft: () => moved(crop, { x: -STEP * far, y: 0 }),
    ArrowRight: () => moved(crop, { x: STEP * far, y: 0 }),
    ArrowUp: () => moved(crop, { x: 0, y: -STEP * far }),
    ArrowDown: () => moved(crop, { x: 0, y: STEP * far }),
    '+': () => zoomed(crop, ZOOM_STEP),
    '=': () => zoomed(crop, ZOOM_STEP),
    '-': () => zoomed(crop, 1 / ZOOM_STEP),
    _: () => zoomed(crop, 1 / ZOOM_STEP),
    '[': () => turned(crop, -TURN_STEP),
    '{': () => turned(crop, -TURN_STEP * COARSE),
    ']': () => turned(crop, TURN_STEP),
    '}': () => turned(crop, TURN_STEP * COARSE),
  };
  return Object.hasOwn(acts, key) ? acts[key]() : null;
}

/** How much larger than the whole picture's square it is shown, 1 or more for zooming in. @param {Crop} crop @param {Size} size */
export function zoomOf({ side }, { width, height }) {
  return Math.min(width, height) / side;
}

/**
 * How to draw the picture so that the crop fills a frame.
 * @param {Crop} crop
 * @param {number} frame side of the frame on the canvas
 * @param {Spot} centre of the frame on the canvas
 * @returns {[number, number, number, number, number, number]} for `setTransform`
 */
export function placement({ x, y, side, angle }, frame, centre) {
  const scale = frame / side;
  const radians = (angle * Math.PI) / 180;
  const a = scale * Math.cos(radians);
  const b = scale * Math.sin(radians);
  return [a, b, -b, a, centre.x - a * x + b * y, centre.y - b * x - a * y];
}
