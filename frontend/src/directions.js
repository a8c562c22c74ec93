/** The attribute directions of a model, which the service gives only as edits. */

import { ask, DRAFT } from './api.js';
import { conditionOf } from './points.js';
import { waitingFor } from './store.js';

/** @typedef {import('./types.d.ts').Card} Card */

/** What is known of each model so far. @type {Map<string, Map<string, number[]>>} */
const known = new Map();

/**
 * One step from the origin along an attribute ends at its direction.
 * Asked once per model, one after the other, so that sliders do not wait behind them; what
 * was found before it was given up is kept.
 * @param {Card} card
 * @param {AbortSignal} signal
 * @returns {Promise<Map<string, number[]>>} by attribute name
 */
export async function directionsOf(card, signal) {
  const key = `${card.id} ${card.weights.sha256}`;
  const directions = known.get(key) ?? new Map();
  known.set(key, directions);
  const origin = Array(card.latent_dim).fill(0);
  for (const { name } of card.attributes) {
    if (directions.has(name)) continue;
    const body = { point: { latent: origin }, edits: { [name]: 1 }, ...conditionOf(card, null), ...DRAFT };
    const answer = await waitingFor(() => ask(card.id, 'attribute-edit', body, signal), signal);
    directions.set(name, answer.latents[0]);
  }
  return directions;
}
