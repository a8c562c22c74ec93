/** What follows from the encodings of an image: draws, the moved code, strips. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { ask, askPicture, quality } from '../api.js';
import { useLatest } from '../hooks.js';
import { normals } from '../lib/normals.js';
import { largestFirst, moved, movedDimensions, REACH, spread } from '../lib/posterior.js';
import { linspace } from '../lib/vectors.js';
import { moving } from '../moving.js';
import { DRAWS } from './posterior.js';

/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/posterior.js').Offsets} Offsets */
/** @typedef {import('./posterior-read.js').Read} Read */
/** @typedef {import('./posterior-read.js').Reader} Reader */
/** @typedef {import('./posterior-read.js').Reading} Reading */
/** @typedef {import('./posterior.js').PosteriorState} PosteriorState */
/** @typedef {ReturnType<typeof usePosterior>} Posterior */

/** @typedef {{reading: Reading, latents: number[][]}} Decoding */

/** Pictures in a strip over one dimension: one for each step of one unit. */
export const STRIP_FRAMES = 7;
/** Dimensions with a strip; the others are behind "show all". */
export const LEADING = 6;

/** @param {Decoding} input @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Pictures>} */
function askDecoding({ reading, latents }, signal, asked) {
  const body = { latents, ...reading.condition };
  if (latents.length === 1) return askPicture(reading.card.id, 'decode', body, asked, signal);
  return ask(reading.card.id, 'decode', { ...body, ...quality(asked) }, signal);
}

/** The reading that is a Gaussian. @param {Read | null} read */
function gaussianOf(read) {
  return read?.readings.find(({ dimensions }) => dimensions) ?? null;
}

/** Pictures for codes that follow from signals. @param {() => Decoding | null} input reads signals @param {boolean} [drafts] */
function useDecoded(input, drafts = true) {
  const decoded = useSignal(/** @type {(Pictures & {of: Reading}) | null} */ (null));
  const show = (/** @type {Pictures} */ pictures, /** @type {Decoding} */ { reading }) => {
    decoded.value = { ...pictures, of: reading };
  };
  const stream = useLatest(askDecoding, show, { drafts });
  const request = () => {
    const wanted = input();
    if (wanted) stream.request(wanted);
  };
  useSignalEffect(request);
  return { decoded, stream, request };
}

/** z = μ + τ σ ε, several times. @param {Reading} reading @param {number} seed @param {number} scale */
function drawsOf({ code, dimensions }, seed, scale) {
  const sigmas = (dimensions ?? []).map(({ sigma }) => sigma);
  return normals(seed, DRAWS, code.length).map((row) =>
    row.map((normal, index) => code[index] + scale * sigmas[index] * normal),
  );
}

/**
 * Length of one step of a slider: the prior's standard deviation is 1; an AE has no prior, so
 * that of its codes is taken.
 * @param {Reading} reading
 * @param {readonly GalleryItem[]} items of its model
 * @returns {number[] | null} null while it is not known
 */
function unitsOf({ code, dimensions }, items) {
  if (dimensions) return code.map(() => 1);
  return items.length ? spread(items.map(({ latent }) => latent)) : null;
}

/** The codes of a strip over one dimension. @param {Reading} reading @param {Offsets} offsets @param {number[]} units @param {number} index */
function traversal({ code }, offsets, units, index) {
  return linspace(STRIP_FRAMES, -REACH, REACH).map((at) => moved(code, { ...offsets, [index]: at }, units));
}

/** The pictures of leading dimensions, each from one end of its slider to the other. @param {Pick<PosteriorState, 'offsets' | 'strips'>} state @param {() => Steps | null} steps */
function useStrips({ offsets, strips }, steps) {
  // The strip of the dimension that is being moved stays as it is; the others follow at rest.
  const rested = useSignal(offsets.peek());
  useSignalEffect(() => {
    if (!moving.value) rested.value = offsets.value;
  });
  /** @type {() => (Decoding & {indexes: number[]}) | null} */
  const wanted = () => {
    const known = steps();
    if (!known || !strips.value) return null;
    const { reading, units, order } = known;
    const indexes = order.slice(0, LEADING);
    const latents = indexes.flatMap((index) => traversal(reading, rested.value, units, index));
    return { reading, indexes, latents };
  };
  const shown = useSignal(/** @type {{of: Reading, images: Map<number, string[]>} | null} */ (null));
  const stream = useLatest(askDecoding, (/** @type {Pictures} */ { images }, input) => {
    const { reading, indexes } = /** @type {NonNullable<ReturnType<typeof wanted>>} */ (input);
    const cut = indexes.map((index, place) => {
      const start = place * STRIP_FRAMES;
      return /** @type {[number, string[]]} */ ([index, images.slice(start, start + STRIP_FRAMES)]);
    });
    shown.value = { of: reading, images: new Map(cut) };
  });
  const request = () => {
    const input = wanted();
    if (input) stream.request(input);
  };
  useSignalEffect(request);
  return { shown, stream, request };
}

/** @typedef {{reading: Reading, units: number[], order: number[]}} Steps what the sliders move, and in which order they stand */

/** @param {Read | null} read @param {readonly GalleryItem[]} items of the chosen model @returns {Steps | null} */
function stepsOf(read, items) {
  const reading = read?.readings[0];
  const units = reading && unitsOf(reading, items);
  if (!reading || !units) return null;
  const order = largestFirst(reading.dimensions ? reading.dimensions.map(({ kl }) => kl) : units);
  return { reading, units, order };
}

/** What follows from the readings: draws, the moved code, strips. @param {PosteriorState} state @param {import('@preact/signals').Signal<Read | null>} read @param {() => Steps | null} steps */
function useFollowing({ seed, scale, offsets, strips }, read, steps) {
  const draws = useDecoded(() => {
    const gaussian = gaussianOf(read.value);
    return gaussian && { reading: gaussian, latents: drawsOf(gaussian, seed.value, scale.value) };
  });
  const shifted = useDecoded(() => {
    const known = steps();
    if (!known || movedDimensions(offsets.value).length === 0) return null;
    return { reading: known.reading, latents: [moved(known.reading.code, offsets.value, known.units)] };
  });
  return { draws, shifted, strips: useStrips({ offsets, strips }, steps) };
}

/**
 * The streams of the screen, as signals: each part of it is drawn anew for what it reads.
 * @param {PosteriorState} state
 * @param {Reader} reader
 * @param {import('@preact/signals').Signal<GalleryItem[]>} items gallery of the chosen model
 */
export function usePosterior(state, { read, stream: reading, request: requestRead }, items) {
  const steps = useComputed(() => (read.value?.card === state.card() ? stepsOf(read.value, items.value) : null));
  const { draws, shifted, strips } = useFollowing(state, read, () => steps.value);
  const moved = useComputed(() => steps.value && movedOf(steps.value, state.offsets.value, shifted.decoded.value));
  const gaussian = useComputed(() => gaussianOf(read.value));
  return useMemo(
    () => ({
      read,
      gaussian,
      steps,
      draws: draws.decoded,
      strips: strips.shown,
      moved,
      busy: { read: reading.busy, draws: draws.stream.busy, moved: shifted.stream.busy },
      errors: [draws, shifted, strips].map(({ stream }) => stream.error),
      retry: () => {
        for (const each of [requestRead, draws.request, shifted.request, strips.request]) each();
      },
      /** What goes into files. */
      exact: { draws: draws.stream.exact, moved: shifted.stream.exact, strips: strips.stream.exact },
    }),
    [],
  );
}

/**
 * The code that the sliders have made and its picture; untouched, it is the reconstruction.
 * @param {Steps} steps
 * @param {Offsets} offsets
 * @param {(Pictures & {of: Reading}) | null} decoded
 */
function movedOf({ reading, units }, offsets, decoded) {
  const isMoved = movedDimensions(offsets).length > 0;
  const picture = isMoved && decoded?.of === reading ? decoded.images[0] : reading.picture;
  return { code: moved(reading.code, offsets, units), picture, isMoved };
}
