/** One map of the screen: its points, and what the cursor means on it. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { ApiError, fetchMap } from '../api.js';
import { useLatest } from '../hooks.js';
import { classMedians, placeOf } from '../lib/map-data.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/map-data.js').LatentMap} LatentMap */
/** @typedef {import('../lib/map-data.js').Place} Place */
/** @typedef {import('./map.js').MapState} MapState */
/** @typedef {import('./map.js').SideName} SideName */
/** `asked`: the projection that was named; empty: the model's first. @typedef {{card: Card, asked: string, map: LatentMap, medians: ReturnType<typeof classMedians>}} Loaded */
/** @typedef {{place: Place, point: number | null, twin: number | null}} Spotted the cursor on this map; `twin`: same data point as on the other */
/** @typedef {ReturnType<typeof useSide>} Shown */

/** As many as there are maps: their points are what is large. @type {Map<string, Loaded>} */
const kept = new Map();

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
  const loaded = { card, asked: projection, map, medians };
  kept.set(key, loaded);
  return loaded;
}

/** Whether two maps show latent space itself: then a place means the same z on both. @param {LatentMap} one @param {LatentMap} other */
export function sharePlane(one, other) {
  return one.projection === 'latent' && other.projection === 'latent';
}

/** Whether the same number names the same picture. @param {LatentMap} one @param {LatentMap} other */
export function sharePoints(one, other) {
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
  return { name, current, spotted, points, request };
}
