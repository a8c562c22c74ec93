/** What of a model's data is nearest to a latent, in all dimensions of its space. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ApiError, ask, fetchMap } from '../api.js';
import { useLatest } from '../hooks.js';
import { moving } from '../moving.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/map-data.js').LatentMap} LatentMap */
/** @typedef {{card: Card, latent: number[]}} Asked */
/** @typedef {{of: Card, map: LatentMap, points: number[], distances: number[]}} Near */

/** One row on a desk, two on a telephone. */
const COUNT = 8;

/** The maps of this visit: their points and thumbnails do not change. @type {Map<string, Promise<LatentMap>>} */
const maps = new Map();

/** @param {Card} card @returns {Promise<LatentMap>} */
function mapOf({ id, weights }) {
  const key = `${id} ${weights.sha256}`;
  const known = maps.get(key);
  if (known) return known;
  // Not given up with the request: the next one needs it too.
  const fetched = fetchMap(id, '', new AbortController().signal);
  maps.set(key, fetched);
  fetched.catch(() => maps.delete(key));
  return fetched;
}

/** @param {Asked} asked @param {AbortSignal} signal @returns {Promise<Near>} */
async function askNear({ card, latent }, signal) {
  const body = { latents: [latent], neighbours: COUNT };
  const [map, answer] = await Promise.all([mapOf(card), ask(card.id, 'map/project', body, signal)]);
  return { of: card, map, points: answer.neighbours[0], distances: answer.neighbour_distances[0] };
}

/**
 * @param {() => Asked | null} wanted reads signals; asked for when nothing is moved any more
 */
export function useNear(wanted) {
  const near = useSignal(/** @type {Near | null} */ (null));
  const stream = useLatest(askNear, (found) => {
    near.value = found;
  });
  const request = () => {
    const input = wanted();
    if (input) stream.request(input);
  };
  const asked = useRef(/** @type {number[] | null} */ (null));
  useSignalEffect(() => {
    const latent = wanted()?.latent ?? null;
    if (moving.value || latent === asked.current) return;
    asked.current = latent;
    request();
  });
  const { value: error } = stream.error;
  const isWithoutMap = error instanceof ApiError && error.status === 404;
  return { near, busy: stream.busy, error: isWithoutMap ? null : error, isWithoutMap, request };
}
