import { useEffect, useRef } from 'preact/hooks';
import { html } from '../html.js';
import { byKey, moved, pinched, turned, within, zoomed, zoomOf } from '../lib/crop.js';
import { move } from '../moving.js';
import { drawPhoto } from '../photo.js';
import { t } from '../store.js';
import { Slider } from './slider.js';

/** @typedef {import('../lib/crop.js').Crop} Crop */
/** @typedef {import('../lib/crop.js').Spot} Spot */
/** @typedef {import('../photo.js').Photo} Photo */
/** @typedef {NonNullable<import('../types.d.ts').Card['alignment']>} Eyes */

/** Part of the canvas that the frame fills: what lies around it is seen too. */
const FRAME = 0.8;
const WHEEL = 0.0016;
const EYE_RADIUS = 0.035;
const LEAST_ZOOM = 0.6;
const MOST_ZOOM = 10;

/**
 * The photograph under a fixed square: drag, wheel, two fingers, keys, or the two sliders.
 * @param {{photo: Photo, crop: Crop, eyes: Eyes | null, onChange: (crop: Crop) => void}} props
 */
export function CropEditor({ photo, crop, eyes, onChange }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  /** @param {Crop} next */
  const change = (next) => onChange(within(next, photo.canvas));
  const pointers = usePointers(canvas, crop, change);
  useEffect(() => {
    if (canvas.current) draw(canvas.current, photo, crop, eyes);
  }, [photo, crop, eyes]);
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = byKey(crop, event);
    if (!next) return;
    event.preventDefault();
    move(false);
    change(next);
  };
  const zoom = zoomOf(crop, photo.canvas);
  return html`<div class="crop-editor">
    <canvas class="crop-canvas" ref=${canvas} width="640" height="640" tabindex="0" autofocus role="application" data-testid="crop-canvas"
      aria-label=${t('photo.canvas')} aria-describedby="crop-help" onKeyDown=${onKeyDown} ...${pointers}></canvas>
    <p class="hint" id="crop-help">${t('photo.help')}</p>
    <div class="crop-slider"><span class="field-label">${t('photo.zoom')}</span>
      <${Slider} label=${t('photo.zoom')} value=${Number(zoom.toFixed(2))} min=${LEAST_ZOOM} max=${MOST_ZOOM} step=${0.05} digits=${2} initial=${1}
        testid="crop-zoom" onInput=${(/** @type {number} */ next) => change(zoomed(crop, next / zoom))} /></div>
    <div class="crop-slider"><span class="field-label">${t('photo.turn')}</span>
      <${Slider} label=${t('photo.turn')} value=${Number(crop.angle.toFixed(1))} min=${-180} max=${180} step=${1} digits=${0} centred testid="crop-turn"
        onInput=${(/** @type {number} */ angle) => change(turned(crop, angle - crop.angle))} /></div>
  </div>`;
}

/** A pointer's place in sides of the frame, from its centre. @param {HTMLElement} canvas @param {MouseEvent} event @returns {Spot} */
function spotOf(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const side = box.width * FRAME;
  return {
    x: (event.clientX - box.left - box.width / 2) / side,
    y: (event.clientY - box.top - box.height / 2) / side,
  };
}

/**
 * Drag with one pointer, zoom and turn with two, zoom with the wheel.
 * @param {{current: HTMLCanvasElement | null}} canvas
 * @param {Crop} crop
 * @param {(crop: Crop) => void} change
 */
function usePointers(canvas, crop, change) {
  const down = useRef(/** @type {Map<number, Spot>} */ (new Map()));
  const start = useRef({ crop, at: /** @type {Spot[]} */ ([]) });
  /** @param {MouseEvent} event */
  const spot = (event) => spotOf(/** @type {HTMLCanvasElement} */ (canvas.current), event);
  /** A finger more or less: the others go on from where they are. */
  const restart = () => {
    start.current = { crop, at: [...down.current.values()] };
  };
  /** @param {PointerEvent} event */
  const onPointerDown = (event) => {
    if (down.current.size > 1) return;
    canvas.current?.setPointerCapture(event.pointerId);
    down.current.set(event.pointerId, spot(event));
    restart();
  };
  /** @param {PointerEvent} event */
  const onPointerMove = (event) => {
    if (!down.current.has(event.pointerId)) return;
    down.current.set(event.pointerId, spot(event));
    move(true);
    change(followed(start.current, [...down.current.values()]));
  };
  /** @param {PointerEvent} event */
  const onPointerUp = (event) => {
    down.current.delete(event.pointerId);
    restart();
  };
  /** @param {WheelEvent} event */
  const onWheel = (event) => {
    event.preventDefault();
    move(false);
    change(zoomed(crop, Math.exp(-event.deltaY * WHEEL), spot(event)));
  };
  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onWheel };
}

/** @param {{crop: Crop, at: Spot[]}} start @param {Spot[]} now @returns {Crop} */
function followed({ crop, at }, now) {
  if (now.length > 1 && at.length > 1) return pinched(crop, [at[0], at[1]], [now[0], now[1]]);
  return moved(crop, { x: now[0].x - at[0].x, y: now[0].y - at[0].y });
}

/** @param {HTMLCanvasElement} canvas @param {Photo} photo @param {Crop} crop @param {Eyes | null} eyes */
function draw(canvas, photo, crop, eyes) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  const whole = canvas.width;
  const frame = whole * FRAME;
  const edge = (whole - frame) / 2;
  drawPhoto(context, photo, crop, frame);
  context.fillStyle = 'rgb(0 0 0 / 55%)';
  context.beginPath();
  context.rect(0, 0, whole, whole);
  context.rect(edge, edge, frame, frame);
  context.fill('evenodd');
  outline(context, () => context.rect(edge, edge, frame, frame));
  for (const [x, y] of eyes ? [eyes.left_eye, eyes.right_eye] : [])
    outline(context, () => context.arc(edge + x * frame, edge + y * frame, EYE_RADIUS * frame, 0, 2 * Math.PI));
}

/** A line that is seen on light and dark. @param {CanvasRenderingContext2D} context @param {() => void} path */
function outline(context, path) {
  for (const [style, width] of /** @type {const} */ ([
    ['rgb(0 0 0 / 70%)', 5],
    ['#fff', 2],
  ])) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.beginPath();
    path();
    context.stroke();
  }
}
