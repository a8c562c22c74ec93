/** What the studio shows: the film of one model, which keyframe is chosen, and where a film comes from. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../api.js';
import { chooseCard, weightsTag } from '../families.js';
import { useAdopted } from '../history.js';
import { useLatest } from '../hooks.js';
import { asKeyframe, chooseFilm, emptyFilm, filmModel, films, putFilm } from '../keyframes.js';
import { readChoice, readLabel, readNumber, readSource } from '../lib/permalink.js';
import { readKeyframes, writeKeyframes } from '../lib/studio-link.js';
import { FPS, frameCount, MAX_FRAMES, scales } from '../lib/studio-plan.js';
import { conditionOf, namedItems, resolve } from '../points.js';
import { datasetAtHand, gallery, say, t } from '../store.js';
import { completeFilm, exampleFilm, exampleIds, keyframeOf, replaceFilm } from './studio-film.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../keyframes.js').Keyframe} Keyframe */
/** @typedef {import('../keyframes.js').StudioFilm} StudioFilm */
/** @typedef {import('../router.js').Query} Query */

/** What this tab wrote into addresses: coming back to one of them is no new film. @type {Set<string>} */
const written = new Set();

/** @param {Query} query @param {Card[]} cards */
export function useStudioState(query, cards) {
  const asked = cards.some(({ id }) => id === query.m) ? query.m : filmModel.peek();
  const first = /** @type {Card} */ (chooseCard(cards, asked, 'vae', datasetAtHand()));
  // Of the link only when it comes: later on another model may be chosen.
  useState(() => chooseFilm(first.id));
  useAdopted(() => chooseFilm(first.id));
  const card = () => cards.find(({ id }) => id === filmModel.value) ?? first;
  /** @returns {StudioFilm} */
  const film = () => films.value[card().id] ?? emptyFilm(card());
  const selected = useSignal(0);
  /** The keyframe that is to be shown as soon as its frames are there. */
  const awaited = useSignal(/** @type {number | null} */ (null));
  const chosen = () => Math.min(selected.value, Math.max(0, film().keyframes.length - 1));
  const arriving = useArrival(query, card);
  const address = () => {
    const { keyframes, method, closed, fps, scale } = film();
    const k = writeKeyframes(keyframes);
    written.add(k);
    return { m: card().id, k, method, loop: closed ? 1 : null, fps, x: scale, w: weightsTag(card()) };
  };
  return { cards, card, film, selected, awaited, chosen, address, ...arriving };
}

/** @typedef {ReturnType<typeof useStudioState>} StudioState */

/** A screen of another tab's link, or what was kept, or an example. @param {Query} query @param {() => Card} card */
function useArrival(query, card) {
  const linked = useLatest(filmFromLink, (/** @type {StudioFilm} */ film) => {
    if (film.keyframes.length) replaceFilm(film, t('studio.linked'));
  });
  const example = useLatest(
    async (/** @type {Card} */ of) => exampleFilm(of, await gallery(of.id, exampleIds(of))),
    (/** @type {StudioFilm} */ film) => {
      if (!films.peek()[film.model]) putFilm(film);
    },
  );
  useEffect(() => {
    const known = films.peek()[card().id];
    const isNew = query.k && !written.has(query.k) && query.k !== writeKeyframes(known?.keyframes ?? []);
    if (isNew) linked.request({ query, card: card() });
  }, []);
  useSignalEffect(() => {
    const now = card();
    if (!films.value[now.id]) example.request(now);
  });
  const thumbnails = useThumbnails(card);
  const error = () => linked.error.value ?? example.error.value ?? thumbnails.error.value;
  return { busy: () => linked.busy.value || example.busy.value, error };
}

/** @param {{query: Query, card: Card}} input @param {AbortSignal} signal @returns {Promise<StudioFilm>} */
async function filmFromLink({ query, card }, signal) {
  // Their names will do, where the card has them.
  const known = namedItems(card);
  const items = known.length ? known : await gallery(card.id);
  const found = readKeyframes(query.k, card);
  const keyframes = await Promise.all(
    found.map(async ({ source, latent, condition, seconds, easing }) => {
      const label = readLabel({ label: condition }, 'label', card);
      const start = readSource(source) ?? { kind: 'latent', latent: latent ?? [] };
      const made = keyframeOf(card, start, await resolve(card, start, label, signal), items);
      return asKeyframe({ ...made, seconds, easing });
    }),
  );
  const film = {
    ...emptyFilm(card),
    keyframes,
    method: readChoice(query, 'method', /** @type {const} */ (['linear', 'spherical']), 'linear'),
    closed: query.loop === '1',
  };
  const fps = readNumber(query, 'fps', { min: 1, max: 60, initial: film.fps });
  const scale = readNumber(query, 'x', { min: 1, max: 64, initial: film.scale });
  if (FPS.includes(fps)) film.fps = fps;
  if (scales(card.image).includes(scale)) film.scale = scale;
  return film;
}

/** Keyframes that came without a picture are decoded. @param {() => Card} card */
function useThumbnails(card) {
  const stream = useLatest(
    async (/** @type {{card: Card, bare: Keyframe[]}} */ { card: of, bare }, signal) => {
      const answers = bare.map(({ latent, condition }) =>
        ask(of.id, 'decode', { latents: [latent], ...conditionOf(of, condition) }, signal),
      );
      return (await Promise.all(answers)).map(({ images }) => images[0]);
    },
    (/** @type {string[]} */ images, { card: of, bare }) => {
      const found = new Map(bare.map(({ id }, index) => [id, images[index]]));
      const { keyframes } = films.peek()[of.id];
      completeFilm(of.id, {
        weights: of.weights.sha256,
        keyframes: keyframes.map((one) => ({ ...one, thumbnail: found.get(one.id) ?? one.thumbnail })),
      });
    },
  );
  useSignalEffect(() => {
    const now = card();
    const film = films.value[now.id];
    if (!film) return;
    // Under other weights the same latent is another picture.
    const stale = film.weights !== now.weights.sha256;
    const bare = film.keyframes.filter(({ thumbnail }) => stale || !thumbnail);
    if (bare.length) stream.request({ card: now, bare });
  });
  return stream;
}

/** What a keyframe is called. @param {Keyframe} keyframe */
export function keyframeName({ label, source }) {
  if (source?.startsWith('s:')) return t('source.seed', { seed: source.slice(2) });
  return say(label) || t('source.latent');
}

/** Whether the film is longer than what is decoded here. @param {StudioFilm} film */
export function isTooLong(film) {
  return frameCount(film) > MAX_FRAMES;
}
