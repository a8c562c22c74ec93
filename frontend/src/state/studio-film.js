/** What is done to the film that is worked on; whatever takes something away can be taken back. */

import { asKeyframe, emptyFilm, films, putFilm } from '../keyframes.js';
import { moved, SECONDS } from '../lib/studio-plan.js';
import { announce, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {import('../keyframes.js').Keyframe} Keyframe */
/** @typedef {import('../keyframes.js').StudioFilm} StudioFilm */

/** @param {string} model @returns {StudioFilm} */
function filmOf(model) {
  return films.peek()[model];
}

/** @param {string} model @param {Partial<StudioFilm>} change */
export function changeFilm(model, change) {
  putFilm({ ...filmOf(model), ...change });
}

/** @param {string} model @param {string} id @param {Partial<Keyframe>} change */
export function changeKeyframe(model, id, change) {
  const { keyframes } = filmOf(model);
  changeFilm(model, { keyframes: keyframes.map((one) => (one.id === id ? { ...one, ...change } : one)) });
}

/** @param {string} model @param {number} from @param {number} to @returns {number} where it is now */
export function moveKeyframe(model, from, to) {
  const { keyframes } = filmOf(model);
  const place = Math.min(keyframes.length - 1, Math.max(0, to));
  if (place === from) return from;
  changeFilm(model, { keyframes: moved(keyframes, from, place) });
  announce(t('studio.moved', { place: place + 1, count: keyframes.length }));
  return place;
}

/** @param {StudioFilm} before @param {string} text what has happened */
function offerUndo(before, text) {
  announce(text, { label: t('undo'), run: () => putFilm(before) });
}

/** @param {string} model @param {number} index @param {string} name */
export function removeKeyframe(model, index, name) {
  const before = filmOf(model);
  changeFilm(model, { keyframes: before.keyframes.filter((_, place) => place !== index) });
  offerUndo(before, t('studio.removed', { name }));
}

/** The same keyframe once more, right after it. @param {string} model @param {number} index */
export function repeatKeyframe(model, index) {
  const { keyframes } = filmOf(model);
  const { id: _, ...same } = keyframes[index];
  changeFilm(model, { keyframes: keyframes.toSpliced(index + 1, 0, asKeyframe(same)) });
}

/** @param {Card} card */
export function clearFilm(card) {
  const before = filmOf(card.id);
  putFilm({ ...before, keyframes: [] });
  offerUndo(before, t('studio.cleared'));
}

/** Another film takes the place of what was there. @param {StudioFilm} film @param {string} text */
export function replaceFilm(film, text) {
  const before = films.peek()[film.model];
  putFilm(film);
  if (before?.keyframes.length) offerUndo(before, text);
  else announce(text);
}

/**
 * @param {Card} card
 * @param {Source} source
 * @param {Resolved} resolved
 * @param {readonly GalleryItem[]} items
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

/** Four pictures of the gallery, round and round: what is there before anybody has made a film. @param {Card} card @param {readonly GalleryItem[]} items @returns {StudioFilm} */
export function exampleFilm(card, items) {
  const wanted = ['shirt-1', 'dress-1', 'bag-1', 'ankle-boot-1'];
  const known = wanted.flatMap((id) => items.find((item) => item.id === id) ?? []);
  const chosen = known.length === wanted.length ? known : items.slice(0, wanted.length);
  const keyframes = chosen.map((item) => {
    const label = item.class === null ? null : item.class;
    const condition = card.condition?.kind === 'attributes' ? (item.condition ?? {}) : label;
    const picture = item.reconstruction ?? item.image;
    const resolved = { latent: item.latent, picture, original: null, inverted: false, label: condition };
    const made = keyframeOf(card, { kind: 'gallery', id: item.id }, resolved, items);
    return asKeyframe({ ...made, seconds: SECONDS.initial, easing: 'smooth' });
  });
  return { ...emptyFilm(card), keyframes, closed: true };
}
