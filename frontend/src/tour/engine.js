/** Where one is in the lessons, what has been done, and which screen with which models a step needs. Pure. */

import { rolesOf } from './conditions.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('./conditions.js').Condition} Condition */

/**
 * One way to do a step: a screen in a state, and the control that is pointed at.
 * @typedef {object} Place
 * @property {string} screen
 * @property {Record<string, string>} [models] key of the link -> role
 * @property {Record<string, string | number>} [query] the rest of the link
 * @property {string} [attribute] a direction that model `m` must have
 * @property {string[]} target selectors, the most telling first
 * @property {Condition} [done]
 * @property {string} [text] other words than those of the step
 */
/** `carry`: goes on with the screen as the step before has left it. @typedef {{id: string, carry?: boolean, places: Place[]}} Step */
/** `right`: the right one of so many answers; without it the state is checked, or the answer revealed. */
/** @typedef {{places: Place[], options?: number, right?: number}} Exercise */
/** @typedef {{id: string, minutes: number, steps: Step[], exercise: Exercise, formulas: string[], terms: string[]}} Lesson */
/** `at` counts from 0: the steps, then the exercise, then the end. @typedef {{lesson: Lesson, at: number}} Position */
/** `at` where the lesson was left. @typedef {{at: number, done: string[], finished: boolean}} Standing */
/** @typedef {{[lesson: string]: Standing}} Progress */

export const EXERCISE = 'exercise';

/** @typedef {{[role: string]: {ids: string[], fits: (card: Card) => boolean}}} Roles */

/** @param {Card} card */
const isClothes = ({ classes, condition }) => (classes?.length ?? 0) > 0 && condition?.kind !== 'attributes';
/** @param {Card} card */
const isFaces = (card) => !isClothes(card);
/** @param {string} family @param {(card: Card) => boolean} kind @param {boolean} [flat] */
const plain =
  (family, kind, flat = false) =>
  (/** @type {Card} */ card) =>
    card.family === family && kind(card) && (card.latent_dim === 2) === flat;

/** The parts that models play in the lessons: by name, else by what they are. @type {Roles} */
export const ROLES = {
  'clothes-ae': { ids: ['fashion-ae'], fits: plain('ae', isClothes) },
  'clothes-vae': { ids: ['fashion-vae'], fits: plain('vae', isClothes) },
  'clothes-cvae': { ids: ['fashion-cvae'], fits: (card) => card.condition?.kind === 'class' },
  'clothes-ae-2d': { ids: ['fashion-ae-2d'], fits: plain('ae', isClothes, true) },
  'clothes-vae-2d': { ids: ['fashion-vae-2d'], fits: plain('vae', isClothes, true) },
  'faces-ae': { ids: ['faces-ae'], fits: plain('ae', isFaces) },
  'faces-vae': { ids: ['faces-vae'], fits: plain('vae', isFaces) },
  'faces-vae-sharp': { ids: ['faces-vae-sharp'], fits: () => false },
  'faces-cvae': { ids: ['faces-cvae'], fits: (card) => card.condition?.kind === 'attributes' },
};

/** @param {readonly Card[]} cards @param {string} role @returns {Card | undefined} */
export function cardFor(cards, role) {
  const part = ROLES[role];
  if (!part) return undefined;
  return cards.find(({ id }) => part.ids.includes(id)) ?? cards.find(part.fits);
}

/**
 * The first way that this service and this page can go.
 * @param {readonly Place[]} places @param {readonly Card[]} cards @param {readonly string[]} screens
 * @returns {Place | null}
 */
export function choosePlace(places, cards, screens) {
  const possible = places.find(({ screen, models = {}, attribute, done }) => {
    if (!screens.includes(screen)) return false;
    const roles = [...Object.values(models), ...(done ? rolesOf(done) : [])];
    if (!roles.every((role) => cardFor(cards, role))) return false;
    return !attribute || cardFor(cards, models.m)?.attributes.some(({ name }) => name === attribute);
  });
  return possible ?? null;
}

/** What the link of a place says. @param {Place} place @param {readonly Card[]} cards @returns {Record<string, string | number>} */
export function queryOf({ models = {}, query = {} }, cards) {
  const named = Object.entries(models).map(([key, role]) => [key, cardFor(cards, role)?.id ?? '']);
  return { ...Object.fromEntries(named), ...query };
}

/** @param {readonly Lesson[]} lessons @param {string} text like `prior.2`, counted from 1 @returns {Position | null} */
export function readPosition(lessons, text) {
  const [id, number = '1'] = text.split('.');
  const lesson = lessons.find((one) => one.id === id);
  if (!lesson || !/^\d{1,2}$/.test(number)) return null;
  return { lesson, at: Math.min(lesson.steps.length + 1, Math.max(0, Number(number) - 1)) };
}

/** @param {Position} position @returns {string} */
export function writePosition({ lesson, at }) {
  return `${lesson.id}.${at + 1}`;
}

/** @param {Position} position @returns {'step' | 'exercise' | 'end'} */
export function kindAt({ lesson, at }) {
  if (at < lesson.steps.length) return 'step';
  return at === lesson.steps.length ? 'exercise' : 'end';
}

/** @param {Position} position @returns {Place[]} none at the end */
export function placesAt(position) {
  const { lesson, at } = position;
  if (kindAt(position) === 'end') return [];
  return (lesson.steps[at] ?? lesson.exercise).places;
}

/** What a position is called in the progress. @param {Position} position */
export function nameAt({ lesson, at }) {
  return lesson.steps[at]?.id ?? EXERCISE;
}

/**
 * What was kept in the browser: whatever does not fit is left out.
 * @param {string | null} text @param {readonly Lesson[]} lessons @returns {Progress}
 */
export function readProgress(text, lessons) {
  let kept;
  try {
    kept = JSON.parse(text ?? '{}');
  } catch {
    return {};
  }
  const known = lessons.flatMap(({ id, steps }) => {
    const one = kept?.[id];
    if (typeof one !== 'object' || one === null) return [];
    const names = [...steps.map((step) => step.id), EXERCISE];
    const done = Array.isArray(one.done) ? names.filter((name) => one.done.includes(name)) : [];
    const at = Number.isInteger(one.at) ? Math.min(steps.length + 1, Math.max(0, one.at)) : 0;
    return [[id, { at, done, finished: one.finished === true }]];
  });
  return Object.fromEntries(known);
}

/** @type {Standing} */
const UNTOUCHED = { at: 0, done: [], finished: false };

/** @param {Progress} progress @param {string} lesson @returns {Standing} */
export function recordOf(progress, lesson) {
  return progress[lesson] ?? UNTOUCHED;
}

/** The reader has come to here; who reaches the end has finished. @param {Progress} progress @param {Position} position @returns {Progress} */
export function withVisit(progress, position) {
  const { lesson, at } = position;
  const before = recordOf(progress, lesson.id);
  const finished = before.finished || kindAt(position) === 'end';
  return { ...progress, [lesson.id]: { ...before, at, finished } };
}

/** @param {Progress} progress @param {Position} position @returns {Progress} */
export function withDone(progress, position) {
  const before = recordOf(progress, position.lesson.id);
  const name = nameAt(position);
  if (before.done.includes(name)) return progress;
  return { ...progress, [position.lesson.id]: { ...before, done: [...before.done, name] } };
}

/** How a lesson stands. @param {Standing} record @returns {'new' | 'begun' | 'finished'} */
export function standing({ at, done, finished }) {
  if (finished) return 'finished';
  return at > 0 || done.length > 0 ? 'begun' : 'new';
}
