/** From a choice (gallery, upload, seed, latent) to a latent of a model and its pictures. */

import { ask } from './api.js';
import { Lru } from './lib/lru.js';
import { writeSource } from './lib/permalink.js';
import { gallery, say, t, uploads } from './store.js';

/** @typedef {import('./lib/permalink.js').Source} Source */
/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {import('./types.d.ts').Condition} Condition */

/**
 * @typedef {object} Resolved
 * @property {number[]} latent
 * @property {string} picture decoded from the latent
 * @property {string | null} original what was encoded, where there is such a picture
 * @property {boolean} inverted the upload was made light on dark
 * @property {number | null} classIndex the class it was read under (conditional models), or that the gallery gives it
 */

/** @type {Lru<Promise<Resolved>>} */
const resolved = new Lru(64);

/** @param {Card} card @param {number | null} classIndex */
function readUnder(card, classIndex) {
  return card.condition ? (classIndex ?? 0) : null;
}

/** @param {Card} card @param {number | null} classIndex @returns {{condition?: Condition}} */
export function conditionOf(card, classIndex) {
  return card.condition?.kind === 'class' ? { condition: { class: classIndex ?? 0 } } : {};
}

/**
 * @param {Card} card
 * @param {Source} source
 * @param {number | null} classIndex used by conditional models only
 * @returns {Promise<Resolved>} the same promise for the same question
 */
export function resolve(card, source, classIndex = null) {
  const name = source.kind === 'upload' ? source.id : writeSource(source);
  const key = [card.id, card.weights.sha256, name, card.condition ? classIndex : ''].join(' ');
  const known = resolved.get(key);
  if (known) return known;
  const answer = resolveAnew(card, source, classIndex);
  resolved.set(key, answer);
  answer.catch(() => resolved.delete(key));
  return answer;
}

/** @param {Card} card @param {Source} source @param {number | null} classIndex @returns {Promise<Resolved>} */
async function resolveAnew(card, source, classIndex) {
  if (source.kind === 'gallery') return fromGallery(card, source.id, classIndex);
  if (source.kind === 'upload') return fromPicture(card, uploads.get(source.id)?.url ?? '', classIndex);
  const condition = conditionOf(card, classIndex);
  const answer =
    source.kind === 'seed'
      ? await ask(card.id, 'sample', { count: 1, seed: source.seed, ...condition })
      : await ask(card.id, 'decode', { latents: [source.latent], ...condition });
  return {
    latent: answer.latents[0],
    picture: answer.images[0],
    original: null,
    inverted: false,
    classIndex: readUnder(card, classIndex),
  };
}

/**
 * An item that a link names and this gallery lacks is replaced by the first one.
 * @param {import('./types.d.ts').GalleryItem[]} items
 * @param {string} id
 */
function findItem(items, id) {
  return items.find((one) => one.id === id) ?? items[0];
}

/** @param {Card} card @param {string} id @param {number | null} classIndex @returns {Promise<Resolved>} */
async function fromGallery(card, id, classIndex) {
  const items = await gallery(card.id);
  const item = findItem(items, id);
  if (card.condition && classIndex !== null && classIndex !== item.class) {
    return fromPicture(card, item.image, classIndex);
  }
  const picture = item.reconstruction ?? item.image;
  return { latent: item.latent, picture, original: item.image, inverted: false, classIndex: item.class };
}

/** @param {Card} card @param {string} url @param {number | null} classIndex @returns {Promise<Resolved>} */
async function fromPicture(card, url, classIndex) {
  const answer = await ask(card.id, 'encode', { images: [url], ...conditionOf(card, classIndex) });
  const [latent] = answer.latents;
  const original = answer.inputs?.[0] ?? url;
  return {
    latent,
    picture: answer.reconstructions[0],
    original,
    inverted: Boolean(answer.inverted?.[0]),
    classIndex: readUnder(card, classIndex),
  };
}

/** What a source is called in captions. @param {Card} card @param {Source} source @param {import('./types.d.ts').GalleryItem[]} items */
export function sourceName(card, source, items) {
  if (source.kind === 'seed') return t('source.seed', { seed: String(source.seed) });
  if (source.kind === 'upload') return uploads.get(source.id)?.name ?? t('source.upload');
  if (source.kind === 'latent') return t('source.latent');
  if (items.length === 0) return '';
  const item = findItem(items, source.id);
  return item.class === null ? say(item.label) : say(card.classes?.[item.class]?.title) || say(item.label);
}
