/** Pictures with a palette, as GIF has them. */

/** @param {Uint8Array | Uint8ClampedArray} rgba @returns {boolean} whether every pixel is a shade of grey */
export function isGrey(rgba) {
  for (let at = 0; at < rgba.length; at += 4) {
    if (rgba[at] !== rgba[at + 1] || rgba[at] !== rgba[at + 2]) return false;
  }
  return true;
}

/** All 256 shades: a grey picture keeps every level. @returns {[number, number, number][]} */
export function greyPalette() {
  return Array.from({ length: 256 }, (_, level) => [level, level, level]);
}

/** @param {Uint8Array | Uint8ClampedArray} rgba of a grey picture @returns {Uint8Array} places in the grey palette */
export function greyIndices(rgba) {
  return Uint8Array.from({ length: rgba.length / 4 }, (_, pixel) => rgba[pixel * 4]);
}

/**
 * Each pixel becomes a square of pixels.
 * @param {Uint8Array} pixels row by row
 * @param {number} width
 * @param {number} factor whole
 * @returns {Uint8Array}
 */
export function enlarge(pixels, width, factor) {
  if (factor === 1) return pixels;
  const wide = width * factor;
  const height = pixels.length / width;
  const result = new Uint8Array(wide * height * factor);
  for (let y = 0; y < height; y += 1) {
    const start = y * factor * wide;
    for (let x = 0; x < wide; x += 1) result[start + x] = pixels[y * width + Math.floor(x / factor)];
    for (let copy = 1; copy < factor; copy += 1) result.copyWithin(start + copy * wide, start, start + wide);
  }
  return result;
}

/** The order in which the 16 places of a square get brighter (Bayer). */
const ORDER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/**
 * Small regular noise, in place, before colours are rounded to a palette: soft shades then mix
 * from two colours instead of breaking into bands. The mean of each 4x4 square stays.
 * @param {Uint8Array | Uint8ClampedArray} rgba row by row
 * @param {number} width
 * @param {number} strength difference between the darkest and the brightest place, in levels
 */
export function dither(rgba, width, strength) {
  const offsets = ORDER.map((place) => ((place - 7.5) / 15) * strength);
  for (let pixel = 0; pixel * 4 < rgba.length; pixel += 1) {
    const offset = offsets[(Math.floor(pixel / width) % 4) * 4 + ((pixel % width) % 4)];
    for (let channel = 0; channel < 3; channel += 1) {
      const value = Math.round(rgba[pixel * 4 + channel] + offset);
      rgba[pixel * 4 + channel] = Math.min(255, Math.max(0, value));
    }
  }
}
