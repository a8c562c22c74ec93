/** What lies under the points of a map, and over them. */

import { useRef } from 'preact/hooks';
import { placeOf } from '../../lib/map-data.js';
import { drawBackground } from './background.js';
import { drawOverlay } from './overlay.js';
import { sized, useLayer } from './stage.js';

/** @typedef {import('./hands.js').Drawing} Drawing */
/** @typedef {import('./hands.js').HandsProps} HandsProps */

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';

/** @param {HTMLCanvasElement} canvas @param {number} side in pixels of the page @returns {CanvasRenderingContext2D} in those pixels */
function sharpContext(canvas, side) {
  const ratio = sized(canvas, side);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** @param {HandsProps} props */
export function useBackground({ state, side, view, grid, smooth, ground }) {
  const { size, palette, background: canvas } = ground;
  useLayer(() => {
    const [seen, pixels, { ink }] = [view.value, size.value, palette.value];
    const prior = state.density.value ? (side.current.value?.map.prior ?? null) : null;
    const content = { grid: grid.value, smooth, prior, ink };
    return () => {
      if (!canvas.current || !seen || !pixels) return;
      drawBackground(sharpContext(canvas.current, pixels), pixels, seen, content);
    };
  });
}

/** @param {HandsProps} props @param {import('@preact/signals').Signal<Drawing>} drawing @returns {import('./stage.js').Canvas} to be put over the points */
export function useOverlay({ side, view, marks, ground }, drawing) {
  const { size, palette } = ground;
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
