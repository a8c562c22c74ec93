/** What the screen of the collection asks for: the picture of the formula, and pictures of imported points. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { ask, quality } from '../api.js';
import { useLatest } from '../hooks.js';
import { MOST_STRENGTH, total } from '../lib/collection-sum.js';
import { moving } from '../moving.js';
import { conditionOf } from '../points.js';
import { kept, putThumbnails } from './collection.js';
import { weighted } from './collection-screen.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/collection.js').KeptPoint} KeptPoint */
/** @typedef {import('./collection-screen.js').CollectionState} CollectionState */
/** @typedef {import('./collection-screen.js').Wanted} Wanted */
/** @typedef {ReturnType<typeof useSum>} Sum */

/** Pictures from no change at all to the most of it. */
export const STRIP_FRAMES = 17;

/** @param {{card: Card, body: object}} input @param {AbortSignal} signal @returns {Promise<Pictures>} */
function askStrip({ card, body }, signal) {
  return ask(card.id, 'interpolate', { ...body }, signal);
}

/** The pictures of all strengths, asked for when the formula rests. @param {CollectionState} state */
export function useStrip({ terms, wanted, card, under }) {
  const frames = useSignal(/** @type {string[]} */ ([]));
  const stream = useLatest(askStrip, ({ images }) => {
    frames.value = images;
  });
  /** The call, which does not change with the strength. */
  const body = useComputed(() => {
    const now = terms().map(weighted);
    if (now.length < 2 || !wanted.value) return '';
    const [start, end] = [0, MOST_STRENGTH].map((strength) => ({ latent: total(now, strength) }));
    return JSON.stringify({ start, end, steps: STRIP_FRAMES, ...conditionOf(card(), under()) });
  });
  const request = () => {
    if (body.value) stream.request({ card: card(), body: JSON.parse(body.value) });
  };
  const asked = useRef('');
  useSignalEffect(() => {
    if (moving.value || body.value === asked.current) return;
    asked.current = body.value;
    request();
  });
  return { frames: body.value ? frames.value : [], busy: stream.busy, error: stream.error, request };
}

/** So many pictures are asked for at once. */
const MOST_AT_ONCE = 64;

/** @param {Wanted} wanted @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Pictures & {typicality: number[]}>} */
function askSum({ card, latent, label }, signal, asked) {
  return ask(card.id, 'decode', { latents: [latent], ...conditionOf(card, label), ...quality(asked) }, signal);
}

/** The picture of the formula. @param {CollectionState} state */
export function useSum({ wanted, result }) {
  const stream = useLatest(
    askSum,
    (answer, of) => {
      result.value = { ...answer, of };
    },
    { drafts: true },
  );
  const request = () => {
    if (wanted.value) stream.request(wanted.value);
  };
  useSignalEffect(request);
  return { request, busy: stream.busy, error: stream.error, exact: stream.exact };
}

/** @param {{card: Card, bare: KeptPoint[]}} input @param {AbortSignal} signal @returns {Promise<Pictures>} */
function askThumbnails({ card, bare }, signal) {
  const latents = bare.map(({ latent }) => latent);
  const conditions = bare.map(({ condition }) => conditionOf(card, condition).condition);
  return ask(card.id, 'decode', { latents, ...(card.condition ? { conditions } : {}) }, signal);
}

/** Points that came without a picture are decoded. @param {Card[]} cards */
export function useThumbnails(cards) {
  const stream = useLatest(askThumbnails, ({ images }, { bare }) => {
    putThumbnails(new Map(bare.map(({ id }, index) => [id, images[index]])));
  });
  const request = () => {
    const bare = kept().filter(({ thumbnail }) => !thumbnail);
    const card = cards.find(({ id }) => bare.some(({ model }) => model === id));
    if (!card) return;
    const most = Math.min(MOST_AT_ONCE, card.limits?.max_images ?? MOST_AT_ONCE);
    stream.request({ card, bare: bare.filter(({ model }) => model === card.id).slice(0, most) });
  };
  useSignalEffect(request);
  return { error: stream.error, request };
}
