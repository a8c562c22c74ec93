/** Two dimensions of latent space as a drawing: the prior's circles, a point or an ellipse, draws. */

import { html } from '../../html.js';
import { dimensionName } from '../../lib/posterior.js';
import { CIRCLES, isWithin, lengthInDrawing, scaleBar, toDrawing } from '../../lib/posterior-plane.js';
import { number } from '../../store.js';

/** @typedef {import('../../lib/posterior-plane.js').Place} Place */
/** @typedef {import('../../lib/posterior-plane.js').Window} Window */
/** @typedef {import('../../lib/posterior.js').Pair} Pair */

/** Side in the drawing's own units. */
const SIDE = 224;
/** Where the scale bar starts. */
const INSET = 10;

/** @param {readonly number[]} code @param {Pair} pair @returns {Place} */
export function placeOf(code, [across, up]) {
  return { x: code[across], y: code[up] };
}

/**
 * @typedef {object} PlaneProps
 * @property {string} label what a screen reader says of the drawing
 * @property {Pair} pair
 * @property {Window} window
 * @property {readonly number[]} code the point, or the mean
 * @property {Place | null} sigma null for a point
 * @property {readonly (readonly number[])[]} [others] codes of other images
 * @property {readonly (readonly number[])[]} [draws]
 * @property {number} [selected] the draw that stands out
 * @property {readonly number[] | null} [moved] where the sliders have moved the code
 * @property {Window} [frame] another window, shown as a square
 * @property {string} testid
 */

/** @param {PlaneProps} props */
export function Plane({ label, pair, window, code, sigma, others = [], draws = [], selected, moved, frame, testid }) {
  /** @param {readonly number[]} each */
  const at = (each) => toDrawing(placeOf(each, pair), window, SIDE);
  /** @param {readonly number[]} each */
  const seen = (each) => isWithin(placeOf(each, pair), window);
  const middle = at(code);
  return html`<svg class="plane" viewBox=${`0 0 ${SIDE} ${SIDE}`} role="img" aria-label=${label} data-testid=${testid}>
    <${Prior} window=${window} />
    <path class="plane-others" d=${others
      .filter(seen)
      .map((each) => speck(at(each)))
      .join('')} />
    ${sigma && [2, 1].map((times) => html`<${Ellipse} key=${times} middle=${middle} sigma=${sigma} times=${times} window=${window} />`)}
    ${frame && html`<${Frame} frame=${frame} window=${window} />`}
    <g class="plane-draws">${draws.map((each, index) => seen(each) && index !== selected && dot(at(each), 2.6, index))}</g>
    ${selected !== undefined && draws[selected] && html`<g class="plane-selected">${dot(at(draws[selected]), 4.2, 0)}</g>`}
    <g class=${sigma ? 'plane-mean' : 'plane-point'}>${dot(middle, sigma ? 2 : 4.2, 0)}</g>
    ${moved && html`<g class="plane-moved"><line x1=${middle.x} y1=${middle.y} x2=${at(moved).x} y2=${at(moved).y} />${dot(at(moved), 4.2, 0)}</g>`}
    <${Names} pair=${pair} /><${Bar} window=${window} />
  </svg>`;
}

/** A stroke without length, which round ends make a speck. @param {Place} place */
function speck({ x, y }) {
  return `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
}

/** @param {Place} place @param {number} radius @param {number} key */
function dot({ x, y }, radius, key) {
  return html`<circle key=${key} cx=${x} cy=${y} r=${radius} />`;
}

/** N(0, I): the axes, and circles at one, two and three standard deviations. @param {{window: Window}} props */
function Prior({ window }) {
  const { x, y } = toDrawing({ x: 0, y: 0 }, window, SIDE);
  return html`<g class="plane-prior">
    <line x1="0" y1=${y} x2=${SIDE} y2=${y} /><line x1=${x} y1="0" x2=${x} y2=${SIDE} />
    ${CIRCLES.map((radius) => html`<circle key=${radius} cx=${x} cy=${y} r=${lengthInDrawing(radius, window, SIDE)} />`)}
  </g>`;
}

/** @param {{middle: Place, sigma: Place, times: number, window: Window}} props */
function Ellipse({ middle, sigma, times, window }) {
  const [rx, ry] = [sigma.x, sigma.y].map((each) => lengthInDrawing(times * each, window, SIDE));
  return html`<ellipse class=${`plane-ellipse times-${times}`} cx=${middle.x} cy=${middle.y} rx=${rx} ry=${ry} />`;
}

/** What the close-up shows. @param {{frame: Window, window: Window}} props */
function Frame({ frame, window }) {
  const { x, y } = toDrawing({ x: frame.x - frame.reach, y: frame.y + frame.reach }, window, SIDE);
  const side = lengthInDrawing(2 * frame.reach, window, SIDE);
  return html`<rect class="plane-frame" x=${x} y=${y} width=${side} height=${side} />`;
}

/** @param {{pair: Pair}} props */
function Names({ pair: [across, up] }) {
  return html`<g class="plane-names" aria-hidden="true">
    <text x=${SIDE - 6} y=${SIDE - 8} text-anchor="end">${dimensionName(across)} →</text>
    <text x="6" y="16">${dimensionName(up)} ↑</text>
  </g>`;
}

/** How long a length is. @param {{window: Window}} props */
function Bar({ window }) {
  const length = scaleBar(window.reach);
  const width = lengthInDrawing(length, window, SIDE);
  return html`<g class="plane-bar" aria-hidden="true">
    <line x1=${INSET} y1=${SIDE - INSET} x2=${INSET + width} y2=${SIDE - INSET} />
    <text x=${INSET} y=${SIDE - INSET - 5}>${number(length)}</text>
  </g>`;
}
