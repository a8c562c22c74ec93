/** Where a kept point can be opened, and what the links to there say. */

import { writeLabel, writeSource } from './permalink.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('./permalink.js').Source} Source */
/** @typedef {'interpolation' | 'attributes' | 'posterior'} Place */
/** @typedef {{latent: number[], condition: Label | null}} Start */

/**
 * The screens that can begin with a point of this model.
 * @param {Pick<Card, 'attributes'>} card
 * @returns {Place[]}
 */
export function placesFor({ attributes }) {
  return attributes.length ? ['interpolation', 'attributes', 'posterior'] : ['interpolation', 'posterior'];
}

/**
 * @param {Card} card
 * @param {string} start as links name it
 * @param {Label | null} condition
 * @returns {Record<string, string | number | null>} the query of a screen that begins with the point
 */
export function startQuery(card, start, condition) {
  return { m: card.id, from: start, fc: writeLabel(card.condition ? condition : null) };
}

/**
 * @param {Card} card
 * @param {[string, string]} starts as links name them
 * @param {[Label | null, Label | null]} conditions
 */
export function betweenQuery(card, [from, to], [one, two]) {
  return { ...startQuery(card, from, one), to, tc: writeLabel(card.condition ? two : null) };
}

/** A point as links name it. @param {readonly number[]} latent */
export function codeOf(latent) {
  return writeSource({ kind: 'latent', latent: [...latent] });
}
