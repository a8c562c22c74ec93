/** Models beside each other: which ones, what they can share, what all of them know. */

import { chooseCard } from '../families.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Condition} Condition */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {typeof ACTIONS[number]} Action */
/** @typedef {{attribute: Attribute, knownBy: string[], byAll: boolean}} Shared */

export const ACTIONS = /** @type {const} */ (['sample', 'reconstruct', 'interpolate', 'edit', 'condition']);
export const MOST_MODELS = 3;
const KEYS = /** @type {const} */ (['m1', 'm2', 'm3']);

/**
 * The models that tell most beside each other: of one data set, with codes of one size, a
 * point, a Gaussian, and a Gaussian that is told something.
 * @param {Card[]} cards
 * @param {string} [dataset] preferred
 * @returns {Card[]} two or three where there are as many
 */
export function tellingModels(cards, dataset) {
  const main = chooseCard(cards, undefined, 'vae', dataset);
  if (!main) return [];
  const company = cards.filter((card) => card.id !== main.id && sharesZ([card, main]));
  const ae = company.find(({ family }) => family === 'ae');
  const conditional = company.find(({ condition }) => condition);
  const found = [ae, main, conditional].filter((card) => card !== undefined);
  const rest = [...company, ...cards.filter(({ dataset: other }) => other === main.dataset), ...cards];
  for (const card of rest) if (found.length < 2 && !found.includes(card)) found.push(card);
  return found;
}

/**
 * The models that a link names, in its order and each once. One alone is joined by others that
 * tell most beside it; where none is known, it is they who are shown.
 * @param {Record<string, string>} query
 * @param {Card[]} cards at least two
 * @param {string} [dataset] the one that is being looked at
 * @returns {{models: string[], missing: string[]}} ids; `missing`: named, but not known here
 */
export function readModels(query, cards, dataset) {
  const written = KEYS.map((key) => query[key]);
  // Links from screens with one model name it `m`.
  const asked = [...new Set((written.some(Boolean) ? written : [query.m]).filter(Boolean))];
  const known = asked.flatMap((id) => cards.find((card) => card.id === id) ?? []);
  const missing = asked.filter((id) => !cards.some((card) => card.id === id));
  const telling = tellingModels(cards, known[0]?.dataset ?? dataset);
  const full = known.length >= 2 ? known : [...new Set([...known, ...telling])].slice(0, Math.max(2, telling.length));
  return { models: full.map(({ id }) => id), missing };
}

/** @param {readonly string[]} models ids @returns {Record<string, string | null>} as links name them */
export function writeModels(models) {
  return Object.fromEntries(KEYS.map((key, place) => [key, models[place] ?? null]));
}

/**
 * Puts a model into a column. One that stands in another column already changes places with
 * what was here.
 * @param {readonly string[]} models
 * @param {number} place one behind the last adds a column
 * @param {string} id empty: the column goes, while two are left
 * @returns {string[]}
 */
export function placed(models, place, id) {
  if (!id) return models.length > 2 ? models.filter((_, index) => index !== place) : [...models];
  const before = models[place];
  const swapped = models.map((one) => (one === id && before !== undefined ? before : one));
  if (place >= models.length) return models.includes(id) ? [...models] : [...models, id].slice(0, MOST_MODELS);
  return swapped.map((one, index) => (index === place ? id : one));
}

/** Whether all read the same pictures. @param {readonly Card[]} cards */
export function sharesImages(cards) {
  return cards.every(
    ({ dataset, image }) => dataset === cards[0].dataset && image.channels === cards[0].image.channels,
  );
}

/** Whether one vector can be decoded by all of them. @param {readonly Card[]} cards */
export function sharesZ(cards) {
  return sharesImages(cards) && cards.every(({ latent_dim }) => latent_dim === cards[0].latent_dim);
}

/**
 * Whether what came back really is the same z for all: what is said of it is checked.
 * @param {readonly (readonly (readonly number[])[])[]} latents by model
 * @param {number} [tolerance]
 */
export function sameLatents(latents, tolerance = 1e-5) {
  const [first, ...others] = latents;
  return others.every(
    (other) =>
      other.length === first.length &&
      other.every((z, i) => z.length === first[i].length && z.every((x, d) => Math.abs(x - first[i][d]) <= tolerance)),
  );
}

/**
 * The attributes that any of the models has a direction for: first those that all know, each
 * in the order of the cards.
 * @param {readonly Card[]} cards
 * @returns {Shared[]}
 */
export function sharedAttributes(cards) {
  /** @type {Map<string, Shared>} */
  const found = new Map();
  for (const { id, attributes } of cards) {
    for (const attribute of attributes) {
      const known = found.get(attribute.name) ?? { attribute, knownBy: [], byAll: false };
      known.knownBy.push(id);
      known.byAll = known.knownBy.length === cards.length;
      found.set(attribute.name, known);
    }
  }
  return [...found.values()].sort((a, b) => Number(b.byAll) - Number(a.byAll));
}

/**
 * How far a slider may go that moves several models: as far as the shortest of their own
 * sliders, so that none is pushed beyond what its card calls its range.
 * @param {readonly Card[]} cards
 * @param {string} name of an attribute
 * @returns {number} in steps from the mean without to the mean with; 1 where nobody knows it
 */
export function commonExtent(cards, name) {
  const extents = cards.flatMap(({ attributes }) =>
    attributes.filter((one) => one.name === name).map(({ range }) => Math.max(...range.map(Math.abs))),
  );
  return extents.length ? Math.min(...extents) : 1;
}

/** @param {Card} card @param {string} name */
export function knowsAttribute({ attributes }, name) {
  return attributes.some((one) => one.name === name);
}

/**
 * What a conditional model is told while it draws at random.
 * @param {Card} card
 * @param {number} count of draws
 * @param {number | null} index of a class; null: all classes in turn
 * @returns {{condition?: Condition, conditions?: Condition[]}}
 */
export function drawnUnder({ condition }, count, index) {
  if (!condition) return {};
  if (condition.kind === 'attributes') return { condition: { attributes: {} } };
  if (index !== null) return { condition: { class: index } };
  const classes = condition.classes.length;
  return { conditions: Array.from({ length: count }, (_, draw) => ({ class: draw % classes })) };
}

/** The class that a draw is told; null for models that are told none. @param {Card} card @param {number} draw @param {number | null} index see drawnUnder @returns {number | null} */
export function classOfDraw({ condition }, draw, index) {
  if (condition?.kind !== 'class') return null;
  return index ?? draw % condition.classes.length;
}

/**
 * The frame of a strip that is nearest to a place on it.
 * @template Frame
 * @param {readonly Frame[]} frames
 * @param {number} share 0 is the first, 1 the last
 * @returns {Frame | undefined}
 */
export function frameAt(frames, share) {
  return frames[Math.round(Math.min(1, Math.max(0, share)) * (frames.length - 1))];
}
