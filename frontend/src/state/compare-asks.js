/** What each model is asked, for everything that starts from an image. */

import { ask, askPicture, quality } from '../api.js';
import { knowsAttribute } from '../lib/compare.js';
import { Lru } from '../lib/lru.js';
import { writeLabel, writeSource } from '../lib/permalink.js';
import { linspace } from '../lib/vectors.js';
import { conditionOf, fromPicture, galleryItem, resolve } from '../points.js';
import { FRAMES } from './compare-streams.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {import('./compare.js').End} End */
/** @typedef {import('./compare.js').Share} Share */
/** @typedef {import('./compare-streams.js').ConditionQuestion} ConditionQuestion */
/** @typedef {import('./compare-streams.js').Drawn} Drawn */
/** @typedef {import('./compare-streams.js').EditQuestion} EditQuestion */
/** @typedef {import('./compare-streams.js').InterpolateQuestion} InterpolateQuestion */
/** @typedef {import('./compare-streams.js').Question} Question */
/** @typedef {import('./compare-streams.js').ReconstructQuestion} ReconstructQuestion */
/** @typedef {{draft: boolean}} How */

/**
 * What models have read or are reading, so that moving a slider asks for its own picture only,
 * and the strip does not ask once more.
 * @type {Lru<Promise<Resolved>>}
 */
const read = new Lru(64);

/**
 * @param {Exclude<Question, {kind: 'sample'}>} question
 * @param {Card} card one of its models
 * @param {AbortSignal} signal
 * @param {How} how
 * @returns {Promise<Drawn>}
 */
export function askAbout(question, card, signal, how) {
  if (question.kind === 'reconstruct') return reconstruct(question, card);
  if (question.kind === 'interpolate') return interpolate(question, card, signal, how);
  return question.kind === 'edit' ? edit(question, card, signal, how) : underCondition(question, card, signal, how);
}

/**
 * An image as a model reads it, asked for once whoever needs it.
 * @param {Card} card
 * @param {Card} first whose gallery and draws are meant
 * @param {End} end
 * @param {Share} share
 * @param {boolean} [all] whether the first model reads what it has drawn itself, too
 * @returns {Promise<Resolved>}
 */
function startOf(card, first, end, share, all = false) {
  const name = end.source.kind === 'upload' ? end.source.id : writeSource(end.source);
  const models = [card, first].flatMap(({ id, weights }) => [id, weights.sha256]);
  const key = [...models, name, writeLabel(end.label), share, all].join(' ');
  const known = read.get(key);
  if (known) return known;
  // Two streams may wait for it: neither may give it up for the other.
  const reading = readStart(card, first, end, share, all, new AbortController().signal);
  read.set(key, reading);
  reading.catch(() => read.delete(key));
  return reading;
}

/**
 * A draw is given as the same vector, or as the picture that the first model draws. A picture of
 * the gallery is that of the first model: where another gallery has another one, it is read anew.
 * @param {Card} card @param {Card} first @param {End} end @param {Share} share @param {boolean} all
 * @param {AbortSignal} signal
 * @returns {Promise<Resolved>}
 */
async function readStart(card, first, { source, label }, share, all, signal) {
  const own = card.condition ? label : null;
  const isDrawn = source.kind === 'seed' || source.kind === 'latent';
  if (source.kind === 'upload' || (isDrawn && share === 'z')) return resolve(card, source, own, signal);
  if (source.kind === 'gallery') return fromFirstGallery(card, first, source, own, all, signal);
  if (card === first && !all) return resolve(card, source, own, signal);
  const { picture } = await resolve(first, source, first.condition ? label : null, signal);
  return fromPicture(card, picture, own, signal);
}

/**
 * @param {Card} card @param {Card} first @param {Extract<import('../lib/permalink.js').Source, {kind: 'gallery'}>} source
 * @param {Label | null} label @param {boolean} all @param {AbortSignal} signal
 * @returns {Promise<Resolved>}
 */
async function fromFirstGallery(card, first, source, label, all, signal) {
  const item = await galleryItem(first, source.id);
  // Galleries of photographs' models hold codes only: their pictures are the model's own.
  const isPicture = item.reconstruction !== item.image;
  const own = card === first ? item : await galleryItem(card, source.id);
  const isSame = own.image === item.image && (isPicture || (card === first && !all));
  if (isSame) return resolve(card, source, label, signal);
  const under = label ?? (card.condition?.kind === 'class' ? item.class : null);
  return fromPicture(card, item.image, under, signal);
}

/** @param {ReconstructQuestion} question @param {Card} card @returns {Promise<Drawn>} */
async function reconstruct({ cards, from }, card) {
  const start = await startOf(card, cards[0], from, 'image', true);
  const { latent, picture, original, inverted, label } = start;
  const body = { images: [original ?? picture], ...conditionOf(card, label) };
  const request = { model: card.id, call: 'encode', body };
  return {
    images: [picture],
    latents: [latent],
    start: latent,
    original: original ?? picture,
    inverted,
    label,
    request,
  };
}

/** @param {InterpolateQuestion} question @param {Card} card @param {AbortSignal} signal @param {How} how @returns {Promise<Drawn>} */
async function interpolate({ cards, from, to, share, method, alpha }, card, signal, how) {
  const [start, end] = await Promise.all([from, to].map((one) => startOf(card, cards[0], one, share)));
  const conditions = card.condition
    ? {
        start_condition: conditionOf(card, start.label).condition,
        end_condition: conditionOf(card, end.label).condition,
      }
    : {};
  const ends = { start: { latent: start.latent }, end: { latent: end.latent } };
  const places = alpha === null ? { steps: FRAMES } : { alphas: [alpha] };
  const body = { ...ends, ...places, method, ...conditions };
  const answer = await ask(card.id, 'interpolate', { ...body, ...quality(how) }, signal);
  const [near, far] = alpha !== null && alpha >= 0.5 ? [end, start] : [start, end];
  const request = { model: card.id, call: 'interpolate', body };
  return { ...answer, label: near.label, otherLabel: far.label, start: start.latent, request };
}

/** One direction for all: the difference of means, in steps from the mean without to the mean with. @param {EditQuestion} question @param {Card} card @param {AbortSignal} signal @param {How} how @returns {Promise<Drawn>} */
async function edit({ cards, from, share, attribute, extent, alpha }, card, signal, how) {
  const start = await startOf(card, cards[0], from, share);
  const { latent, picture, label } = start;
  if (!knowsAttribute(card, attribute))
    return { images: [picture], latents: [latent], start: latent, label, indifferent: true };
  const moved =
    alpha === null
      ? { sweep: { attribute, alphas: linspace(FRAMES, -extent, extent) } }
      : { edits: { [attribute]: alpha } };
  const body = { point: { latent }, ...moved, method: 'mean-difference', ...conditionOf(card, label) };
  const answer =
    alpha === null
      ? await ask(card.id, 'attribute-edit', { ...body, ...quality(how) }, signal)
      : await askPicture(card.id, 'attribute-edit', body, how, signal);
  const request = { model: card.id, call: 'attribute-edit', body };
  return { images: answer.images, latents: answer.latents, start: latent, label, request };
}

/** @param {ConditionQuestion} question @param {Card} card @param {AbortSignal} signal @param {How} how @returns {Promise<Drawn>} */
async function underCondition({ cards, from, share, values }, card, signal, how) {
  const start = await startOf(card, cards[0], from, share);
  const { latent, picture, label } = start;
  if (!card.condition) return { images: [picture], latents: [latent], start: latent, label, indifferent: true };
  const told = toldTo(card, label, values);
  const conditions = told
    ? [{ attributes: told }]
    : /** @type {{classes: unknown[]}} */ (card.condition).classes.map((_, index) => ({ class: index }));
  const body = { conditions, point: { latent } };
  const answer = told
    ? await askPicture(card.id, 'conditional-generate', body, how, signal)
    : await ask(card.id, 'conditional-generate', { ...body, ...quality(how) }, signal);
  const request = { model: card.id, call: 'conditional-generate', body };
  return { images: answer.images, latents: answer.latents, start: latent, label, told: told ?? undefined, request };
}

/** All values of a condition of attributes: set by hand, else the image's own, else the mean. @param {Card} card @param {Label | null} label @param {Record<string, number>} values */
function toldTo({ condition }, label, values) {
  if (condition?.kind !== 'attributes') return null;
  const own = typeof label === 'object' && label ? label : {};
  return Object.fromEntries(condition.attributes.map(({ name, mean }) => [name, values[name] ?? own[name] ?? mean]));
}
