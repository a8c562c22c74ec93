/** What is asked of a model about places on its map: under the cursor, and where pins are. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { ask, askPicture } from '../api.js';
import { useLatest } from '../hooks.js';
import { placeOf } from '../lib/map-data.js';
import { together } from '../lib/patience.js';
import { latentAt, shadowOf } from '../lib/plane.js';
import { conditionOf } from '../points.js';
import { sharePlane, sharePoints } from './map-side.js';

/** @typedef {import('../types.d.ts').Condition} Condition */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../types.d.ts').Located} Located */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/map-data.js').Place} Place */
/** @typedef {import('./map.js').MapState} MapState */
/** @typedef {import('./map.js').Pin} Pin */
/** @typedef {import('./map.js').SideName} SideName */
/** @typedef {import('./map-side.js').Loaded} Loaded */
/** @typedef {import('./map-side.js').Shown} Shown */
/** @typedef {import('./map-side.js').Spotted} Spotted */
/** What is at a place: the latent, its picture, how far from the data it is (0 to 1), the nearest data point, and what a conditional model was told.
 * @typedef {{place: Place, latent: number[], image: string, distance: number, nearest: number, condition?: Condition}} Found */
/** @typedef {ReturnType<typeof useAsked>} Side a map with everything that is known of places on it */

/** A pointer that only passes by asks for nothing. */
const HOVER_MS = 40;

/**
 * The latents behind places of a map.
 * @param {Loaded} loaded @param {readonly Place[]} places @param {AbortSignal} signal @returns {Promise<Located>}
 */
export function locate({ card, map }, places, signal) {
  return ask(card.id, 'map/locate', { projection: map.projection, positions: places }, signal);
}

/** Where latents stand on a map. @param {Loaded} loaded @param {number[][]} latents @param {AbortSignal} signal @returns {Promise<Place[]>} */
export async function placesOf({ card, map }, latents, signal) {
  const { plane } = map;
  if (plane) return latents.map((latent) => shadowOf(plane, latent));
  return (await ask(card.id, 'map/project', { projection: map.projection, latents }, signal)).positions;
}

/**
 * What a conditional model is told at a place: what was chosen, else the class of the nearest data point.
 * @param {Loaded} loaded @param {Label | null} label @param {number} nearest
 * @returns {Condition | undefined} undefined for other models
 */
export function conditionAt({ card, map }, label, nearest) {
  return conditionOf(card, label ?? (map.classes ? map.classes[nearest] : null)).condition;
}

/** Whether the condition is known without looking for the nearest data point. @param {Loaded} loaded @param {Label | null} label */
function isTold({ card, map }, label) {
  return !card.condition || label !== null || !map.classes;
}

/** @param {{loaded: Loaded, place: Place, label: Label | null}} input @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Found>} */
async function findAt({ loaded, place, label }, signal, asked) {
  const { card, map } = loaded;
  /** @param {number[]} latent @param {Condition | undefined} condition @returns {Promise<Pictures>} */
  const decode = (latent, condition) =>
    askPicture(card.id, 'decode', { latents: [latent], ...(condition && { condition }) }, asked, signal);
  /** @param {Located} located @param {Pictures} pictures @param {Condition | undefined} condition */
  const found = ({ latents, distances, nearest }, { images }, condition) => {
    return { place, latent: latents[0], image: images[0], distance: distances[0], nearest: nearest[0], condition };
  };
  if (!map.plane || !isTold(loaded, label)) {
    const located = await locate(loaded, [place], signal);
    const condition = conditionAt(loaded, label, located.nearest[0]);
    return found(located, await decode(located.latents[0], condition), condition);
  }
  const latent = latentAt(map.plane, place);
  const condition = conditionAt(loaded, label, 0);
  /** @type {(() => Promise<any>)[]} */
  const works = [() => locate(loaded, [place], signal), () => decode(latent, condition)];
  const [located, pictures] = await together(asked, works);
  return found({ ...located, latents: [latent] }, pictures, condition);
}

/**
 * Pins are asked for together: places by their way back, data points by their own latents,
 * under their own conditions.
 * @param {{loaded: Loaded, pins: Pin[], label: Label | null}} input @param {AbortSignal} signal
 * @returns {Promise<Map<number, Found>>} by the pin's id
 */
async function findPins({ loaded, pins, label }, signal) {
  const { card, map } = loaded;
  const free = pins.filter(({ point }) => point === undefined);
  const bound = pins.filter(({ point }) => point !== undefined);
  const places = free.map(({ place }) => /** @type {Place} */ (place));
  const [located, known] = await Promise.all([
    free.length ? locate(loaded, places, signal) : null,
    bound.length ? ask(card.id, 'map/points', { indices: bound.map(({ point }) => point) }, signal) : null,
  ]);
  /** @type {Omit<Found, 'image'>[]} */
  const found = [
    ...places.map((place, i) => {
      const { latents, distances, nearest } = /** @type {Located} */ (located);
      const condition = conditionAt(loaded, label, nearest[i]);
      return { place, latent: latents[i], distance: distances[i], nearest: nearest[i], condition };
    }),
    ...bound.map(({ point }, i) => {
      const nearest = /** @type {number} */ (point);
      const own = card.condition && label === null ? known.conditions?.[i] : undefined;
      const condition = own ?? conditionAt(loaded, label, nearest);
      return { place: placeOf(map, nearest), latent: known.latents[i], distance: 0, nearest, condition };
    }),
  ];
  const conditions = card.condition ? { conditions: found.map(({ condition }) => condition) } : {};
  const body = { latents: found.map(({ latent }) => latent), ...conditions };
  const { images } = await ask(card.id, 'decode', body, signal);
  return new Map([...free, ...bound].map(({ id }, i) => [id, { ...found[i], image: images[i] }]));
}

/**
 * @param {Shown} shown
 * @param {MapState} state
 * @param {() => Loaded | null} across the map that the cursor may be on instead
 */
export function useAsked(shown, state, across) {
  const reading = useReading(state, shown.current, shown.spotted);
  const pinned = usePinned(shown.name, state, shown.current, across);
  return { ...shown, ...reading, ...pinned };
}

/** @typedef {import('@preact/signals').ReadonlySignal<Loaded | null>} Current */

/** What the model draws under the cursor. @param {MapState} state @param {Current} current @param {import('@preact/signals').ReadonlySignal<Spotted | null>} spotted */
function useReading({ label }, current, spotted) {
  const found = useSignal(/** @type {Found | null} */ (null));
  const reading = useLatest(
    findAt,
    (/** @type {Found} */ next, { loaded }) => {
      if (loaded === current.peek()) found.value = next;
    },
    { drafts: true },
  );
  useSignalEffect(() => {
    const loaded = current.value;
    const at = spotted.value;
    const under = label.value;
    if (!loaded || !at || at.point !== null) return undefined;
    const timer = setTimeout(() => reading.request({ loaded, place: at.place, label: under }), HOVER_MS);
    return () => clearTimeout(timer);
  });
  return { found, reading };
}

/** @param {SideName} name @param {MapState} state @param {Current} current @param {() => Loaded | null} across */
function usePinned(name, { pins, label }, current, across) {
  const found = useSignal(/** @type {{of: Loaded, pins: Map<number, Found>} | null} */ (null));
  const stream = useLatest(findPins, (/** @type {Map<number, Found>} */ next, { loaded }) => {
    found.value = { of: loaded, pins: next };
  });
  /** Pins belong to the main map; on the other one some mean nothing. @param {Loaded} loaded */
  const here = (loaded) => {
    const there = name === 'main' ? loaded : across();
    return pins.value.flatMap((pin) => {
      if (name === 'main') return pin.point !== undefined && pin.point >= loaded.map.count ? [] : [pin];
      if (!there) return [];
      if (pin.point !== undefined) return sharePoints(there.map, loaded.map) ? [pin] : [];
      return sharePlane(there.map, loaded.map) ? [pin] : [];
    });
  };
  const request = () => {
    const loaded = current.value;
    if (!loaded) return;
    const asked = here(loaded);
    if (asked.length) stream.request({ loaded, pins: asked, label: label.value }, { restart: true });
  };
  useSignalEffect(request);
  /** By the pin's id: of this map only. */
  const pinned = useComputed(() =>
    found.value && found.value.of === current.value ? found.value.pins : new Map(/** @type {[number, Found][]} */ ([])),
  );
  return { pinned, pinStream: stream, requestPins: request };
}
