/** What the interpolation screen knows: two ends, alpha, the way between them, and the fetched reels. */

import { batch, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ask } from '../api.js';
import { chooseCard, partners, weightsTag } from '../families.js';
import { tellPlaying, useLinked } from '../history.js';
import { useLatest } from '../hooks.js';
import { together } from '../lib/patience.js';
import { readChoice, readLabel, readNumber, writeLabel, writeSource } from '../lib/permalink.js';
import {
  carriedOver,
  conditionOf,
  firstSource,
  fromPicture,
  galleryItem,
  readStart,
  resolve,
  writeStart,
} from '../points.js';
import { datasetAtHand } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Path} Path */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {'linear' | 'spherical'} Method */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {{source: Source, label: Label | null}} End */
/** @typedef {{card: Card, start: Resolved, end: Resolved, conditions: {start_condition?: object, end_condition?: object}, path: Path}} Reel */

export const FRAMES = 33;
const PLAY_MS = 2600;

/**
 * @param {Card} card @param {Card} main the model whose gallery the ends name
 * @param {[End, End]} ends @param {Method} method @param {AbortSignal} signal
 * @returns {Promise<Reel>}
 */
async function fetchReel(card, main, ends, method, signal) {
  const [start, end] = await Promise.all(ends.map((each) => resolveEnd(card, main, each, signal)));
  const conditions = card.condition
    ? {
        start_condition: conditionOf(card, start.label).condition,
        end_condition: conditionOf(card, end.label).condition,
      }
    : {};
  const body = { start: { latent: start.latent }, end: { latent: end.latent }, steps: FRAMES, method, ...conditions };
  return { card, start, end, conditions, path: await ask(card.id, 'interpolate', body, signal) };
}

/**
 * Galleries of photographs' models hold codes of their own: what stands beside reads the
 * picture that the main model draws, so that both reels join the same two pictures.
 * @param {Card} card @param {Card} main @param {End} end @param {AbortSignal} signal
 */
async function resolveEnd(card, main, { source, label }, signal) {
  if (card !== main && source.kind === 'gallery') {
    const item = await galleryItem(main, source.id);
    signal.throwIfAborted();
    if (item.reconstruction === item.image) return fromPicture(card, item.image, label, signal);
  }
  return resolve(card, source, label, signal);
}

/** Two pictures of a gallery that differ. @param {Card} card @returns {[Source, Source]} */
function firstEnds(card) {
  return [firstSource(card, 'shirt-1', 0), firstSource(card, 'dress-1', 1)];
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
export function useInterpolationState(query, cards) {
  const first = /** @type {Card} */ (chooseCard(cards, query.m, 'vae', datasetAtHand()));
  const model = useLinked(first.id);
  /** The model beside it; empty: the most telling one. */
  const other = useLinked(query.o ?? '');
  const [one, two] = firstEnds(first);
  const from = useLinked(
    /** @type {End} */ ({ source: readStart(query.from, first, one), label: readLabel(query, 'fc', first) }),
  );
  const to = useLinked(
    /** @type {End} */ ({ source: readStart(query.to, first, two), label: readLabel(query, 'tc', first) }),
  );
  const alpha = useLinked(readNumber(query, 'a', { min: 0, max: 1, initial: 0.5 }));
  const method = useLinked(readChoice(query, 'method', /** @type {Method[]} */ (['linear', 'spherical']), 'linear'));
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const beside = () => partners(card(), cards);
  const partner = () => beside().find(({ id }) => id === other.value) ?? beside()[0];
  const address = () => ({
    m: model.value,
    o: beside().length > 1 ? partner().id : null,
    from: writeSource(from.value.source),
    fc: writeLabel(from.value.label),
    to: writeSource(to.value.source),
    tc: writeLabel(to.value.label),
    a: Number(alpha.value.toFixed(3)),
    method: method.value,
    w: weightsTag(card()),
  });
  /** What only this tab understands of the state. */
  const here = () => ({ from: writeStart(from.value.source), to: writeStart(to.value.source) });
  return { model, other, from, to, alpha, method, card, beside, partner, address, here };
}

/** Moves alpha there and back until stopped. @param {import('@preact/signals').Signal<number>} alpha */
export function usePlayer(alpha) {
  const playing = useSignal(false);
  const frame = useRef(0);
  const stop = () => {
    cancelAnimationFrame(frame.current);
    playing.value = false;
    tellPlaying(false);
  };
  const play = () => {
    const begin = performance.now() - alpha.value * PLAY_MS;
    playing.value = true;
    tellPlaying(true);
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
 * The strips of the model and of its partner, and the exact picture between two frames.
 * @param {ReturnType<typeof useInterpolationState>} state
 */
export function useReels(state) {
  const { from, to, alpha, method, card, partner } = state;
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
    const other = partner();
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

/**
 * What is shown at alpha, as a keyframe of the studio. Between two conditions it takes the
 * nearer one, and is decoded anew.
 * @param {ReturnType<typeof useInterpolationState>} state @param {Reel} reel @param {string[]} names
 */
export async function pointAt({ from, to, alpha, method }, { card, start, end, conditions }, names) {
  const at = alpha.peek();
  const ends = { start: { latent: start.latent }, end: { latent: end.latent } };
  const body = { ...ends, alphas: [at], method: method.peek(), ...conditions };
  const { latents, images } = await ask(card.id, 'interpolate', body);
  const [near, name] = at < 0.5 ? [start, names[0]] : [end, names[1]];
  const isBetween = at > 0 && at < 1;
  const mixed = card.condition && isBetween && writeLabel(start.label) !== writeLabel(end.label);
  return {
    model: card.id,
    latent: latents[0],
    condition: card.condition ? near.label : null,
    label: isBetween ? `${names[0]} → ${names[1]} ${at.toFixed(2)}` : name,
    thumbnail: mixed ? '' : images[0],
    photo: [from, to].some(({ value }) => value.source.kind === 'upload'),
  };
}

/** @param {{cards: Card[], from: End, to: End, method: Method}} input @param {AbortSignal} signal @param {object} asked */
function askReels({ cards, from, to, method }, signal, asked) {
  return together(
    asked,
    cards.map((card) => () => fetchReel(card, cards[0], [from, to], method, signal)),
  );
}

/** @param {{reel: Reel, alpha: number, method: Method}} input @param {AbortSignal} signal @returns {Promise<Path>} */
function askStill({ reel, alpha, method }, signal) {
  const ends = { start: { latent: reel.start.latent }, end: { latent: reel.end.latent } };
  return ask(reel.card.id, 'interpolate', { ...ends, alphas: [alpha], method, ...reel.conditions }, signal);
}

/** Another model keeps what it knows of the two ends. @param {ReturnType<typeof useInterpolationState>} state @param {Card[]} cards @param {string} id */
export function changeModel(state, cards, id) {
  const before = state.card();
  const next = cards.find((card) => card.id === id);
  if (!next) return;
  const otherwise = firstEnds(next);
  const keepsLabels = before.condition?.kind === next.condition?.kind;
  batch(() => {
    state.model.value = id;
    [state.from, state.to].forEach((end, place) => {
      const source = carriedOver(end.value.source, before, next, otherwise[place]);
      const label = keepsLabels ? end.value.label : null;
      if (source !== end.value.source || label !== end.value.label) end.value = { source, label };
    });
  });
}
