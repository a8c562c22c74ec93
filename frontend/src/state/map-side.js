/** One map of the screen: its points, and what is asked of its model about places on it. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import KDBush from 'kdbush';
import { ApiError, ask, fetchMap, quality } from '../api.js';
import { useLatest } from '../hooks.js';
import { Lru } from '../lib/lru.js';
import { classMedians, placeOf } from '../lib/map-data.js';
import { together } from '../lib/patience.js';
import { pickerOf } from '../lib/picking.js';
import { latentAt, shadowOf } from '../lib/plane.js';
import { conditionOf } from '../points.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Condition} Condition */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../types.d.ts').Located} Located */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/map-data.js').LatentMap} LatentMap */
/** @typedef {import('../lib/map-data.js').Place} Place */
/** @typedef {import('./map.js').MapState} MapState */
/** @typedef {import('./map.js').Pin} Pin */
/** @typedef {import('./map.js').SideName} SideName */
/** `asked`: the projection that was named; empty: the model's first. @typedef {{card: Card, asked: string, map: LatentMap, picker: ReturnType<typeof pickerOf>, medians: ReturnType<typeof classMedians>}} Loaded */
/** What is at a place: the latent, its picture, how far from the data it is (0 to 1), the nearest data point, and what a conditional model was told.
 * @typedef {{place: Place, latent: number[], image: string, distance: number, nearest: number, condition?: Condition}} Found */
/** @typedef {{place: Place, point: number | null, twin: number | null}} Spotted the cursor on this map; `twin`: same data point as on the other */
/** @typedef {ReturnType<typeof useSide>} Side */

/** A pointer that only passes by asks for nothing. */
const HOVER_MS = 40;

/** @type {Lru<Loaded>} */
const kept = new Lru(6);

/** @param {{card: Card, projection: string}} input @param {AbortSignal} signal @returns {Promise<Loaded>} */
async function load({ card, projection }, signal) {
  const key = [card.id, card.weights.sha256, projection].join(' ');
  const known = kept.get(key);
  if (known) return known;
  const map = await fetchMap(card.id, projection, signal).catch((error) => {
    // A link may name a projection that this model does not have.
    if (projection && error instanceof ApiError && error.status === 422) return fetchMap(card.id, '', signal);
    throw error;
  });
  const medians = classMedians(map, card.classes?.length ?? 0);
  const loaded = { card, asked: projection, map, picker: pickerOf(map, KDBush), medians };
  kept.set(key, loaded);
  return loaded;
}

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
    ask(card.id, 'decode', { latents: [latent], ...(condition && { condition }), ...quality(asked) }, signal);
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

/** Whether two maps show latent space itself: then a place means the same z on both. @param {LatentMap} one @param {LatentMap} other */
export function sharePlane(one, other) {
  return one.projection === 'latent' && other.projection === 'latent';
}

/** Whether the same number names the same picture. @param {LatentMap} one @param {LatentMap} other */
function sharePoints(one, other) {
  return one.source === 'test' && other.source === 'test' && one.count === other.count;
}

/**
 * What the cursor and the pins of the other map mean on this one.
 * @param {{place: Place, point: number | null}} there @param {LatentMap} from @param {LatentMap} here
 * @returns {Spotted | null}
 */
export function carried({ place, point }, from, here) {
  const twin = point !== null && sharePoints(from, here) ? point : null;
  if (sharePlane(from, here)) return { place, point: null, twin };
  return twin === null ? null : { place: placeOf(here, twin), point: twin, twin };
}

/**
 * @param {SideName} name
 * @param {MapState} state
 * @param {() => Card | undefined} card reads signals; undefined: this side is not shown
 * @param {() => Loaded | null} across the map that the cursor may be on instead
 */
export function useSide(name, state, card, across) {
  const loaded = useSignal(/** @type {Loaded | null} */ (null));
  const points = useLatest(load, (/** @type {Loaded} */ next) => {
    loaded.value = next;
  });
  const request = () => {
    const shown = card();
    if (shown) points.request({ card: shown, projection: state.projection.value }, { restart: true });
  };
  useSignalEffect(request);
  /** The map, as soon as it is the one that is asked for. */
  const current = useComputed(() => {
    const shown = card();
    const isAsked = loaded.value?.card.id === shown?.id && loaded.value?.asked === state.projection.value;
    return isAsked ? loaded.value : null;
  });
  const spotted = useComputed(() => {
    const at = state.cursor.value;
    const here = current.value;
    if (!at || !here) return null;
    if (at.side === name) return { place: at.place, point: at.point, twin: null };
    const there = across();
    return there && carried(at, there.map, here.map);
  });
  const reading = useReading(state, current, spotted);
  const pinned = usePinned(name, state, current, across);
  return { name, current, spotted, points, request, ...reading, ...pinned };
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
