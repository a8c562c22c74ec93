/** What the interpolation screen knows: two ends, alpha, the way between them, and the fetched reels. */

import { batch, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ask } from '../api.js';
import { chooseCard, counterpart, weightsTag } from '../families.js';
import { useLatest } from '../hooks.js';
import { readChoice, readClass, readNumber, readSource, writeSource } from '../lib/permalink.js';
import { conditionOf, resolve } from '../points.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Path} Path */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {'linear' | 'spherical'} Method */
/** @typedef {{source: Source, classIndex: number | null}} End */
/** @typedef {{card: Card, start: Resolved, end: Resolved, conditions: {start_condition?: object, end_condition?: object}, path: Path}} Reel */

export const FRAMES = 33;
const PLAY_MS = 2600;

/**
 * @param {Card} card @param {End} from @param {End} to @param {Method} method @param {AbortSignal} signal
 * @returns {Promise<Reel>}
 */
async function fetchReel(card, from, to, method, signal) {
  const [start, end] = await Promise.all([resolveEnd(card, from), resolveEnd(card, to)]);
  const conditions = card.condition
    ? {
        start_condition: conditionOf(card, start.classIndex).condition,
        end_condition: conditionOf(card, end.classIndex).condition,
      }
    : {};
  const body = { start: { latent: start.latent }, end: { latent: end.latent }, steps: FRAMES, method, ...conditions };
  return { card, start, end, conditions, path: await ask(card.id, 'interpolate', body, signal) };
}

/** @param {Card} card @param {End} end */
function resolveEnd(card, { source, classIndex }) {
  return resolve(card, source, classIndex);
}

/** @param {string | undefined} text @param {Card} card @param {string} initial id in the gallery @returns {Source} */
function readEnd(text, card, initial) {
  const source = readSource(text);
  const fits = source && (source.kind !== 'latent' || source.latent.length === card.latent_dim);
  return fits ? source : { kind: 'gallery', id: initial };
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
export function useInterpolationState(query, cards) {
  const first = /** @type {Card} */ (chooseCard(cards, query.m, 'vae'));
  const model = useSignal(first.id);
  const from = useSignal(
    /** @type {End} */ ({ source: readEnd(query.from, first, 'shirt-1'), classIndex: readClass(query, 'fc', first) }),
  );
  const to = useSignal(
    /** @type {End} */ ({ source: readEnd(query.to, first, 'dress-1'), classIndex: readClass(query, 'tc', first) }),
  );
  const alpha = useSignal(readNumber(query, 'a', { min: 0, max: 1, initial: 0.5 }));
  const method = useSignal(readChoice(query, 'method', /** @type {Method[]} */ (['linear', 'spherical']), 'linear'));
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const address = () => ({
    m: model.value,
    from: writeSource(from.value.source),
    fc: from.value.classIndex,
    to: writeSource(to.value.source),
    tc: to.value.classIndex,
    a: Number(alpha.value.toFixed(3)),
    method: method.value,
    w: weightsTag(card()),
  });
  return { model, from, to, alpha, method, card, address };
}

/** Moves alpha there and back until stopped. @param {import('@preact/signals').Signal<number>} alpha */
export function usePlayer(alpha) {
  const playing = useSignal(false);
  const frame = useRef(0);
  const stop = () => {
    cancelAnimationFrame(frame.current);
    playing.value = false;
  };
  const play = () => {
    const begin = performance.now() - alpha.value * PLAY_MS;
    playing.value = true;
    const tick = () => {
      const phase = ((performance.now() - begin) / PLAY_MS) % 2;
      alpha.value = phase <= 1 ? phase : 2 - phase;
      frame.current = requestAnimationFrame(tick);
    };
    tick();
  };
  useEffect(() => stop, []);
  return { playing, play, stop };
}

/**
 * The strips of the model and of its counterpart, and the exact picture between two frames.
 * @param {ReturnType<typeof useInterpolationState>} state
 * @param {Card[]} cards
 */
export function useReels(state, cards) {
  const { from, to, alpha, method, card } = state;
  const reels = useSignal(/** @type {Reel[]} */ ([]));
  const exact = useSignal(/** @type {{alpha: number, image: string} | null} */ (null));
  const still = useLatest(askStill, (/** @type {Path} */ path, { reel, alpha: at }) => {
    if (reel === reels.value[0]) exact.value = { alpha: at, image: path.images[0] };
  });
  /** The strip holds every 32nd: between its frames the picture is decoded once the slider rests. @param {number} at */
  const decodeExactly = (at) => {
    const [reel] = reels.peek();
    if (reel && !Number.isInteger(at * (FRAMES - 1))) still.request({ reel, alpha: at, method: method.peek() });
  };
  const film = useLatest(askReels, (/** @type {Reel[]} */ fetched) => {
    batch(() => {
      reels.value = fetched;
      exact.value = null;
    });
    decodeExactly(alpha.peek());
  });
  const request = () => {
    const other = counterpart(card(), cards);
    const input = { cards: other ? [card(), other] : [card()], from: from.value, to: to.value, method: method.value };
    film.request(input, { restart: true });
  };
  useSignalEffect(request);
  const nearest = Math.round(alpha.value * (FRAMES - 1));
  const isExact = exact.value?.alpha === alpha.value;
  const middle = isExact ? exact.value?.image : reels.value[0]?.path.images[nearest];
  return {
    reels: reels.value,
    nearest,
    middle,
    busy: film.busy.value,
    error: film.error.value ?? still.error.value,
    request,
    decodeExactly,
  };
}

/** @param {{cards: Card[], from: End, to: End, method: Method}} input @param {AbortSignal} signal */
function askReels({ cards, from, to, method }, signal) {
  return Promise.all(cards.map((card) => fetchReel(card, from, to, method, signal)));
}

/** @param {{reel: Reel, alpha: number, method: Method}} input @param {AbortSignal} signal @returns {Promise<Path>} */
function askStill({ reel, alpha, method }, signal) {
  const ends = { start: { latent: reel.start.latent }, end: { latent: reel.end.latent } };
  return ask(reel.card.id, 'interpolate', { ...ends, alphas: [alpha], method, ...reel.conditions }, signal);
}

/** @param {ReturnType<typeof useInterpolationState>} state @param {Card[]} cards @param {string} id */
export function changeModel(state, cards, id) {
  const next = cards.find((card) => card.id === id);
  batch(() => {
    state.model.value = id;
    // A latent of one space says nothing in a space of another size.
    for (const [end, initial] of /** @type {const} */ ([
      [state.from, 'shirt-1'],
      [state.to, 'dress-1'],
    ])) {
      const { source } = end.value;
      if (source.kind === 'latent' && source.latent.length !== next?.latent_dim)
        end.value = { source: { kind: 'gallery', id: initial }, classIndex: null };
    }
  });
}
