/**
 * Kept points as JSON (docs/collection.md). Files come from anywhere: whatever does not fit is
 * refused in plain words that name the point and its field, and then nothing of the file is taken.
 */

import { LONGEST_NAME, MOST_POINTS } from './collection.js';
import { soundLabel } from './labels.js';

/** @typedef {import('../types.d.ts').Bilingual} Bilingual */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('./collection.js').PointData} PointData */
/** @typedef {'version' | 'points' | 'tooMany' | 'item' | 'name' | 'model' | 'noModel' | 'weights' | 'latent' | 'numbers' | 'condition'
 *   | 'noCondition' | 'photo' | 'date'} Reason */

export const COLLECTION = 'latente-collection';
export const VERSION = 1;

export class CollectionError extends Error {
  /** @param {Reason} reason @param {Record<string, string | number>} [values] for the words */
  constructor(reason, values = {}) {
    super(reason);
    this.name = 'CollectionError';
    this.reason = reason;
    this.values = values;
  }
}

/**
 * @param {readonly PointData[]} points
 * @param {{photos: boolean}} options `photos`: with those that come from somebody's picture
 * @returns {Record<string, unknown>} to be written as JSON; never holds a picture
 */
export function writeCollection(points, { photos }) {
  const taken = points.filter(({ photo }) => photos || !photo);
  return {
    kind: COLLECTION,
    version: VERSION,
    points: taken.map(({ name, model, weights, latent, condition, photo, date }) => ({
      name,
      model,
      weights,
      latent,
      ...(condition === null ? {} : { condition }),
      ...(photo ? { photo } : {}),
      date,
    })),
  };
}

/** @param {unknown} value @returns {Record<string, any> | null} */
function asObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
}

/** Whether a JSON document says that it is one of these. @param {unknown} value */
export function isCollection(value) {
  return asObject(value)?.kind === COLLECTION;
}

/**
 * @param {unknown} value of a JSON document
 * @param {readonly Card[]} cards what is served here
 * @param {string} now date for points that carry none, ISO 8601
 * @returns {{points: PointData[], otherWeights: number, absent: Map<string, number>}} `otherWeights`: how many are latents
 *   of other weights than those served; `absent`: points that were left out, by the model that is not here
 * @throws {CollectionError} the first thing that does not fit
 */
export function readCollection(value, cards, now) {
  const file = asObject(value);
  if (file?.version !== VERSION) throw new CollectionError('version', { version: String(file?.version) });
  if (!Array.isArray(file.points) || file.points.length === 0) throw new CollectionError('points');
  if (file.points.length > MOST_POINTS) throw new CollectionError('tooMany', { count: MOST_POINTS });
  const served = new Map(cards.map((card) => [card.id, card]));
  const all = file.points.map((one, index) => readPoint(one, index + 1, served, now));
  const points = all.filter(({ model }) => served.has(model));
  /** @type {Map<string, number>} */
  const absent = new Map();
  for (const { model } of all) if (!served.has(model)) absent.set(model, (absent.get(model) ?? 0) + 1);
  if (points.length === 0) throw new CollectionError('noModel', { models: [...absent.keys()].join(', ') });
  const otherWeights = points.filter(({ model, weights }) => served.get(model)?.weights.sha256 !== weights).length;
  return { points, otherWeights, absent };
}

/** @param {unknown} value @param {number} place from 1 @param {Map<string, Card>} served @param {string} now @returns {PointData} */
function readPoint(value, place, served, now) {
  const found = asObject(value);
  if (!found) throw new CollectionError('item', { place });
  const { name, model, weights, latent, condition, photo, date } = found;
  const called = readName(name);
  if (!called) throw new CollectionError('name', { place, most: LONGEST_NAME });
  const values = { place, name: typeof called === 'string' ? called : called.en };
  if (typeof model !== 'string' || !/^[\w.-]{1,80}$/.test(model)) throw new CollectionError('model', values);
  if (typeof weights !== 'string' || !/^[\da-f]{6,64}$/.test(weights)) throw new CollectionError('weights', values);
  if (photo !== undefined && typeof photo !== 'boolean') throw new CollectionError('photo', values);
  const card = served.get(model);
  return {
    name: called,
    model,
    weights,
    latent: readLatent(latent, values, card),
    condition: card ? readCondition(condition, values, card) : null,
    photo: photo === true,
    date: readDate(date, values, now),
  };
}

/** @param {unknown} value @returns {string | Bilingual | null} */
function readName(value) {
  const fits = (/** @type {unknown} */ text) =>
    typeof text === 'string' && text.trim() !== '' && text.length <= LONGEST_NAME;
  if (fits(value)) return /** @type {string} */ (value);
  const both = asObject(value);
  return both && fits(both.en) && fits(both.es) ? { en: both.en, es: both.es } : null;
}

/** @param {unknown} value @param {Record<string, string | number>} values @param {Card | undefined} card @returns {number[]} */
function readLatent(value, values, card) {
  const finite = Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
  if (!finite) throw new CollectionError('numbers', values);
  if (card && value.length !== card.latent_dim)
    throw new CollectionError('latent', { ...values, found: value.length, count: card.latent_dim, model: card.id });
  return value;
}

/** @param {unknown} value @param {Record<string, string | number>} values @param {Card} card */
function readCondition(value, values, card) {
  const label = soundLabel(value, card);
  if (label !== undefined) return label;
  throw new CollectionError(card.condition ? 'condition' : 'noCondition', { ...values, model: card.id });
}

/** @param {unknown} value @param {Record<string, string | number>} values @param {string} now */
function readDate(value, values, now) {
  if (value === undefined) return now;
  if (typeof value !== 'string' || !Number.isFinite(Date.parse(value))) throw new CollectionError('date', values);
  return new Date(value).toISOString();
}
