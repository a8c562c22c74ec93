/** Arithmetic on kept points: the first one, and of the others together as much as one likes. */

import { decodeLatent, encodeLatent } from './permalink.js';

/**
 * @typedef {object} Term
 * @property {number[]} latent
 * @property {number} weight with its sign
 */
/** @typedef {{model: string, weights: string}} Origin */

export const MOST_TERMS = 8;
export const MOST_WEIGHT = 2;
export const MOST_STRENGTH = 2;
const BETWEEN = '!';
const WITHIN = '~';

/** What a term is called in the formula. @param {number} place from 0 */
export function letter(place) {
  return String.fromCharCode('A'.charCodeAt(0) + place);
}

/** +, −, +, −, ..: a point, without something, with something else. @param {number} place from 0 */
export function usualWeight(place) {
  return place % 2 === 1 ? -1 : 1;
}

/**
 * z = w₁z₁ + s Σ wᵢzᵢ: at s = 0 the first point alone, at s = 1 the sum as it is written.
 * @param {readonly Term[]} terms of one length
 * @param {number} strength s
 * @returns {number[]} empty without terms
 */
export function total(terms, strength) {
  const size = terms[0]?.latent.length ?? 0;
  return Array.from({ length: size }, (_, index) =>
    terms.reduce((sum, { latent, weight }, place) => sum + (place === 0 ? 1 : strength) * weight * latent[index], 0),
  );
}

/**
 * Why points cannot be added up.
 * @param {readonly Origin[]} points
 * @param {(model: string) => string | undefined} served weights of a model that is served here
 * @returns {'models' | 'weights' | 'old' | 'absent' | 'many' | null} null: they can
 */
export function whyNot(points, served) {
  const [first] = points;
  if (!first) return null;
  if (points.some(({ model }) => model !== first.model)) return 'models';
  if (points.some(({ weights }) => weights !== first.weights)) return 'weights';
  const here = served(first.model);
  if (here === undefined) return 'absent';
  if (here !== first.weights) return 'old';
  return points.length > MOST_TERMS ? 'many' : null;
}

/**
 * @param {readonly (Term & {photo: boolean})[]} terms
 * @returns {string} empty where any comes from somebody's picture: without it the sum would be another
 */
export function writeTerms(terms) {
  if (terms.some(({ photo }) => photo)) return '';
  const written = terms.map(({ weight, latent }) => `${Number(weight.toFixed(2))}${WITHIN}${encodeLatent(latent)}`);
  return written.join(BETWEEN);
}

/**
 * @param {string | undefined} text
 * @param {number} size of the model's latents
 * @returns {Term[]} without what cannot be understood
 */
export function readTerms(text, size) {
  const parts = (text ?? '').split(BETWEEN).filter(Boolean);
  return parts.slice(0, MOST_TERMS).flatMap((part) => {
    const [amount, code = ''] = part.split(WITHIN);
    const latent = decodeLatent(code, size);
    const weight = Number(amount);
    if (!latent || amount.trim() === '' || !Number.isFinite(weight)) return [];
    return [{ latent, weight: Math.min(MOST_WEIGHT, Math.max(-MOST_WEIGHT, weight)) }];
  });
}

/** Whether links name both the same way. @param {readonly number[]} one @param {readonly number[]} other */
export function sameInLinks(one, other) {
  return one.length === other.length && encodeLatent(one) === encodeLatent(other);
}
