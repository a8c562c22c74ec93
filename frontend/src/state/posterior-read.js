/** What the posterior screen reads first: an image, encoded by each model. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { ask } from '../api.js';
import { useLatest } from '../hooks.js';
import { together } from '../lib/patience.js';
import { dimensionsOf } from '../lib/posterior.js';
import { conditionOf, resolve } from '../points.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Encoded} Encoded */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../lib/posterior.js').Dimension} Dimension */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {import('./posterior.js').PosteriorState} PosteriorState */
/** @typedef {ReturnType<typeof useRead>} Reader */

/**
 * What one model makes of the image.
 * @typedef {object} Reading
 * @property {Card} card
 * @property {number[]} code the point, or the mean
 * @property {Dimension[] | null} dimensions null for a point
 * @property {string} picture decoded from the code
 * @property {number} error mean squared error per pixel
 * @property {{condition?: import('../types.d.ts').Condition}} condition under which it was read
 */
/** @typedef {{card: Card, start: Resolved, image: string, readings: Reading[]}} Read the chosen model's reading is the first */

/**
 * The image, and what each model makes of it.
 * @param {{cards: Card[], source: Source, label: Label | null}} input the chosen model first
 * @param {AbortSignal} signal
 * @param {object} asked
 * @returns {Promise<Read>}
 */
async function askReadings({ cards, source, label }, signal, asked) {
  const [card] = cards;
  const start = await resolve(card, source, label, signal);
  // Where there is no original, as for faces, the image is what the model draws of the source.
  const image = start.original ?? start.picture;
  const works = cards.map((one) => () => readWith(one, image, start.label, signal));
  return { card, start, image, readings: await together(asked, works) };
}

/** @param {Card} card @param {string} image @param {Label | null} label @param {AbortSignal} signal @returns {Promise<Reading>} */
async function readWith(card, image, label, signal) {
  const condition = conditionOf(card, label);
  const answer = /** @type {Encoded} */ (await ask(card.id, 'encode', { images: [image], ...condition }, signal));
  const [code] = answer.latents;
  const dimensions = answer.log_variances && dimensionsOf(code, answer.log_variances[0]);
  return { card, code, dimensions, picture: answer.reconstructions[0], error: answer.errors[0], condition };
}

/** @param {PosteriorState} state */
export function useRead({ card, other, source, label }) {
  const read = useSignal(/** @type {Read | null} */ (null));
  const stream = useLatest(askReadings, (/** @type {Read} */ answer) => {
    read.value = answer;
  });
  const request = () => {
    const beside = other();
    const cards = beside ? [card(), beside] : [card()];
    stream.request({ cards, source: source.value, label: label.value }, { restart: true });
  };
  useSignalEffect(request);
  return { read, stream, request };
}
