/** Which frames a film of keyframes has: easing, durations, positions between two keyframes, size. */

/** @typedef {'linear' | 'smooth' | 'hold'} Easing */
/**
 * What the plan needs of a film.
 * @typedef {object} Timing
 * @property {readonly {seconds: number, easing: Easing}[]} keyframes each with the way to the next one
 * @property {boolean} closed after the last keyframe the film goes on to the first
 * @property {number} fps
 */
/** @typedef {{from: number, to: number, alphas: number[], start: number, count: number}} Segment
 *   `alphas`: positions without repeats, in order; `start` and `count`: its place in the film, in frames */
/** @typedef {{segments: Segment[], frames: {segment: number, position: number}[]}} Plan
 *   a frame is the `position`-th alpha of its segment */

/** @type {readonly Easing[]} */
export const EASINGS = ['linear', 'smooth', 'hold'];
export const FPS = [12, 24, 30];
export const SECONDS = { min: 0.1, max: 10, initial: 1 };
/** More would take a server without an accelerator minutes, and a browser hundreds of megabytes. */
export const MAX_FRAMES = 900;
export const MAX_KEYFRAMES = 32;

/** Longest side of an exported frame. */
const LONGEST = 1024;
/** Enough for the eye, and short in a line to copy. */
const ALPHA_DIGITS = 4;

/**
 * @param {Easing} easing
 * @param {number} t in [0, 1]
 * @returns {number} in [0, 1]; `hold` stays at 0 until the very end
 */
export function ease(easing, t) {
  if (easing === 'hold') return t < 1 ? 0 : 1;
  return easing === 'smooth' ? t * t * (3 - 2 * t) : t;
}

/** Frames of a segment without its end, which belongs to the next one. @param {number} seconds @param {number} fps */
export function framesIn(seconds, fps) {
  return Math.max(1, Math.round(seconds * fps));
}

/** How many keyframes have a way to the next one. @param {Timing} timing */
export function segmentCount({ keyframes, closed }) {
  if (keyframes.length < 2) return 0;
  return closed ? keyframes.length : keyframes.length - 1;
}

/** @param {Timing} timing @returns {number} 1 for a single keyframe: a still */
export function frameCount(timing) {
  const segments = segmentCount(timing);
  if (segments === 0) return timing.keyframes.length;
  let count = timing.closed ? 0 : 1;
  for (let index = 0; index < segments; index += 1) count += framesIn(timing.keyframes[index].seconds, timing.fps);
  return count;
}

/** @param {Easing} easing @param {number} count @param {boolean} withEnd @returns {number[]} one alpha per frame */
function alphasOf(easing, count, withEnd) {
  const alphas = Array.from({ length: count }, (_, index) => ease(easing, index / count));
  if (withEnd) alphas.push(1);
  return alphas.map((alpha) => Number(alpha.toFixed(ALPHA_DIGITS)));
}

/**
 * All frames of a film, in order. An open film ends exactly at its last keyframe; a closed one
 * just before its first, where it starts again.
 * @param {Timing} timing
 * @returns {Plan}
 */
export function plan(timing) {
  const { keyframes, closed, fps } = timing;
  const segments = segmentCount(timing);
  /** @type {Plan} */
  const made = { segments: [], frames: [] };
  if (segments === 0 && keyframes.length === 1) return still();
  for (let index = 0; index < segments; index += 1) {
    const { seconds, easing } = keyframes[index];
    const withEnd = !closed && index === segments - 1;
    const each = alphasOf(easing, framesIn(seconds, fps), withEnd);
    const alphas = [...new Set(each)];
    const to = (index + 1) % keyframes.length;
    made.segments.push({ from: index, to, alphas, start: made.frames.length, count: each.length });
    made.frames.push(...each.map((alpha) => ({ segment: index, position: alphas.indexOf(alpha) })));
  }
  return made;
}

/** One keyframe alone. @returns {Plan} */
function still() {
  return {
    segments: [{ from: 0, to: 0, alphas: [0], start: 0, count: 1 }],
    frames: [{ segment: 0, position: 0 }],
  };
}

/** @param {number} frame @param {Plan} plan @returns {{segment: number, share: number}} how far into which segment */
export function placeOf(frame, { segments, frames }) {
  const segment = frames[frame]?.segment ?? 0;
  const found = segments[segment];
  if (!found) return { segment, share: 0 };
  // The last way of an open film has its end among its frames.
  const steps = found.alphas.at(-1) === 1 ? found.count - 1 : found.count;
  return { segment, share: (frame - found.start) / Math.max(1, steps) };
}

/**
 * Times to show each frame in whole hundredths of a second, as GIF counts, so that the film as
 * a whole keeps its length.
 * @param {number} count
 * @param {number} fps
 * @returns {number[]} milliseconds
 */
export function gifDelays(count, fps) {
  const end = (/** @type {number} */ index) => Math.round((index * 100) / fps);
  return Array.from({ length: count }, (_, index) => 10 * (end(index + 1) - end(index)));
}

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {number} from
 * @param {number} to place after the move, clamped
 * @returns {Item[]}
 */
export function moved(items, from, to) {
  const rest = items.filter((_, index) => index !== from);
  rest.splice(Math.min(rest.length, Math.max(0, to)), 0, items[from]);
  return rest;
}

/**
 * Whole multiples that are offered: powers of two, so that sides are even, as video wants.
 * @param {{width: number, height: number}} image
 * @returns {number[]} ascending, at least one
 */
export function scales({ width, height }) {
  const largest = LONGEST / Math.max(width, height);
  const found = [2, 4, 8, 16, 32, 64].filter((scale) => scale <= largest && scale * Math.max(width, height) >= 100);
  return found.length ? found : [2];
}

/** Large enough for a slide, small enough to be sent. */
const USUAL = 350;

/** The scale that comes closest to the usual size. @param {{width: number, height: number}} image */
export function usualScale(image) {
  const away = (/** @type {number} */ scale) => Math.abs(Math.log((scale * image.width) / USUAL));
  return scales(image).reduce((best, scale) => (away(scale) < away(best) ? scale : best));
}
