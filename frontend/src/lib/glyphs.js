/**
 * One shape per class, the same as the signs beside the names of classes: as outlines in the
 * square from -1 to 1 (y down), of about the same area, so that no class looks heavier; as paths
 * on a canvas; and as stamps, which are drawn by hand into its pixels. Where there is no graphics
 * unit, stamping is several times faster than WebGL in software or `drawImage`: a shape is a short
 * list of pixels, and to draw it is to copy them.
 */

/** @typedef {[number, number][]} Outline */
/** @typedef {{at: Int32Array, colours: Uint32Array}} Stamp pixels as offsets from the middle, packed as (y << 16) + x + BIAS; their colours */
/** @typedef {import('./map-data.js').LatentMap} LatentMap */
/** @typedef {import('./viewport.js').View} View */

/** @param {number} corners @param {number} radius @param {number} turn in radians; 0: a corner at the top @returns {Outline} */
function regular(corners, radius, turn = 0) {
  return Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}

/** @param {number} corners @param {number} outer @param {number} inner @returns {Outline} */
function star(corners, outer, inner) {
  return Array.from({ length: 2 * corners }, (_, i) => {
    const angle = (Math.PI * i) / corners;
    const radius = i % 2 ? inner : outer;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}

/** @param {number} arm @param {number} half width of an arm, halved @param {number} turn @returns {Outline} */
function cross(arm, half, turn) {
  const corners = [
    [-half, -arm],
    [half, -arm],
    [half, -half],
    [arm, -half],
    [arm, half],
    [half, half],
    [half, arm],
    [-half, arm],
    [-half, half],
    [-arm, half],
    [-arm, -half],
    [-half, -half],
  ];
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return corners.map(([x, y]) => [c * x - s * y, s * x + c * y]);
}

const HALF_DISC = /** @type {Outline} */ ([
  ...regular(24, 0.78, Math.PI)
    .filter(([x]) => x <= 1e-9)
    .sort((a, b) => a[1] - b[1]),
]);

/** In the order of the classes. @type {readonly Outline[]} */
export const OUTLINES = [
  regular(24, 0.7),
  regular(4, 0.88, Math.PI / 4),
  regular(3, 0.95),
  regular(4, 0.86),
  regular(3, 0.95, Math.PI),
  star(5, 1, 0.45),
  cross(0.88, 0.28, 0),
  HALF_DISC,
  regular(5, 0.78),
  cross(0.92, 0.26, Math.PI / 4),
];

/** @param {number} index of a class @returns {Outline} */
export function outlineOf(index) {
  return OUTLINES[index % OUTLINES.length];
}

/** @param {Outline} outline @returns {number} by the shoelace formula */
export function area(outline) {
  return Math.abs(
    outline.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = outline[(i + 1) % outline.length];
      return sum + x * nextY - nextX * y;
    }, 0) / 2,
  );
}

/**
 * Puts a shape on a canvas as the current path.
 * @param {CanvasRenderingContext2D} context
 * @param {Outline} outline
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function trace(context, outline, x, y, radius) {
  context.beginPath();
  for (const [dx, dy] of outline) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}

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
