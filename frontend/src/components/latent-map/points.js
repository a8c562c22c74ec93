/** The layer of points: by WebGL 2 where there is a graphics unit, else by hand. */

import { canvasPoints } from './points-canvas.js';
import { webglPoints } from './points-webgl.js';

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

/** @param {HTMLCanvasElement} canvas @returns {PointLayer} */
export function pointLayer(canvas) {
  return webglPoints(canvas) ?? canvasPoints(canvas);
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
