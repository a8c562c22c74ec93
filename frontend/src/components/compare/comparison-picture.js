/** The comparison as one picture: a column for each model, with its name and what it was asked. */

import { loadImage, toBlob } from '../../download.js';
import { isSmooth } from '../../families.js';
import { frameAt } from '../../lib/compare.js';
import { sheetColumns } from '../../lib/image.js';
import { linspace } from '../../lib/vectors.js';
import { decimals, t } from '../../store.js';
import { kindOf, subtitle } from './column.js';

/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare-streams.js').Column} Column */
/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */
/** @typedef {{label: string, pictures: string[]}} Square one picture, or several in rows */
/** @typedef {{name: string, kind: string, smooth: boolean, squares: Square[]}} Block */

/** Side of a large picture: whole multiples of 28 and of 64 pixels. */
const SIDE = 448;
const GAP = 28;
/** Holds a line of text. */
const ROW_GAP = 44;
const MARGIN = 40;
const HEAD = 96;
const NAME = 64;
const FONT = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif';
/** Frames of a strip that go into the picture. */
const FRAMES = 9;

/** @param {CompareState} state @param {Column} column @returns {Block} */
function blockOf(state, column) {
  const { card, picture } = column;
  const large = picture ? [{ label: '', pictures: [picture] }] : [];
  const squares = [...large, ...besides(state, column)];
  return { name: card.id, kind: kindOf(card), smooth: isSmooth(card), squares };
}

/** What belongs to the large picture: all draws, what was given, or the strip. @param {CompareState} state @param {Column} column @returns {Square[]} */
function besides(state, { answer, film }) {
  const own = answer?.question.kind === state.action.value ? answer.drawn : null;
  if (state.action.value === 'sample')
    return own && own.images.length > 1 ? [{ label: t('sampling.count'), pictures: own.images }] : [];
  if (own?.original) return [{ label: t('compare.input'), pictures: [own.original] }];
  if (!film || film.drawn.indifferent) return [];
  const frames = linspace(FRAMES).map((share) => /** @type {string} */ (frameAt(film.drawn.images, share)));
  const extent = decimals(state.extent(), 2);
  const range = state.action.value === 'edit' ? `−${extent} … +${extent}` : '0 … 1';
  return [{ label: `α = ${range}`, pictures: frames }];
}

/** A text, cut where it would run into the next column. @param {CanvasRenderingContext2D} context @param {string} text @param {number} width */
function fitted(context, text, width) {
  let shown = text;
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  return shown;
}

/**
 * @param {CompareState} state @param {Comparison} comparison what the columns show now
 * @returns {Promise<Blob>} PNG on white
 */
export async function comparisonBlob(state, comparison) {
  // What is moving comes to rest first: a file holds exact pictures.
  await Promise.allSettled(comparison.columns.map(({ exact }) => exact()));
  const blocks = comparison.columns.map((column) => blockOf(state, column));
  const rows = Math.max(...blocks.map(({ squares }) => squares.length));
  const canvas = document.createElement('canvas');
  canvas.width = 2 * MARGIN + blocks.length * SIDE + (blocks.length - 1) * GAP;
  canvas.height = HEAD + NAME + rows * (SIDE + ROW_GAP) + MARGIN - ROW_GAP;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  drawTitle(context, state, canvas.width - 2 * MARGIN);
  await Promise.all(blocks.map((block, index) => drawBlock(context, block, MARGIN + index * (SIDE + GAP))));
  return toBlob(canvas);
}

/** @param {CanvasRenderingContext2D} context @param {CompareState} state @param {number} width */
function drawTitle(context, state, width) {
  context.fillStyle = '#1d1c1a';
  context.font = `300 32px ${FONT}`;
  context.fillText(t(`compare.action.${state.action.value}`), MARGIN, 52);
  context.font = `18px ${FONT}`;
  context.fillStyle = '#5b5852';
  context.fillText(fitted(context, subtitle(state), width), MARGIN, 82);
}

/** @param {CanvasRenderingContext2D} context @param {Block} block @param {number} left */
async function drawBlock(context, { name, kind, smooth, squares }, left) {
  const images = await Promise.all(squares.map(({ pictures }) => Promise.all(pictures.map(loadImage))));
  context.fillStyle = '#1d1c1a';
  context.font = `600 20px ${FONT}`;
  context.fillText(fitted(context, name, SIDE), left, HEAD + 24);
  context.font = `16px ${FONT}`;
  context.fillStyle = '#5b5852';
  context.fillText(fitted(context, kind, SIDE), left, HEAD + 48);
  context.imageSmoothingEnabled = smooth;
  context.imageSmoothingQuality = 'high';
  images.forEach((pictures, row) => {
    const top = HEAD + NAME + row * (SIDE + ROW_GAP);
    context.fillText(fitted(context, squares[row].label, SIDE), left, top - 12);
    drawSquare(context, pictures, left, top);
  });
}

/** Pictures in a square, side by side and row by row. @param {CanvasRenderingContext2D} context @param {HTMLImageElement[]} pictures @param {number} left @param {number} top */
function drawSquare(context, pictures, left, top) {
  const columns = sheetColumns(pictures.length);
  const cell = SIDE / columns;
  pictures.forEach((picture, index) => {
    const [x, y] = [index % columns, Math.floor(index / columns)];
    context.drawImage(picture, left + x * cell, top + y * cell, cell, cell);
  });
}
