/** A film in an address: keyframes without pictures, and never one of a photograph. */

import { decodeLatent, encodeLatent, writeLabel } from './permalink.js';
import { SECONDS } from './studio-plan.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('./studio-recipe.js').KeyframeRecipe} KeyframeRecipe */
/** @typedef {{source: string, latent: number[] | null, condition: string, seconds: number, easing: import('./studio-plan.js').Easing}} Written
 *   `latent`: null where the source names it; `condition`: as labels are written in links */

const LETTERS = /** @type {const} */ ({ linear: 'l', smooth: 's', hold: 'h' });
const BETWEEN = '!';
const WITHIN = '~';

/** @param {readonly KeyframeRecipe[]} keyframes @returns {string} */
export function writeKeyframes(keyframes) {
  return keyframes
    .filter(({ photo }) => !photo)
    .map(({ latent, source, condition, seconds, easing }) => {
      const start = source ?? `z:${encodeLatent(latent)}`;
      const label = writeLabel(condition);
      const parts = [start, Number(seconds.toFixed(2)), LETTERS[easing], ...(label === null ? [] : [label])];
      return parts.join(WITHIN);
    })
    .join(BETWEEN);
}

/**
 * @param {string | undefined} text
 * @param {Card} card
 * @returns {Written[]} without what cannot be understood
 */
export function readKeyframes(text, card) {
  const parts = (text ?? '').split(BETWEEN).filter(Boolean);
  return parts.flatMap((part) => readOne(part, card) ?? []);
}

/** @param {string} part @param {Card} card @returns {Written | null} */
function readOne(part, card) {
  const [source, seconds = '', letter = '', condition = ''] = part.split(WITHIN);
  const coded = source.startsWith('z:');
  const latent = coded ? decodeLatent(source.slice(2), card.latent_dim) : null;
  if (coded ? !latent : !/^(g:[\w-]{1,80}|s:\d{1,10})$/.test(source)) return null;
  const asked = Number(seconds);
  const length = Number.isFinite(asked) && seconds !== '' ? asked : SECONDS.initial;
  const easing = /** @type {const} */ (['linear', 'smooth', 'hold']).find((name) => LETTERS[name] === letter);
  return {
    source: coded ? '' : source,
    latent,
    condition,
    seconds: Math.min(SECONDS.max, Math.max(SECONDS.min, length)),
    easing: easing ?? 'smooth',
  };
}
