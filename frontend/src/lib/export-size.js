/** How large an exported film is in bytes, and which of its frames a contact sheet shows. */

const SHEET_FRAMES = 100;
const BITS_PER_PIXEL = 0.16;
const BITRATE = { min: 300_000, max: 8_000_000 };

/** Bits a second of a video. @param {{width: number, height: number, fps: number}} film in exported pixels */
export function bitrate({ width, height, fps }) {
  return Math.round(Math.min(BITRATE.max, Math.max(BITRATE.min, width * height * fps * BITS_PER_PIXEL)));
}

/** @param {{width: number, height: number, fps: number, frames: number}} film @returns {number} bytes at most, about */
export function videoBytes(film) {
  return Math.round((bitrate(film) * film.frames) / film.fps / 8);
}

/**
 * From a few frames that were really encoded to all of them.
 * @param {{bytes: number, frames: number}} sample
 * @param {number} frames
 * @returns {number} bytes; 0 for an empty sample
 */
export function extrapolate(sample, frames) {
  return sample.frames === 0 ? 0 : Math.round((sample.bytes / sample.frames) * frames);
}

/** Evenly spread places in a film. @param {number} count @param {number} most @returns {number[]} first and last included */
export function spread(count, most) {
  if (count <= most) return Array.from({ length: count }, (_, index) => index);
  return Array.from({ length: most }, (_, index) => Math.round((index * (count - 1)) / (most - 1)));
}

/** @param {number} count frames of the film @returns {number[]} those that a contact sheet shows */
export function sheetFrames(count) {
  return spread(count, SHEET_FRAMES);
}

/** @param {number} bytes @returns {{value: number, unit: 'byte' | 'kilobyte' | 'megabyte'}} two digits that count */
export function readableBytes(bytes) {
  if (bytes < 1000) return { value: bytes, unit: 'byte' };
  const inMegabytes = bytes >= 999_500;
  const value = bytes / (inMegabytes ? 1e6 : 1e3);
  return { value: Number(value.toPrecision(2)), unit: inMegabytes ? 'megabyte' : 'kilobyte' };
}
