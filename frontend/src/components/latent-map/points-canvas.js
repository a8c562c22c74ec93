/** The same points without WebGL: each shape is drawn once and then stamped. */

import { OUTLINES } from '../../lib/glyphs.js';
import { trace } from './glyph-path.js';

/** @typedef {import('./points.js').PointLayer} PointLayer */

/** @param {number} index @param {number} size @param {string} colour @param {string} paper */
function stamp(index, size, colour, paper) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(size);
  canvas.height = canvas.width;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  trace(context, OUTLINES[index], canvas.width / 2, canvas.width / 2, size * 0.38);
  context.lineJoin = 'round';
  context.lineWidth = size * 0.2;
  context.strokeStyle = paper;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
  return canvas;
}

/** @param {HTMLCanvasElement} canvas @returns {PointLayer} */
export function canvasPoints(canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  /** @type {import('../../lib/map-data.js').LatentMap | null} */
  let map = null;
  /** @type {{key: string, stamps: HTMLCanvasElement[]}} */
  let kept = { key: '', stamps: [] };
  return {
    setPoints(next) {
      map = next;
    },
    draw({ view, size, hidden, colours, paper }) {
      const key = [size, paper, ...colours].join();
      if (kept.key !== key) kept = { key, stamps: colours.map((colour, index) => stamp(index, size, colour, paper)) };
      context.clearRect(0, 0, canvas.width, canvas.height);
      if (!map) return;
      const { positions, classes, count } = map;
      const scale = canvas.width / view.span;
      const left = canvas.width / 2 - view.x * scale - size / 2;
      const top = canvas.height / 2 + view.y * scale - size / 2;
      for (let i = 0; i < count; i += 1) {
        const group = classes ? classes[i] : 0;
        if (classes && hidden.has(group)) continue;
        const x = left + positions[2 * i] * scale;
        const y = top - positions[2 * i + 1] * scale;
        if (x < -size || y < -size || x > canvas.width || y > canvas.height) continue;
        context.drawImage(kept.stamps[group % kept.stamps.length], x, y);
      }
    },
    dispose() {},
  };
}
