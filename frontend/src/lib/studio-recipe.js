/**
 * A film as JSON: what the page and the service need to make the same again. Recipes come from
 * anywhere: whatever does not fit is refused in plain words, nothing is guessed.
 */

import { soundLabel } from './labels.js';
import { FPS, frameCount, MAX_FRAMES, MAX_KEYFRAMES, SECONDS, scales, usualScale } from './studio-plan.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../types.d.ts').Bilingual} Bilingual */
/** @typedef {import('./studio-plan.js').Easing} Easing */
/** @typedef {'linear' | 'spherical'} Method */
/**
 * @typedef {object} KeyframeRecipe
 * @property {number[]} latent
 * @property {Label | null} condition what it is drawn under (conditional models)
 * @property {string | Bilingual} label
 * @property {string} [source] as links name it (`g:dress-1`, `s:7`)
 * @property {boolean} photo its latent comes from a person's picture
 * @property {number} seconds to the next one
 * @property {Easing} easing
 */
/** @typedef {{model: string, weights: string, keyframes: KeyframeRecipe[], method: Method, closed: boolean, fps: number, scale: number}} Film */

export const RECIPE = 'latente-film';
export const VERSION = 1;
const LONGEST_LABEL = 120;

export class RecipeError extends Error {
  /**
   * @param {'nothing' | 'json' | 'kind' | 'version' | 'model' | 'keyframes' | 'tooMany' | 'latent' | 'condition' | 'seconds' | 'easing'
   *   | 'method' | 'fps' | 'tooLong'} reason
   * @param {Record<string, string | number>} [values] for the words
   */
  constructor(reason, values = {}) {
    super(reason);
    this.name = 'RecipeError';
    this.reason = reason;
    this.values = values;
  }
}

/**
 * @param {Film} film
 * @param {{photos: boolean}} options `photos`: with the latents of photographs too
 * @returns {Record<string, unknown>} to be written as JSON; never holds a picture
 */
export function writeRecipe({ model, weights, keyframes, method, closed, fps, scale }, { photos }) {
  const kept = keyframes.filter(({ photo }) => photos || !photo);
  return {
    kind: RECIPE,
    version: VERSION,
    model,
    weights,
    method,
    closed,
    fps,
    scale,
    keyframes: kept.map(({ latent, condition, label, source, photo, seconds, easing }) => ({
      latent,
      ...(condition === null ? {} : { condition }),
      label,
      ...(source ? { source } : {}),
      ...(photo ? { photo } : {}),
      seconds,
      easing,
    })),
  };
}

/** @param {string} text @returns {unknown} @throws {RecipeError} */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecipeError('json');
  }
}

/** @param {unknown} value @returns {Record<string, any> | null} */
function asObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/**
 * @param {unknown} value of a JSON document
 * @param {readonly Card[]} cards what is served here
 * @returns {{film: Film, otherWeights: boolean}}
 * @throws {RecipeError} the first thing that does not fit
 */
export function readRecipe(value, cards) {
  const recipe = asObject(value);
  if (recipe?.kind !== RECIPE) throw new RecipeError('kind');
  if (recipe.version !== VERSION) throw new RecipeError('version', { version: String(recipe.version) });
  const card = cards.find(({ id }) => id === recipe.model);
  if (!card) throw new RecipeError('model', { model: String(recipe.model) });
  if (!Array.isArray(recipe.keyframes) || recipe.keyframes.length === 0) throw new RecipeError('keyframes');
  if (recipe.keyframes.length > MAX_KEYFRAMES) throw new RecipeError('tooMany', { count: MAX_KEYFRAMES });
  if (!FPS.includes(recipe.fps)) throw new RecipeError('fps', { allowed: FPS.join(', ') });
  if (recipe.method !== 'linear' && recipe.method !== 'spherical') throw new RecipeError('method');
  const keyframes = recipe.keyframes.map((one, index) => readKeyframe(one, index, card));
  const scale = scales(card.image).includes(recipe.scale) ? recipe.scale : usualScale(card.image);
  const { fps, method } = recipe;
  const closed = recipe.closed === true;
  if (frameCount({ keyframes, closed, fps }) > MAX_FRAMES) throw new RecipeError('tooLong', { count: MAX_FRAMES });
  const film = { model: card.id, weights: card.weights.sha256, keyframes, method, closed, fps, scale };
  return { film, otherWeights: recipe.weights !== card.weights.sha256 };
}

/** @param {unknown} value @param {number} index @param {Card} card @returns {KeyframeRecipe} */
function readKeyframe(value, index, card) {
  const place = index + 1;
  const { latent, condition, label, source, photo, seconds, easing } = asObject(value) ?? {};
  const fits = Array.isArray(latent) && latent.length === card.latent_dim && latent.every(Number.isFinite);
  if (!fits) throw new RecipeError('latent', { place, count: card.latent_dim });
  if (!(Number.isFinite(seconds) && seconds >= SECONDS.min && seconds <= SECONDS.max))
    throw new RecipeError('seconds', { place, min: SECONDS.min, max: SECONDS.max });
  if (easing !== 'linear' && easing !== 'smooth' && easing !== 'hold') throw new RecipeError('easing', { place });
  return {
    latent,
    condition: readCondition(condition, place, card),
    label: readLabel(label, place),
    ...(typeof source === 'string' && /^[gs]:[\w-]+$/.test(source) ? { source } : {}),
    photo: photo === true,
    seconds,
    easing,
  };
}

/** @param {unknown} value @param {number} place @param {Card} card @returns {Label | null} @throws {RecipeError} */
function readCondition(value, place, card) {
  const label = soundLabel(value, card);
  if (label === undefined) throw new RecipeError('condition', { place });
  return label;
}

/** @param {unknown} value @param {number} place @returns {string | Bilingual} */
function readLabel(value, place) {
  if (typeof value === 'string' && value) return value.slice(0, LONGEST_LABEL);
  const both = asObject(value);
  if (typeof both?.en === 'string' && typeof both.es === 'string')
    return { en: both.en.slice(0, LONGEST_LABEL), es: both.es.slice(0, LONGEST_LABEL) };
  return String(place);
}
