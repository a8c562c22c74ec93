/** The frames of a film: asked segment by segment, kept while nothing about a segment changes. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ask } from '../api.js';
import { useLatest } from '../hooks.js';
import { Lru } from '../lib/lru.js';
import { plan } from '../lib/studio-plan.js';
import { conditionOf } from '../points.js';
import { isTooLong } from './studio.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').RequestLine} RequestLine */
/** @typedef {import('../keyframes.js').StudioFilm} StudioFilm */
/** @typedef {import('../lib/studio-plan.js').Plan} Plan */
/** @typedef {import('../lib/studio-plan.js').Segment} Segment */
/** @typedef {{card: Card, film: StudioFilm, plan: Plan, bitmaps: ImageBitmap[]}} Footage `bitmaps`: one per frame */

/** Small enough that what is asked by others does not wait long behind it. */
const AT_ONCE = 64;
const REMEMBERED_SEGMENTS = 64;

/** @type {Lru<ImageBitmap[]>} */
const known = new Lru(REMEMBERED_SEGMENTS);

/**
 * The call that makes the frames of a segment.
 * @param {Card} card @param {StudioFilm} film @param {Segment} segment @param {number[]} [alphas]
 * @returns {RequestLine}
 */
export function segmentCall(card, { keyframes, method }, { from, to, alphas: all }, alphas = all) {
  const [start, end] = [keyframes[from], keyframes[to]];
  if (from === to) {
    const body = { latents: [start.latent], ...conditionOf(card, start.condition) };
    return { model: card.id, call: 'decode', body };
  }
  const conditions = card.condition && {
    start_condition: conditionOf(card, start.condition).condition,
    end_condition: conditionOf(card, end.condition).condition,
  };
  const body = { start: { latent: start.latent }, end: { latent: end.latent }, alphas, method, ...conditions };
  return { model: card.id, call: 'interpolate', body };
}

/** @param {string} src data URL @returns {Promise<ImageBitmap>} decoded off the page's thread */
async function bitmapOf(src) {
  return createImageBitmap(await (await fetch(src)).blob());
}

/** @param {Card} card @param {StudioFilm} film @param {Segment} segment @param {AbortSignal} signal @returns {Promise<ImageBitmap[]>} one per alpha */
async function askSegment(card, film, segment, signal) {
  const key = `${card.weights.sha256} ${JSON.stringify(segmentCall(card, film, segment))}`;
  const found = known.get(key);
  if (found) return found;
  const most = Math.min(AT_ONCE, card.limits?.max_images ?? AT_ONCE);
  const bitmaps = [];
  for (let start = 0; start < segment.alphas.length; start += most) {
    const part = segment.alphas.slice(start, start + most);
    const { model, call, body } = segmentCall(card, film, segment, part);
    const { images } = await ask(model, /** @type {'decode' | 'interpolate'} */ (call), body, signal);
    bitmaps.push(...(await Promise.all(images.map(bitmapOf))));
  }
  known.set(key, bitmaps);
  return bitmaps;
}

/** @param {import('./studio.js').StudioState} state @param {import('@preact/signals').Signal<Footage | null>} footage where it is put */
export function useFootage(state, footage) {
  const done = useSignal(0);
  const stream = useLatest(
    async (/** @type {{card: Card, film: StudioFilm}} */ { card, film }, signal) => {
      const made = plan(film);
      /** @type {ImageBitmap[][]} */
      const segments = [];
      done.value = 0;
      for (const segment of made.segments) {
        segments.push(await askSegment(card, film, segment, signal));
        signal.throwIfAborted();
        done.value = segment.start + segment.count;
      }
      const bitmaps = made.frames.map(({ segment, position }) => segments[segment][position]);
      return { card, film, plan: made, bitmaps };
    },
    (/** @type {Footage} */ made) => {
      footage.value = made;
    },
  );
  const request = () => {
    const film = state.film();
    if (film.keyframes.length === 0) footage.value = null;
    else if (!isTooLong(film)) stream.request({ card: state.card(), film }, { restart: true });
  };
  useSignalEffect(request);
  return { done, busy: stream.busy, error: stream.error, request };
}

/** Plays at display rate, round and round. @param {import('@preact/signals').Signal<Footage | null>} footage */
export function usePlayer(footage) {
  const frame = useSignal(0);
  const playing = useSignal(false);
  const handle = useRef(0);
  const stop = () => {
    cancelAnimationFrame(handle.current);
    playing.value = false;
  };
  const play = () => {
    let time = performance.now();
    let at = frame.peek();
    playing.value = true;
    const tick = (/** @type {number} */ now) => {
      const { bitmaps, film } = footage.peek() ?? { bitmaps: [], film: { fps: 1 } };
      if (bitmaps.length === 0) return stop();
      at = (at + (Math.max(0, now - time) / 1000) * film.fps) % bitmaps.length;
      time = now;
      frame.value = Math.floor(at);
      handle.current = requestAnimationFrame(tick);
    };
    handle.current = requestAnimationFrame(tick);
  };
  /** @param {number} to */
  const show = (to) => {
    stop();
    frame.value = Math.min(Math.max(0, to), (footage.peek()?.bitmaps.length ?? 1) - 1);
  };
  useEffect(() => stop, []);
  return { frame, playing, play, stop, show };
}
