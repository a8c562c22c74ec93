/** From pictures on the page to files: small ones enlarged so that each pixel stays visible, photographs smooth. */

import { sheetLayout, wholeMultiple } from './lib/image.js';

export { fileName, sheetColumns } from './lib/image.js';

const PICTURE_SIDE = 448;
const SHEET_CELL = 112;
/** Pictures with sides from here on are enlarged smoothly. */
const SMOOTH_FROM = 64;

/** How many times larger the service should draw one picture that leaves the page. @param {import('./types.d.ts').Card} card */
export function exportScale(card) {
  return wholeMultiple(card.image.width, PICTURE_SIDE);
}

/** The same for the cells of a sheet. @param {import('./types.d.ts').Card} card */
export function sheetScale(card) {
  return wholeMultiple(card.image.width, SHEET_CELL);
}

/** @param {Blob} blob @param {string} name */
export function saveBlob(blob, name) {
  const url = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  // The browser reads the address after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** @param {string} src @returns {Promise<HTMLImageElement>} */
export async function loadImage(src) {
  const image = new Image();
  image.src = src;
  await image.decode();
  return image;
}

/** @param {HTMLCanvasElement} canvas @returns {Promise<Blob>} */
export function toBlob(canvas) {
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('canvas gave no picture'))), 'image/png');
  });
}

/**
 * Several pictures as one: whole multiples of their size, on white where there is a gap.
 * @param {readonly string[]} sources data URLs
 * @param {number} columns
 * @param {{cell?: number, gap?: number}} [options] cell: side in pixels, rounded down to a whole multiple
 */
export async function sheetBlob(sources, columns, { cell = SHEET_CELL, gap = 0 } = {}) {
  const images = await Promise.all(sources.map(loadImage));
  const natural = images[0].naturalWidth;
  const side = natural * wholeMultiple(natural, cell);
  const layout = sheetLayout(images.length, columns, side, gap);
  const canvas = document.createElement('canvas');
  canvas.width = layout.width;
  canvas.height = layout.height;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = '#fff';
  context.fillRect(0, 0, layout.width, layout.height);
  context.imageSmoothingEnabled = natural >= SMOOTH_FROM;
  context.imageSmoothingQuality = 'high';
  images.forEach((image, index) => {
    const { x, y } = layout.at(index);
    context.drawImage(image, x, y, side, side);
  });
  return toBlob(canvas);
}

/**
 * The picture carries the address of the screen that it comes from, which never holds anything
 * of a photograph: dropped on the page, it brings the screen back.
 * @param {Blob} png
 */
export async function withView(png) {
  const [{ withState }, { writeView }] = await Promise.all([
    import('./export/frames.js'),
    import('./lib/view-state.js'),
  ]);
  return withState(new Uint8Array(await png.arrayBuffer()), writeView(location.hash));
}

/** @param {string} src @param {string} name without ending */
export async function savePicture(src, name) {
  saveBlob(await withView(await sheetBlob([src], 1, { cell: PICTURE_SIDE })), `${name}.png`);
}

/** @param {readonly string[]} sources @param {number} columns @param {string} name without ending */
export async function saveSheet(sources, columns, name) {
  saveBlob(await withView(await sheetBlob(sources, columns)), `${name}.png`);
}
