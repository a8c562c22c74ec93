/**
 * The films of the studio, one per model: other screens add keyframes to them. They are kept in
 * this browser only, so that they outlive a reload; latents of photographs never leave it unasked.
 */

import { batch, signal } from '@preact/signals';
import { recordChange } from './history.js';
import { MAX_KEYFRAMES, SECONDS, usualScale } from './lib/studio-plan.js';
import { cardOf, t, whenKeptElsewhere } from './store.js';

/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {import('./types.d.ts').Label} Label */
/** @typedef {import('./types.d.ts').Bilingual} Bilingual */
/** @typedef {import('./lib/studio-recipe.js').KeyframeRecipe} KeyframeRecipe */
/** @typedef {KeyframeRecipe & {id: string, thumbnail: string}} Keyframe
 *   `thumbnail`: its decoded picture; empty until it has been decoded */
/** @typedef {Omit<import('./lib/studio-recipe.js').Film, 'keyframes'> & {keyframes: Keyframe[]}} StudioFilm */

const KEY = 'latente.studio';
const FORMAT = 1;
const FIRST_FPS = 24;

const kept = readKept();

/** By model. @type {import('@preact/signals').Signal<Record<string, StudioFilm>>} */
export const films = signal(kept.films);

/** The model whose film was worked on last; empty: none yet. */
export const filmModel = signal(kept.model);

/** Whether this browser keeps films over a reload. */
export const keeps = signal(true);

/** @returns {{model: string, films: Record<string, StudioFilm>}} */
function readKept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (found?.format === FORMAT) return { model: found.model, films: found.films };
  } catch {
    // What cannot be read is as good as nothing.
  }
  return { model: '', films: {} };
}

function keep() {
  try {
    localStorage.setItem(KEY, JSON.stringify({ format: FORMAT, model: filmModel.peek(), films: films.peek() }));
    keeps.value = true;
  } catch {
    keeps.value = false;
  }
}

// The model stays: this tab goes on with the film that it shows.
whenKeptElsewhere(KEY, () => {
  films.value = readKept().films;
});

/** @param {Card} card @returns {StudioFilm} without keyframes */
export function emptyFilm(card) {
  return {
    model: card.id,
    weights: card.weights.sha256,
    keyframes: [],
    method: 'linear',
    closed: false,
    fps: FIRST_FPS,
    scale: usualScale(card.image),
  };
}

/** @param {StudioFilm} film becomes the film of its model, and the one that is worked on */
export function putFilm(film) {
  batch(() => {
    films.value = { ...films.value, [film.model]: film };
    filmModel.value = film.model;
  });
  keep();
}

/**
 * Makes a step of the history of what has just become of a film.
 * @param {StudioFilm | undefined} before
 * @param {StudioFilm} after
 * @param {() => string} label what was done
 * @param {string} [gesture] changes of one name that follow each other at once are one step
 * @returns {() => Promise<void>} takes it back
 */
export function recordFilm(before, after, label, gesture) {
  const undo = () => putFilm(before ?? { ...after, keyframes: [] });
  return recordChange({ label, undo, redo: () => putFilm(after), gesture });
}

/** @param {string} model the one that is worked on from now on */
export function chooseFilm(model) {
  if (filmModel.peek() === model) return;
  filmModel.value = model;
  keep();
}

/** @param {KeyframeRecipe & {thumbnail?: string}} recipe @returns {Keyframe} */
export function asKeyframe(recipe) {
  return { thumbnail: '', ...recipe, id: crypto.randomUUID?.() ?? `${performance.now()}-${Math.random()}` };
}

/**
 * @param {object} point
 * @param {string} point.model id
 * @param {number[]} point.latent
 * @param {Label | null} [point.condition] what it is drawn under (conditional models)
 * @param {string | Bilingual} point.label what people call it
 * @param {string} point.thumbnail data URL of the decoded picture
 * @param {boolean} [point.photo] the latent comes from somebody's picture: it stays on this machine unless allowed
 * @param {string} [point.source] as links name it (`g:dress-1`, `s:7`), where that gives the same latent
 * @returns {number} how many keyframes the film of this model has now; 0: it is full, or the model unknown
 */
export function addKeyframe({ model, latent, condition = null, label, thumbnail, photo = false, source }) {
  const card = cardOf(model);
  if (!card) return 0;
  const film = films.peek()[model] ?? emptyFilm(card);
  if (film.keyframes.length >= MAX_KEYFRAMES) return 0;
  const timing = { seconds: SECONDS.initial, easing: /** @type {const} */ ('smooth') };
  const added = asKeyframe({ latent, condition, label, thumbnail, photo, source, ...timing });
  const grown = { ...film, keyframes: [...film.keyframes, added] };
  putFilm(grown);
  recordFilm(film, grown, () => t('take.studio'));
  return film.keyframes.length + 1;
}
