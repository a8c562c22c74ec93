/** The layer of points: by WebGL 2 where there is a graphics unit, else by hand. */

import { OUTLINES, stampAll, stampOf, trace } from '../../lib/glyphs.js';

/** @typedef {import('../../lib/map-data.js').LatentMap} LatentMap */
/** @typedef {import('../../lib/viewport.js').View} View */

/**
 * @typedef {object} Drawing
 * @property {View} view
 * @property {number} size of a shape with its rim, in pixels of the canvas
 * @property {ReadonlySet<number>} hidden classes that are switched off
 * @property {string[]} colours of the classes, `#rrggbb`
 * @property {string} paper colour of the rims
 */

/**
 * @typedef {object} PointLayer
 * @property {(map: LatentMap) => void} setPoints
 * @property {(drawing: Drawing) => void} draw
 * @property {() => void} dispose
 */

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * Whether WebGL would not run in software, where it is slower than drawing by hand. Tried on a
 * canvas of its own, as a canvas keeps the first kind of context that it gave.
 */
function hasGraphicsUnit() {
  const gl = document.createElement('canvas').getContext('webgl2');
  const names = gl?.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl?.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? '');
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null && !SOFTWARE.test(renderer);
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<PointLayer>} */
export async function pointLayer(canvas) {
  const layer = hasGraphicsUnit() && (await import('./points-webgl.js')).webglPoints(canvas);
  return layer || canvasPoints(canvas);
}

/** One shape on a rim of paper. @param {number} index @param {number} size in pixels @param {string} colour @param {string} paper */
function stamp(index, size, colour, paper) {
  const side = Math.max(3, Math.round(size));
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  trace(context, OUTLINES[index], side / 2, side / 2, side * 0.38);
  context.lineJoin = 'round';
  context.lineWidth = side * 0.2;
  context.strokeStyle = paper;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
  return stampOf(context.getImageData(0, 0, side, side).data, side);
}

/** @param {HTMLCanvasElement} canvas @returns {PointLayer} */
function canvasPoints(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  /** @type {LatentMap | null} */
  let map = null;
  /** @type {{key: string, stamps: import('../../lib/glyphs.js').Stamp[]}} */
  let kept = { key: '', stamps: [] };
  let image = new ImageData(1, 1);
  return {
    setPoints(next) {
      map = next;
    },
    draw({ view, size, hidden, colours, paper }) {
      if (!map) return;
      const key = [size, paper, ...colours].join();
      if (kept.key !== key) kept = { key, stamps: colours.map((colour, index) => stamp(index, size, colour, paper)) };
      if (image.width !== canvas.width) image = new ImageData(canvas.width, canvas.width);
      stampAll(new Uint32Array(image.data.buffer), canvas.width, map, view, kept.stamps, hidden);
      context.putImageData(image, 0, 0);
    },
    dispose() {},
  };
}

const SMALL = 6;
const LARGE = 9;
const LARGEST = 22;
const MANY = 20_000;

/**
 * Shapes grow slowly as one goes closer, so that far away they make a cloud and near by can be told apart.
 * @param {number} count @param {number} closeness 1: all of the map is seen @returns {number} in pixels of the page
 */
export function pointSize(count, closeness) {
  const base = count > MANY ? SMALL : LARGE;
  return Math.min(LARGEST, base * Math.max(0.8, closeness ** 0.3));
}
