/** One map as a picture: its canvases, each drawn anew only when something on it has changed. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { pictureDrawn } from '../../lazy.js';
import { fitted } from '../../lib/viewport.js';
import { theme } from '../../store.js';
import { pointLayer, pointSize } from './points.js';

/** @typedef {import('../../lib/viewport.js').View} View */
/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-side.js').Shown} Shown */
/** @typedef {import('@preact/signals').Signal<number>} Size */
/** @typedef {import('@preact/signals').ReadonlySignal<Palette>} Colours */
/** @typedef {{classes: string[], plain: string, paper: string, ink: string, soft: string, accent: string, line: string}} Palette */
/** @typedef {import('preact').RefObject<HTMLCanvasElement | null>} Canvas */

/**
 * What the layers over and under the points get.
 * @typedef {object} Ground
 * @property {import('preact').RefObject<HTMLElement | null>} root
 * @property {Canvas} background
 * @property {Size} size side of the square on the page
 * @property {Colours} palette
 */

/**
 * @typedef {object} StageProps
 * @property {MapState} state
 * @property {Shown} side
 * @property {import('@preact/signals').ReadonlySignal<View | null>} view what is seen
 * @property {string} label
 * @property {(ground: Ground) => any} [hands] what lies over the points, and what one can do to them
 */

const CLASSES = 10;

/** The colours of the map, as the style sheet has them now. @returns {Palette} */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    classes: Array.from({ length: CLASSES }, (_, index) => token(`class-${index}`)),
    plain: token('ink-soft'),
    paper: token('paper'),
    ink: token('ink'),
    soft: token('ink-soft'),
    accent: token('accent'),
    line: token('control-line'),
  };
}

/** Until the hands are there the map says that it is busy. @param {StageProps} props */
export function Stage(props) {
  const { state, side, label, hands } = props;
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const background = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const size = useSide(root);
  /** Read anew when the theme has changed. */
  const palette = useComputed(() => {
    theme.value;
    return readPalette();
  });
  const points = usePoints(props, size, palette);
  return html`<div class=${`map-stage tool-${state.tool.value}`} ref=${root} role="application" tabindex="0" aria-label=${label} aria-describedby="map-keys"
    aria-busy=${hands ? undefined : 'true'} data-testid=${`stage-${side.name}`}>
    <canvas ref=${background} aria-hidden="true"></canvas>
    <canvas ref=${points} aria-hidden="true" data-layer="points"></canvas>
    ${hands?.({ root, background, size, palette })}
  </div>`;
}

/** The side of the square on the page. @param {import('preact').RefObject<HTMLElement | null>} root */
function useSide(root) {
  const size = useSignal(0);
  useEffect(() => {
    const stage = /** @type {HTMLElement} */ (root.current);
    const observer = new ResizeObserver(() => {
      size.value = stage.clientWidth;
    });
    observer.observe(stage);
    return () => observer.disconnect();
  }, []);
  return size;
}

/** A layer is drawn anew in the next frame after one of the signals that it reads has changed. @param {() => () => void} prepare */
export function useLayer(prepare) {
  const frame = useRef(0);
  useSignalEffect(() => {
    const paint = prepare();
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(paint);
  });
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
}

/** @param {HTMLCanvasElement} canvas @param {number} side in pixels of the page @returns {number} pixels of the canvas to one of the page */
export function sized(canvas, side) {
  const pixels = Math.round(side * Math.min(2, devicePixelRatio));
  if (canvas.width !== pixels) {
    canvas.width = pixels;
    canvas.height = pixels;
  }
  return pixels / side;
}

/** The layer that draws on a canvas, once it is there. @param {Canvas} canvas */
function usePointLayer(canvas) {
  const layer = useSignal(/** @type {import('./points.js').PointLayer | null} */ (null));
  useEffect(() => {
    let gone = false;
    pointLayer(/** @type {HTMLCanvasElement} */ (canvas.current)).then((made) => {
      if (gone) made.dispose();
      else layer.value = made;
    });
    return () => {
      gone = true;
      layer.peek()?.dispose();
    };
  }, []);
  return layer;
}

/** @param {StageProps} props @param {Size} size @param {Colours} palette */
function usePoints({ state, side, view }, size, palette) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const layer = usePointLayer(canvas);
  const held = useRef(/** @type {unknown} */ (null));
  useLayer(() => {
    const [drawn, loaded, seen, pixels] = [layer.value, side.current.value, view.value, size.value];
    const { classes, plain, paper } = palette.value;
    const hidden = state.hidden.value;
    return () => {
      if (!canvas.current || !drawn || !loaded || !seen || !pixels) return;
      const { map } = loaded;
      const ratio = sized(canvas.current, pixels);
      if (held.current !== map) drawn.setPoints(map);
      held.current = map;
      const shape = ratio * pointSize(map.count, fitted(map.bounds).span / seen.span);
      const look = map.classes
        ? { colours: classes, hidden }
        : { colours: classes.map(() => plain), hidden: new Set() };
      drawn.draw({ view: seen, size: shape, paper, ...look });
      pictureDrawn();
    };
  });
  return canvas;
}
