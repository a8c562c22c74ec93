/** The same points without a graphics unit: see lib/stamps.js. */

import { OUTLINES } from '../../lib/glyphs.js';
import { stampAll, stampOf } from '../../lib/stamps.js';
import { trace } from './glyph-path.js';

/** @typedef {import('./points.js').PointLayer} PointLayer */

/** One shape on a rim of paper. @param {number} index @param {number} size in pixels @param {string} colour @param {string} paper */
function draw(index, size, colour, paper) {
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
export function canvasPoints(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  /** @type {import('../../lib/map-data.js').LatentMap | null} */
  let map = null;
  /** @type {{key: string, stamps: import('../../lib/stamps.js').Stamp[]}} */
  let kept = { key: '', stamps: [] };
  let image = new ImageData(1, 1);
  return {
    setPoints(next) {
      map = next;
    },
    draw({ view, size, hidden, colours, paper }) {
      if (!map) return;
      const key = [size, paper, ...colours].join();
      if (kept.key !== key) kept = { key, stamps: colours.map((colour, index) => draw(index, size, colour, paper)) };
      if (image.width !== canvas.width) image = new ImageData(canvas.width, canvas.width);
      stampAll(new Uint32Array(image.data.buffer), canvas.width, map, view, kept.stamps, hidden);
      context.putImageData(image, 0, 0);
    },
    dispose() {},
  };
}
