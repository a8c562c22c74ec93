/** From a choice (gallery, upload, seed, latent) to a latent of a model and its pictures. */

import { ask, DRAFT, quality } from './api.js';
import { Lru } from './lib/lru.js';
import { readSource, writeLabel, writeSource } from './lib/permalink.js';
import { gallery, say, t, uploads } from './store.js';

/** @typedef {import('./lib/permalink.js').Source} Source */
/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {import('./types.d.ts').Condition} Condition */
/** @typedef {import('./types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('./types.d.ts').Label} Label */

/**
 * @typedef {object} Resolved
 * @property {number[]} latent
 * @property {string} picture decoded from the latent
 * @property {string | null} original what was encoded, where there is such a picture
 * @property {boolean} inverted the upload was made light on dark
 * @property {Label | null} label what it was read under (conditional models), or the class that the gallery gives it
 */

/** @type {Lru<Resolved>} */
const resolved = new Lru(64);

/** Conditional models always read under something. @param {Card} card @param {Label | null} label @returns {Label | null} */
function readUnder(card, label) {
  if (!card.condition) return null;
  return label ?? (card.condition.kind === 'class' ? 0 : {});
}

/** @param {Card} card @param {Label | null} label @returns {{condition?: Condition}} */
export function conditionOf(card, label) {
  if (!card.condition) return {};
  if (card.condition.kind === 'class') return { condition: { class: classOf(label) } };
  return { condition: { attributes: typeof label === 'object' && label ? label : {} } };
}

/** @param {Label | null | undefined} label @returns {number} */
export function classOf(label) {
  return typeof label === 'number' ? label : 0;
}

/**
 * @param {Card} card
 * @param {Source} source
 * @param {Label | null} label used by conditional models only; null: the image's own
 * @param {AbortSignal} signal
 * @returns {Promise<Resolved>} the same for the same question, once it has been answered
 */
export async function resolve(card, source, label, signal) {
  const name = source.kind === 'upload' ? source.id : writeSource(source);
  const key = [card.id, card.weights.sha256, name, card.condition ? writeLabel(label) : ''].join(' ');
  const known = resolved.get(key);
  if (known) return known;
  const answer = await resolveAnew(card, source, label, signal);
  resolved.set(key, answer);
  return answer;
}

/** @param {Card} card @param {Source} source @param {Label | null} label @param {AbortSignal} signal @returns {Promise<Resolved>} */
async function resolveAnew(card, source, label, signal) {
  if (source.kind === 'gallery') return fromGallery(card, source.id, label, signal);
  const latent = source.kind === 'latent' ? source.latent : keptLatent(card, source);
  if (source.kind === 'upload' && !latent) return fromPicture(card, uploads.get(source.id)?.url ?? '', label, signal);
  const condition = conditionOf(card, label);
  const answer =
    source.kind === 'seed'
      ? await ask(card.id, 'sample', { count: 1, seed: source.seed, ...condition }, signal)
      : await ask(card.id, 'decode', { latents: [latent], ...condition }, signal);
  return {
    latent: answer.latents[0],
    picture: answer.images[0],
    original: null,
    inverted: false,
    label: readUnder(card, label),
  };
}

/** The latent of an upload that is a kept point of this very model. @param {Card} card @param {Source} source */
function keptLatent(card, source) {
  const code = source.kind === 'upload' ? uploads.get(source.id)?.code : undefined;
  return code?.model === card.id && code.weights === card.weights.sha256 ? code.latent : null;
}

/** What is known of an item without its picture. @typedef {Pick<GalleryItem, 'id' | 'label' | 'class'>} NamedItem */

/**
 * The items of a model's gallery, as its card names them.
 * @param {Card} card
 * @param {GalleryItem[]} [items] the gallery, for cards that name none
 * @returns {NamedItem[]}
 */
export function namedItems({ gallery: named = [] }, items = []) {
  const known = named.flatMap(({ id, label, class_index: index = null }) => (label ? { id, label, class: index } : []));
  return known.length ? known : items;
}

/**
 * An item that a link names and this gallery lacks is replaced by the first one.
 * @template {{id: string}} Item
 * @param {Item[]} items
 * @param {string} id
 * @returns {Item}
 */
function findItem(items, id) {
  return items.find((one) => one.id === id) ?? items[0];
}

/** One item of a gallery; without the others, where the card names them. @param {Card} card @param {string} id @returns {Promise<GalleryItem>} */
export async function galleryItem(card, id) {
  const named = namedItems(card);
  if (named.length === 0) return findItem(await gallery(card.id), id);
  const [item] = await gallery(card.id, [findItem(named, id).id]);
  return item;
}

/** @param {Card} card @param {string} id @param {Label | null} label @param {AbortSignal} signal @returns {Promise<Resolved>} */
async function fromGallery(card, id, label, signal) {
  const item = await galleryItem(card, id);
  signal.throwIfAborted();
  const own = card.condition?.kind === 'attributes' ? (item.condition ?? {}) : item.class;
  const other = label !== null && writeLabel(label) !== writeLabel(own);
  if (card.condition && other) return fromPicture(card, item.image, label, signal);
  const picture = item.reconstruction ?? item.image;
  // Faces are kept as latents only: there is no photograph behind their picture.
  const original = item.image === picture ? null : item.image;
  return { latent: item.latent, picture, original, inverted: false, label: own };
}

/**
 * @param {Card} card
 * @param {string} url
 * @param {Label | null} label
 * @param {AbortSignal} signal
 * @param {{draft: boolean}} [asked] whether drafts of the pictures will do
 * @returns {Promise<Resolved>}
 */
export async function fromPicture(card, url, label, signal, asked = { draft: false }) {
  const under = label ?? (await ownLabel(card, url, signal));
  const body = { images: [url], ...conditionOf(card, under), ...quality(asked) };
  const answer = await ask(card.id, 'encode', body, signal);
  const original = answer.inputs?.[0] ?? url;
  return {
    latent: answer.latents[0],
    picture: answer.reconstructions[0],
    original,
    inverted: Boolean(answer.inverted?.[0]),
    label: readUnder(card, under),
  };
}

/** The attributes that the judge sees in a picture, for models that are told attributes. @param {Card} card @param {string} url @param {AbortSignal} signal @returns {Promise<Label | null>} */
async function ownLabel(card, url, signal) {
  if (card.condition?.kind !== 'attributes' || !card.judge) return null;
  const body = { images: [url], judge: true, ...conditionOf(card, null), ...DRAFT };
  const [answer, { asCondition }] = await Promise.all([
    ask(card.id, 'encode', body, signal),
    import('./lib/judgements.js'),
  ]);
  return asCondition(card.condition.attributes, answer.input_judgements?.[0] ?? {});
}

/**
 * Where a screen starts: the wanted item where this gallery has it, else another of its items.
 * @param {Card} card
 * @param {string} wanted id of an item
 * @param {number} [place] of the item taken instead
 * @returns {Source}
 */
export function firstSource(card, wanted, place = 0) {
  const items = card.gallery ?? [];
  const found = items.length === 0 || items.some(({ id }) => id === wanted);
  return { kind: 'gallery', id: found ? wanted : (items[place] ?? items[0]).id };
}

/**
 * A start that a link names, or an upload that this tab still holds.
 * @param {string | undefined} text
 * @param {Card} card
 * @param {Source} otherwise where the text names nothing that fits the model
 * @returns {Source}
 */
export function readStart(text, card, otherwise) {
  const id = text?.startsWith('u:') ? text.slice(2) : '';
  const upload = uploads.get(id);
  if (upload) return upload.dataset === card.dataset ? { kind: 'upload', id } : otherwise;
  const source = readSource(text);
  return source && (source.kind !== 'latent' || source.latent.length === card.latent_dim) ? source : otherwise;
}

/**
 * As links within this tab name a start: uploads too, which leave the address at once.
 * @param {Source} source
 */
export function writeStart(source) {
  return source.kind === 'upload' ? `u:${source.id}` : writeSource(source);
}

/**
 * What another model makes of a start: what means nothing to it is replaced.
 * @param {Source} source
 * @param {Card} before
 * @param {Card} after
 * @param {Source} otherwise
 * @returns {Source}
 */
export function carriedOver(source, before, after, otherwise) {
  if (source.kind === 'seed') return source;
  if (source.kind === 'latent') return source.latent.length === after.latent_dim ? source : otherwise;
  if (source.kind === 'upload') return before.dataset === after.dataset ? source : otherwise;
  const known = !after.gallery || after.gallery.some(({ id }) => id === source.id);
  return known ? source : otherwise;
}

/**
 * A start as a request names it: shorter than its latent, and of an upload the picture, which
 * lines to copy leave out.
 * @param {Source} source
 * @param {number[]} latent
 * @returns {import('./types.d.ts').Point}
 */
export function pointOf(source, latent) {
  if (source.kind === 'gallery') return { gallery: source.id };
  if (source.kind === 'seed') return { seed: source.seed };
  const upload = source.kind === 'upload' ? uploads.get(source.id) : undefined;
  return upload && !upload.code ? { image: upload.url } : { latent };
}

/**
 * What a source is called in captions.
 * @param {Card} card
 * @param {Source} source
 * @param {GalleryItem[]} [items] the gallery, for cards that do not name its items
 */
export function sourceName(card, source, items) {
  if (source.kind === 'seed') return t('source.seed', { seed: String(source.seed) });
  if (source.kind === 'upload') return uploads.get(source.id)?.name ?? t('source.upload');
  if (source.kind === 'latent') return t('source.latent');
  const named = namedItems(card, items);
  if (named.length === 0) return '';
  const item = findItem(named, source.id);
  return item.class === null ? say(item.label) : say(card.classes?.[item.class]?.title) || say(item.label);
}
