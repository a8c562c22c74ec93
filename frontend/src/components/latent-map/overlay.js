/** What lies over the points: names of classes, selection, path, pins, crosshair. */

import { isCrowd, spread } from '../../lib/map-labels.js';
import { toSpot } from '../../lib/viewport.js';

/** @typedef {import('../../lib/map-data.js').Place} Place */
/** @typedef {import('../../lib/viewport.js').View} View */
/** @typedef {import('./stage.js').Palette} Palette */

/**
 * @typedef {object} Marks
 * @property {{place: Place, glyph: string, text: string, colour: string}[]} labels
 * @property {readonly Place[]} withs examples that have it
 * @property {readonly Place[]} withouts examples that do not
 * @property {readonly Place[]} outline of the selection that is being drawn
 * @property {readonly Place[]} path
 * @property {Place | null} onPath where the path's slider stands
 * @property {readonly Place[]} steered from where to where the own direction moves a point
 * @property {{place: Place, name: string}[]} pins
 * @property {readonly [Place, Place] | null} rubber the path that is being drawn
 * @property {Place | null} cursor
 * @property {Place | null} ringed the data point under the cursor
 */

export const PIN_RADIUS = 11;
const LABEL_HEIGHT = 17;
const EXAMPLE_RADIUS = 2.75;
const FULL = 2 * Math.PI;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side
 * @param {View} view
 * @param {Marks} marks
 * @param {Palette} palette
 * @param {string} font
 */
export function drawOverlay(context, side, view, marks, palette, font) {
  context.clearRect(0, 0, side, side);
  context.lineJoin = 'round';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  /** @param {Place} place */
  const at = (place) => toSpot(view, side, place);
  drawExamples(context, marks, at, palette);
  drawLabels(context, marks.labels, at, palette, font);
  line(context, marks.path, at, palette, false);
  line(context, marks.steered, at, palette, true);
  if (marks.rubber) line(context, marks.rubber, at, palette, true);
  if (marks.onPath) dot(context, at(marks.onPath), palette);
  const moved = marks.steered[marks.steered.length - 1];
  if (moved) dot(context, at(moved), palette);
  for (const pin of marks.pins) drawPin(context, at(pin.place), pin.name, palette, font);
  drawOutline(context, marks.outline, at, palette);
  if (marks.ringed) ring(context, at(marks.ringed), 9, palette);
  if (marks.cursor) crosshair(context, at(marks.cursor), palette);
}

/** @typedef {(place: Place) => import('../../lib/viewport.js').Spot} ToSpot */

/** Filled dots have it, empty ones do not. @param {CanvasRenderingContext2D} context @param {Marks} marks @param {ToSpot} at @param {Palette} palette */
function drawExamples(context, { withs, withouts }, at, { accent, paper, ink }) {
  for (const place of withouts) drawDot(context, at(place), paper, ink);
  for (const place of withs) drawDot(context, at(place), accent, paper);
}

/** @param {CanvasRenderingContext2D} context @param {import('../../lib/viewport.js').Spot} spot @param {string} fill @param {string} edge */
function drawDot(context, { x, y }, fill, edge) {
  context.beginPath();
  context.arc(x, y, EXAMPLE_RADIUS, 0, FULL);
  context.fillStyle = fill;
  context.fill();
  context.lineWidth = 1;
  context.strokeStyle = edge;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {Marks['labels']} labels @param {ToSpot} at @param {Palette} palette @param {string} font */
function drawLabels(context, labels, at, { paper, ink }, font) {
  context.font = `600 13px ${font}`;
  const boxes = labels.map(({ place, glyph, text }) => {
    const mark = context.measureText(`${glyph} `).width;
    return { ...at(place), width: mark + context.measureText(text).width, height: LABEL_HEIGHT, mark };
  });
  if (isCrowd(boxes)) return;
  const placed = spread(boxes);
  context.textAlign = 'left';
  context.lineWidth = 4;
  context.strokeStyle = paper;
  labels.forEach(({ glyph, text, colour }, index) => {
    const left = placed[index].x - boxes[index].width / 2;
    const { y } = placed[index];
    context.strokeText(`${glyph} ${text}`, left, y);
    context.fillStyle = colour;
    context.fillText(glyph, left, y);
    context.fillStyle = ink;
    context.fillText(text, left + boxes[index].mark, y);
  });
  context.textAlign = 'center';
}

/** @param {CanvasRenderingContext2D} context @param {readonly Place[]} places @param {ToSpot} at @param {Palette} palette @param {boolean} dashed */
function line(context, places, at, { accent, paper }, dashed) {
  if (places.length < 2) return;
  context.beginPath();
  for (const place of places) {
    const { x, y } = at(place);
    context.lineTo(x, y);
  }
  context.lineWidth = 5;
  context.strokeStyle = paper;
  context.stroke();
  context.setLineDash(dashed ? [6, 5] : []);
  context.lineWidth = 2;
  context.strokeStyle = accent;
  context.stroke();
  context.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} context @param {import('../../lib/viewport.js').Spot} spot @param {Palette} palette */
function dot(context, { x, y }, { accent, paper }) {
  context.beginPath();
  context.arc(x, y, 7, 0, FULL);
  context.fillStyle = accent;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = paper;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {import('../../lib/viewport.js').Spot} spot @param {string} name @param {Palette} palette @param {string} font */
function drawPin(context, { x, y }, name, { ink, paper }, font) {
  context.beginPath();
  context.arc(x, y, PIN_RADIUS, 0, FULL);
  context.fillStyle = ink;
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = paper;
  context.stroke();
  context.font = `600 12px ${font}`;
  context.fillStyle = paper;
  context.fillText(name, x, y + 0.5);
}

/** @param {CanvasRenderingContext2D} context @param {readonly Place[]} outline @param {ToSpot} at @param {Palette} palette */
function drawOutline(context, outline, at, { accent }) {
  if (outline.length < 2) return;
  context.beginPath();
  for (const place of outline) {
    const { x, y } = at(place);
    context.lineTo(x, y);
  }
  context.closePath();
  context.fillStyle = `${accent}22`;
  context.fill();
  context.lineWidth = 1.5;
  context.strokeStyle = accent;
  context.stroke();
}

/** @param {CanvasRenderingContext2D} context @param {import('../../lib/viewport.js').Spot} spot @param {number} radius @param {Palette} palette */
function ring(context, { x, y }, radius, { ink, paper }) {
  for (const [width, colour] of /** @type {[number, string][]} */ ([
    [4, paper],
    [2, ink],
  ])) {
    context.beginPath();
    context.arc(x, y, radius, 0, FULL);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}

/** @param {CanvasRenderingContext2D} context @param {import('../../lib/viewport.js').Spot} spot @param {Palette} palette */
function crosshair(context, { x, y }, { ink, paper }) {
  const [near, far] = [5, 13];
  for (const [width, colour] of /** @type {[number, string][]} */ ([
    [4, paper],
    [1.5, ink],
  ])) {
    context.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      context.moveTo(x + dx * near, y + dy * near);
      context.lineTo(x + dx * far, y + dy * far);
    }
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
  }
}
