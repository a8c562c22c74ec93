/** What is done to the film that is worked on; whatever takes something away can be taken back. */

import { asKeyframe, emptyFilm, films, putFilm, recordFilm } from '../keyframes.js';
import { moved, SECONDS } from '../lib/studio-plan.js';
import { namedItems } from '../points.js';
import { announce, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').NamedItem} NamedItem */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {import('../keyframes.js').Keyframe} Keyframe */
/** @typedef {import('../keyframes.js').StudioFilm} StudioFilm */

/** @param {string} model @returns {StudioFilm} */
function filmOf(model) {
  return films.peek()[model];
}

/** What the page itself adds to a film. @param {string} model @param {Partial<StudioFilm>} change */
export function completeFilm(model, change) {
  putFilm({ ...filmOf(model), ...change });
}

/**
 * @param {string} model @param {Partial<StudioFilm>} change
 * @param {() => string} label what was done, for the history
 * @param {string} [gesture] changes of one name that follow each other at once are one step
 * @returns {() => Promise<void>} takes it back
 */
export function changeFilm(model, change, label, gesture) {
  const before = filmOf(model);
  const after = { ...before, ...change };
  putFilm(after);
  return recordFilm(before, after, label, gesture);
}

/**
 * @param {string} model @param {string} id @param {Partial<Keyframe>} change
 * @param {() => string} label @param {string} [gesture]
 */
export function changeKeyframe(model, id, change, label, gesture) {
  const keyframes = filmOf(model).keyframes.map((one) => (one.id === id ? { ...one, ...change } : one));
  changeFilm(model, { keyframes }, label, gesture && `${gesture} ${id}`);
}

/** @param {string} model @param {number} from @param {number} to @returns {number} where it is now */
export function moveKeyframe(model, from, to) {
  const { keyframes } = filmOf(model);
  const place = Math.min(keyframes.length - 1, Math.max(0, to));
  if (place === from) return from;
  changeFilm(model, { keyframes: moved(keyframes, from, place) }, () => t('studio.did.move', { place: place + 1 }));
  announce(t('studio.moved', { place: place + 1, count: keyframes.length }));
  return place;
}

/** @param {() => Promise<void>} takeBack @param {string} text what has happened */
function offerUndo(takeBack, text) {
  announce(text, { label: t('undo'), run: takeBack });
}

/** @param {string} model @param {number} index @param {string} name */
export function removeKeyframe(model, index, name) {
  const keyframes = filmOf(model).keyframes.filter((_, place) => place !== index);
  const takeBack = changeFilm(model, { keyframes }, () => t('studio.did.remove', { name }));
  offerUndo(takeBack, t('studio.removed', { name }));
}

/** The same keyframe once more, right after it. @param {string} model @param {number} index */
export function repeatKeyframe(model, index) {
  const { keyframes } = filmOf(model);
  const { id: _, ...same } = keyframes[index];
  const longer = keyframes.toSpliced(index + 1, 0, asKeyframe(same));
  changeFilm(model, { keyframes: longer }, () => t('studio.did.repeat', { place: index + 1 }));
}

/** @param {Card} card */
export function clearFilm(card) {
  const takeBack = changeFilm(card.id, { keyframes: [] }, () => t('studio.did.clear'));
  offerUndo(takeBack, t('studio.cleared'));
}

/** Another film takes the place of what was there. @param {StudioFilm} film @param {string} text */
export function replaceFilm(film, text) {
  const before = films.peek()[film.model];
  putFilm(film);
  const takeBack = recordFilm(before, film, () => t('studio.did.replace'));
  if (before?.keyframes.length) offerUndo(takeBack, text);
  else announce(text);
}

/**
 * @param {Card} card
 * @param {Source} source
 * @param {Resolved} resolved
 * @param {readonly NamedItem[]} items
 * @param {string} [name] of an upload
 */
export function keyframeOf(card, source, resolved, items, name = '') {
  const item = source.kind === 'gallery' ? items.find(({ id }) => id === source.id) : undefined;
  const label = item ? ((item.class === null ? undefined : card.classes?.[item.class]?.title) ?? item.label) : name;
  const own = source.kind === 'gallery' ? `g:${source.id}` : source.kind === 'seed' ? `s:${source.seed}` : undefined;
  return {
    latent: resolved.latent,
    condition: card.condition ? resolved.label : null,
    label,
    thumbnail: resolved.picture,
    photo: source.kind === 'upload',
    source: own,
  };
}

const EXAMPLE = ['shirt-1', 'dress-1', 'bag-1', 'ankle-boot-1'];

/** @template {{id: string}} Item @param {readonly Item[]} items of a gallery @returns {readonly Item[]} */
function exampleOf(items) {
  const known = EXAMPLE.flatMap((id) => items.find((item) => item.id === id) ?? []);
  return known.length === EXAMPLE.length ? known : items.slice(0, EXAMPLE.length);
}

/** The items of a gallery that the example film needs. @param {Card} card @returns {string[] | undefined} undefined: the card names none */
export function exampleIds(card) {
  const named = namedItems(card);
  return named.length ? exampleOf(named).map(({ id }) => id) : undefined;
}

/** Four pictures of the gallery, round and round: what is there before anybody has made a film. @param {Card} card @param {readonly GalleryItem[]} items @returns {StudioFilm} */
export function exampleFilm(card, items) {
  const keyframes = exampleOf(items).map((item) => {
    const label = item.class === null ? null : item.class;
    const condition = card.condition?.kind === 'attributes' ? (item.condition ?? {}) : label;
    const picture = item.reconstruction ?? item.image;
    const resolved = { latent: item.latent, picture, original: null, inverted: false, label: condition };
    const made = keyframeOf(card, { kind: 'gallery', id: item.id }, resolved, items);
    return asKeyframe({ ...made, seconds: SECONDS.initial, easing: 'smooth' });
  });
  return { ...emptyFilm(card), keyframes, closed: true };
}
