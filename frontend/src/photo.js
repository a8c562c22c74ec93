/** A photograph of a person: found, cut and turned here, so that only the cut leaves the page. */

import { ask } from './api.js';
import { placement } from './lib/crop.js';
import { drawFile, nameOf } from './upload.js';

/** @typedef {import('./lib/crop.js').Crop} Crop */
/** @typedef {import('./lib/crop.js').Size} Size */
/** @typedef {import('./types.d.ts').Alignment} Alignment */

/**
 * @typedef {object} Photo
 * @property {HTMLCanvasElement} canvas the whole picture, upright
 * @property {string} name of its file
 * @property {Crop | null} crop how it was cut; null before
 */

/** Enough to find a face in a group and to cut it; all crops are in its pixels. */
const LONGEST_SIDE = 1024;
/** Side of the cut that is sent: more than any model sees. */
const CUT_SIDE = 256;
/** What is seen beyond the edge of the picture. */
const BEYOND = '#808080';

/** @param {File | undefined} file @returns {Promise<Photo>} */
export async function readPhoto(file) {
  return { canvas: await drawFile(file, LONGEST_SIDE), name: nameOf(file), crop: null };
}

/**
 * Draws the picture so that the crop fills a square of the canvas.
 * @param {CanvasRenderingContext2D} context
 * @param {Photo} photo
 * @param {Crop} crop
 * @param {number} frame side of that square
 */
export function drawPhoto(context, { canvas }, crop, frame) {
  const { width, height } = context.canvas;
  context.resetTransform();
  context.fillStyle = BEYOND;
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.setTransform(...placement(crop, frame, { x: width / 2, y: height / 2 }));
  context.drawImage(canvas, 0, 0);
  context.resetTransform();
}

/** @param {Photo} photo @param {Crop} crop @returns {string} data URL of the square */
export function cutOut(photo, crop) {
  const canvas = document.createElement('canvas');
  canvas.width = CUT_SIDE;
  canvas.height = CUT_SIDE;
  drawPhoto(/** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')), photo, crop, CUT_SIDE);
  return canvas.toDataURL('image/png');
}

/** @param {string} model @param {Photo} photo @param {AbortSignal} signal @returns {Promise<Alignment>} */
export function findFaces(model, photo, signal) {
  return ask(model, 'align', { image: photo.canvas.toDataURL('image/jpeg', 0.92) }, signal);
}
