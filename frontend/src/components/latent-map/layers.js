/** The three canvases of a map, each drawn anew only when something on it has changed. */

import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { placeOf } from '../../lib/map-data.js';
import { fitted } from '../../lib/viewport.js';
import { theme } from '../../store.js';
import { drawBackground } from './background.js';
import { drawOverlay } from './overlay.js';
import { readPalette } from './palette.js';
import { pointLayer, pointSize } from './points.js';

/** @typedef {import('./overlay.js').Marks} Marks */
/** @typedef {import('./stage.js').StageProps} StageProps */
/** @typedef {import('@preact/signals').Signal<number>} Size */
/** @typedef {import('@preact/signals').ReadonlySignal<import('./palette.js').Palette>} Colours */
/** @typedef {Pick<Marks, 'outline' | 'rubber'>} Drawing what is being drawn with the pointer */

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';

/** @param {StageProps} props @param {Size} size @param {import('@preact/signals').Signal<Drawing>} drawing */
export function useLayers(props, size, drawing) {
  /** Read anew when the theme has changed. */
  const palette = useComputed(() => {
    theme.value;
    return readPalette();
  });
  return {
    background: useBackground(props, size, palette),
    points: usePoints(props, size, palette),
    overlay: useOverlay(props, size, palette, drawing),
  };
}

/** A layer is drawn anew in the next frame after one of the signals that it reads has changed. @param {() => () => void} prepare */
function useLayer(prepare) {
  const frame = useRef(0);
  useSignalEffect(() => {
    const paint = prepare();
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(paint);
  });
  useEffect(() => () => cancelAnimationFrame(frame.current), []);
}

/** @param {HTMLCanvasElement} canvas @param {number} side in pixels of the page @returns {CanvasRenderingContext2D} in those pixels */
function sharpContext(canvas, side) {
  const ratio = sized(canvas, side);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** @param {HTMLCanvasElement} canvas @param {number} side @returns {number} pixels of the canvas to one of the page */
function sized(canvas, side) {
  const pixels = Math.round(side * Math.min(2, devicePixelRatio));
  if (canvas.width !== pixels) {
    canvas.width = pixels;
    canvas.height = pixels;
  }
  return pixels / side;
}

/** @param {StageProps} props @param {Size} size @param {Colours} palette */
function useBackground({ state, side, view, grid, smooth }, size, palette) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayer(() => {
    const [seen, pixels, { ink }] = [view.value, size.value, palette.value];
    const prior = state.density.value ? (side.current.value?.map.prior ?? null) : null;
    const content = { grid: grid.value, smooth, prior, ink };
    return () => {
      if (!canvas.current || !seen || !pixels) return;
      drawBackground(sharpContext(canvas.current, pixels), pixels, seen, content);
    };
  });
  return canvas;
}

/** @param {StageProps} props @param {Size} size @param {Colours} palette */
function usePoints({ state, side, view }, size, palette) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const layer = useRef(/** @type {import('./points.js').PointLayer | null} */ (null));
  const held = useRef(/** @type {unknown} */ (null));
  useEffect(() => () => layer.current?.dispose(), []);
  useLayer(() => {
    const [loaded, seen, pixels] = [side.current.value, view.value, size.value];
    const { classes, plain, paper } = palette.value;
    const hidden = state.hidden.value;
    return () => {
      if (!canvas.current || !loaded || !seen || !pixels) return;
      const { map } = loaded;
      const ratio = sized(canvas.current, pixels);
      layer.current ??= pointLayer(canvas.current);
      if (held.current !== map) layer.current.setPoints(map);
      held.current = map;
      const shape = ratio * pointSize(map.count, fitted(map.bounds).span / seen.span);
      const look = map.classes
        ? { colours: classes, hidden }
        : { colours: classes.map(() => plain), hidden: new Set() };
      layer.current.draw({ view: seen, size: shape, paper, ...look });
    };
  });
  return canvas;
}

/** @param {StageProps} props @param {Size} size @param {Colours} palette @param {import('@preact/signals').Signal<Drawing>} drawing */
function useOverlay({ side, view, marks }, size, palette, drawing) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  useLayer(() => {
    const [seen, pixels, colours] = [view.value, size.value, palette.value];
    const [loaded, spotted] = [side.current.value, side.spotted.value];
    const point = spotted?.point ?? spotted?.twin ?? null;
    const ringed = loaded && point !== null ? placeOf(loaded.map, point) : null;
    const cursor = spotted && spotted.point === null ? spotted.place : null;
    const all = { ...marks(), ...drawing.value, ringed, cursor };
    return () => {
      if (!canvas.current || !seen || !pixels) return;
      drawOverlay(sharpContext(canvas.current, pixels), pixels, seen, all, colours, FONT);
    };
  });
  return canvas;
}
