/** The attribute directions of a model, which the service gives only as edits. */

import { ask } from './api.js';
import { conditionOf } from './points.js';

/** @typedef {import('./types.d.ts').Card} Card */

/** @type {Map<string, Promise<Map<string, number[]>>>} */
const known = new Map();

/**
 * One step from the origin along an attribute ends at its direction.
 * Asked once per model, one after the other, so that sliders do not wait behind them.
 * @param {Card} card
 * @returns {Promise<Map<string, number[]>>} by attribute name
 */
export function directionsOf(card) {
  const key = `${card.id} ${card.weights.sha256}`;
  const found = known.get(key);
  if (found) return found;
  const asked = askDirections(card);
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

/** @param {Card} card */
async function askDirections(card) {
  const origin = Array(card.latent_dim).fill(0);
  /** @type {Map<string, number[]>} */
  const directions = new Map();
  for (const { name } of card.attributes) {
    const body = { point: { latent: origin }, edits: { [name]: 1 }, ...conditionOf(card, null) };
    directions.set(name, (await ask(card.id, 'attribute-edit', body)).latents[0]);
  }
  return directions;
}
