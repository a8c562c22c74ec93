/** A film as a contact sheet, which carries its recipe. */

import { sheetFrames } from '../lib/export-size.js';
import { sheetColumns, sheetLayout } from '../lib/image.js';
import { makeCanvas, pngOf } from './frames.js';

const GAP = 4;
const CELL = 128;

/**
 * @param {import('./frames.js').Reel} reel
 * @returns {Promise<Uint8Array<ArrayBuffer>>} PNG
 */
export function encodeSheet({ frames, smooth }) {
  const shown = sheetFrames(frames.length).map((index) => frames[index]);
  const [{ width }] = shown;
  const cell = width * Math.max(1, Math.floor(CELL / width));
  const layout = sheetLayout(shown.length, sheetColumns(shown.length), cell, GAP);
  const { canvas, context } = makeCanvas(layout.width + 2 * GAP, layout.height + 2 * GAP, smooth);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const [index, frame] of shown.entries()) {
    const { x, y } = layout.at(index);
    context.drawImage(frame, x + GAP, y + GAP, cell, cell);
  }
  return pngOf(canvas);
}
