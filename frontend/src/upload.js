/** Pictures from button, drop or paste: checked and made small before anything is sent. */

import { refusal, shrinkTo } from './lib/image.js';
import { addUpload } from './store.js';

/** Larger than any model's input; keeps a telephone's photograph far below the body limit. */
const LONGEST_SIDE = 512;

export class UploadRefused extends Error {
  /** @param {'type' | 'size' | 'empty' | 'broken' | 'none'} reason */
  constructor(reason) {
    super(reason);
    this.name = 'UploadRefused';
    this.reason = reason;
  }
}

/**
 * The picture in a file, upright, on a canvas.
 * @param {File | undefined} file undefined: what was dropped or pasted holds none
 * @param {number} longest larger pictures are made as small as this
 * @returns {Promise<HTMLCanvasElement>}
 * @throws {UploadRefused}
 */
export async function drawFile(file, longest) {
  if (!file) throw new UploadRefused('none');
  const reason = refusal(file);
  if (reason) throw new UploadRefused(reason);
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new UploadRefused('broken');
  });
  const { width, height } = shrinkTo(bitmap.width, bitmap.height, longest);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas;
}

/**
 * @param {File | undefined} file
 * @param {string} dataset of the model that it is meant for
 * @returns {Promise<string>} id of the upload, kept in memory only
 * @throws {UploadRefused}
 */
export async function readUpload(file, dataset) {
  const canvas = await drawFile(file, LONGEST_SIDE);
  return addUpload({ url: canvas.toDataURL('image/png'), name: nameOf(file), dataset });
}

/** @param {File | undefined} file */
export function nameOf(file) {
  return file?.name || 'image.png';
}
