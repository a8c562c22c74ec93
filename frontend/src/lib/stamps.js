/**
 * Points drawn by hand into the pixels of a canvas. Where there is no graphics unit this is
 * several times faster than WebGL in software or stamping with `drawImage`: a shape is a short
 * list of pixels, and to draw it is to copy them.
 */

/** @typedef {{at: Int32Array, colours: Uint32Array}} Stamp pixels as offsets from the middle, packed as (y << 16) + x + BIAS; their colours */
/** @typedef {import('./map-data.js').LatentMap} LatentMap */
/** @typedef {import('./viewport.js').View} View */

/** Makes both halves of a packed offset positive. */
const BIAS = 0x4000;
const SOLID = 128;

/**
 * @param {Uint8ClampedArray} rgba [side x side x 4] of one shape; what is more than half there is drawn, opaque
 * @param {number} side
 * @returns {Stamp}
 */
export function stampOf(rgba, side) {
  const packed = new Uint32Array(rgba.buffer, rgba.byteOffset, side * side);
  const kept = [...packed.keys()].filter((index) => rgba[4 * index + 3] >= SOLID);
  const middle = side >> 1;
  const opaque = new Uint8ClampedArray(rgba);
  for (const index of kept) opaque[4 * index + 3] = 255;
  const colours = new Uint32Array(opaque.buffer);
  return {
    at: Int32Array.from(kept, (index) => {
      const [x, y] = [(index % side) - middle, Math.floor(index / side) - middle];
      return ((y + BIAS) << 16) | (x + BIAS);
    }),
    colours: Uint32Array.from(kept, (index) => colours[index]),
  };
}

/**
 * @param {Uint32Array} pixels [side x side] of the canvas, each with red, green, blue and alpha in the machine's order
 * @param {number} side
 * @param {LatentMap} map
 * @param {View} view
 * @param {readonly Stamp[]} stamps one per class, repeated where there are more classes
 * @param {ReadonlySet<number>} hidden classes that are switched off
 */
export function stampAll(pixels, side, { positions, classes, count }, view, stamps, hidden) {
  pixels.fill(0);
  const flat = stamps.map(({ at }) => at.map((packed) => ((packed >>> 16) - BIAS) * side + (packed & 0xffff) - BIAS));
  const reach = stamps.map(({ at }) => reachOf(at));
  const scale = side / view.span;
  const left = side / 2 - view.x * scale;
  const top = side / 2 + view.y * scale;
  const isOff = Array.from({ length: 256 }, (_, group) => hidden.has(group));
  for (let i = 0; i < count; i += 1) {
    const group = classes === null ? 0 : classes[i];
    if (isOff[group]) continue;
    const x = Math.round(left + positions[2 * i] * scale);
    const y = Math.round(top - positions[2 * i + 1] * scale);
    const kind = group % stamps.length;
    const far = reach[kind];
    if (x < -far || y < -far || x >= side + far || y >= side + far) continue;
    const { at, colours } = stamps[kind];
    if (x >= far && y >= far && x < side - far && y < side - far) {
      const offsets = flat[kind];
      const base = y * side + x;
      for (let k = 0; k < offsets.length; k += 1) pixels[base + offsets[k]] = colours[k];
    } else stampAtEdge(pixels, side, x, y, at, colours);
  }
}

/** @param {Int32Array} at @returns {number} the farthest that a pixel lies from the middle */
function reachOf(at) {
  let far = 0;
  for (const packed of at) {
    far = Math.max(far, Math.abs((packed >>> 16) - BIAS), Math.abs((packed & 0xffff) - BIAS));
  }
  return far;
}

/** @param {Uint32Array} pixels @param {number} side @param {number} x @param {number} y @param {Int32Array} at @param {Uint32Array} colours */
function stampAtEdge(pixels, side, x, y, at, colours) {
  for (let k = 0; k < at.length; k += 1) {
    const column = x + (at[k] & 0xffff) - BIAS;
    const row = y + (at[k] >>> 16) - BIAS;
    if (column >= 0 && row >= 0 && column < side && row < side) pixels[row * side + column] = colours[k];
  }
}
