/** The way between two pins: its frames, and where they lie on the map. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { ask, askFile } from '../api.js';
import { useLatest } from '../hooks.js';
import { latentAt } from '../lib/plane.js';
import { gridPlaces, gridSlices } from '../lib/viewport.js';
import { conditionOf } from '../points.js';
import { FRAMES } from './interpolation.js';
import { conditionAt, locate, placesOf } from './map-asked.js';

/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../types.d.ts').Path} Path */
/** @typedef {import('../lib/map-data.js').Place} Place */
/** @typedef {import('../lib/viewport.js').View} View */
/** @typedef {import('../components/latent-map/background.js').Grid} Grid */
/** @typedef {import('./map.js').MapState} MapState */
/** @typedef {import('./map-asked.js').Found} Found */
/** @typedef {import('./map-side.js').Loaded} Loaded */
/** @typedef {import('./map-asked.js').Side} Side */
/** @typedef {{of: Loaded, ends: [Found, Found], images: string[], latents: number[][], places: Place[]}} Reel */
/** @typedef {{loaded: Loaded, ends: [Found, Found]}} Ask */

/** Pictures of the grid are asked for when the view has rested so long. */
const REST_MS = 250;

/** The body of the call that draws the way. @param {Pick<Ask, 'ends'>} input */
export function pathBody({ ends: [start, end] }) {
  return {
    start: { latent: start.latent },
    end: { latent: end.latent },
    steps: FRAMES,
    ...(start.condition && end.condition ? { start_condition: start.condition, end_condition: end.condition } : {}),
  };
}

/** @param {Ask} input @param {AbortSignal} signal @returns {Promise<Reel>} */
async function askReel(input, signal) {
  const { loaded, ends } = input;
  const { images, latents } = /** @type {Path} */ (await ask(loaded.card.id, 'interpolate', pathBody(input), signal));
  return { of: loaded, ends, images, latents, places: await placesOf(loaded, latents, signal) };
}

/** @param {MapState} state @param {Side} side */
export function useReel({ path, pins }, side) {
  const reel = useSignal(/** @type {Reel | null} */ (null));
  const stream = useLatest(askReel, (/** @type {Reel} */ next) => {
    reel.value = next;
  });
  /** Both ends, once their latents are known. */
  const ends = useComputed(() => {
    const found = path.value?.map((index) => side.pinned.value.get(pins.value[index]?.id ?? -1));
    return found?.[0] && found[1] ? /** @type {[Found, Found]} */ (found) : null;
  });
  const request = () => {
    const loaded = side.current.value;
    if (loaded && ends.value) stream.request({ loaded, ends: ends.value }, { restart: true });
  };
  useSignalEffect(request);
  const shown = useComputed(() => (ends.value && reel.value?.of === side.current.value ? reel.value : null));
  return { reel: shown, stream, request };
}

/** Each cell under the class of its nearest data point, unless one was chosen for all. @param {Loaded} loaded @param {Place[]} places @param {Label | null} label @param {AbortSignal} signal */
async function gridConditions(loaded, places, label, signal) {
  const { card, map } = loaded;
  if (label !== null || !card.condition || !map.classes) return conditionOf(card, label);
  const { nearest } = await locate(loaded, places, signal);
  return { conditions: nearest.map((point) => conditionAt(loaded, null, point)) };
}

/** Sheets below each other as one picture. @param {ImageBitmap[]} sheets @returns {Promise<ImageBitmap>} */
function stacked(sheets) {
  if (sheets.length === 1) return Promise.resolve(sheets[0]);
  const canvas = document.createElement('canvas');
  canvas.width = sheets[0].width;
  canvas.height = sheets.reduce((sum, { height }) => sum + height, 0);
  let top = 0;
  for (const sheet of sheets) {
    canvas.getContext('2d')?.drawImage(sheet, 0, top);
    top += sheet.height;
  }
  return createImageBitmap(canvas);
}

/**
 * As many whole rows at a time as one request may ask for, one after the other: others who
 * wait for the same model come in between.
 * @param {{loaded: Loaded, view: View, size: number, label: Label | null}} input @param {AbortSignal} signal @returns {Promise<Grid>}
 */
async function askGrid({ loaded, view, size, label }, signal) {
  const { card, map } = loaded;
  const { plane } = map;
  const places = gridPlaces(view, size);
  /** @type {ImageBitmap[]} */
  const sheets = [];
  for (const [from, to] of gridSlices(size, card.limits?.max_images)) {
    const asked = places.slice(from, to);
    const latents = plane ? asked.map((place) => latentAt(plane, place)) : [];
    const body = { latents, columns: size, ...(await gridConditions(loaded, asked, label, signal)) };
    const sheet = await askFile({ model: card.id, call: 'decode', body, accept: 'image/png' }, signal);
    sheets.push(await createImageBitmap(sheet));
  }
  return { image: await stacked(sheets), view };
}

/**
 * What the model draws all over the part of the plane that is seen.
 * @param {MapState} state @param {Side} side @param {() => View | null} seen
 */
export function useGrid({ grid, label }, side, seen) {
  const drawn = useSignal(/** @type {(Grid & {of: Loaded}) | null} */ (null));
  const stream = useLatest(askGrid, (/** @type {Grid} */ next, { loaded }) => {
    drawn.value = { ...next, of: loaded };
  });
  useSignalEffect(() => {
    const input = { loaded: side.current.value, view: seen(), size: grid.value, label: label.value };
    const { loaded, view, size } = input;
    if (!loaded?.map.plane || !view || size === 0) return undefined;
    const timer = setTimeout(() => stream.request({ ...input, loaded, view }, { restart: true }), REST_MS);
    return () => clearTimeout(timer);
  });
  const shown = useComputed(() => (grid.value > 0 && drawn.value?.of === side.current.value ? drawn.value : null));
  return { grid: shown, stream };
}
