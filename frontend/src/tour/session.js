/** The lesson under way: opens screens, watches what the reader does there, and keeps the progress. */

import { computed, effect, signal } from '@preact/signals';
import { buildHash, parseHash } from '../lib/permalink.js';
import { route, SCREENS } from '../router.js';
import { announce, cards, language, whenKeptElsewhere } from '../store.js';
import { eventsOf, track } from './conditions.js';
import * as engine from './engine.js';
import { lessonAt, live, lt, tourFlags } from './host.js';
import { LESSONS } from './lessons/index.js';

/** @typedef {import('../router.js').ScreenName} ScreenName */
/** @typedef {engine.Lesson} Lesson */
/** @typedef {engine.Position} Position */

const KEPT = 'latente.lessons';

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @type {import('@preact/signals').Signal<engine.Progress>} */
export const progress = signal(engine.readProgress(kept(), LESSONS));

whenKeptElsewhere(KEPT, () => {
  progress.value = engine.readProgress(kept(), LESSONS);
});

/** @param {engine.Progress} next */
function keep(next) {
  progress.value = next;
  try {
    localStorage.setItem(KEPT, JSON.stringify(next));
  } catch {
    // Without storage the marks last as long as the page.
  }
}

export const position = computed(() => engine.readPosition(LESSONS, lessonAt.value));

/** The screen and the control of where one is; null at the end, or where no model can play the part. */
export const place = computed(() => {
  const at = position.value;
  return at && engine.choosePlace(engine.placesAt(at), cards.value, Object.keys(SCREENS));
});

/** Whether the reader is on the screen that the step is about. */
export const isThere = computed(() => !place.value || route.value.screen === place.value.screen);

/** Whether that screen can be pointed at: the one before stays until it has come, and may have the same controls. */
export const hasCome = computed(() => isThere.value && live.value.visit === route.value.visit);

export const isDone = computed(() => {
  const at = position.value;
  return Boolean(at && engine.recordOf(progress.value, at.lesson.id).done.includes(engine.nameAt(at)));
});

export function markDone() {
  const at = position.peek();
  if (!at) return;
  const next = engine.withDone(progress.peek(), at);
  if (next !== progress.peek()) keep(next);
}

/** @param {string} role */
function modelOf(role) {
  return engine.cardFor(cards.peek(), role)?.id;
}

effect(() => {
  const at = position.value;
  if (at) keep(engine.withVisit(progress.peek(), at));
});

effect(() => {
  const done = place.value?.done;
  if (!done || isDone.peek()) return undefined;
  return watch(done);
});

/**
 * From the first state of the step's own screen on.
 * @param {import('./conditions.js').Condition} condition
 * @returns {() => void}
 */
function watch(condition) {
  /** @type {import('./conditions.js').Tracker | null} */
  let tracker = null;
  const stop = effect(() => {
    const { screen, hash, visit } = live.value;
    // The screen that is being left must not give the first state.
    if (screen !== place.peek()?.screen || visit !== route.value.visit) return;
    const { query } = parseHash(hash);
    if (!tracker) tracker = track(condition, query, modelOf);
    else if (tracker.notice(query)) queueMicrotask(markDone);
  });
  /** @param {Event} event */
  const listen = (event) => {
    const element = event.target instanceof Element ? event.target : null;
    if (tracker?.hear(event.type, (selector) => Boolean(element?.closest(selector)))) markDone();
  };
  const events = eventsOf(condition);
  for (const type of events) document.addEventListener(type, listen, true);
  return () => {
    stop();
    for (const type of events) document.removeEventListener(type, listen, true);
  };
}

/** A link that leads out of the lesson. @param {ScreenName} screen @param {Record<string, string>} [query] @returns {string} */
export function hrefOutside(screen, query = {}) {
  const { hide } = route.value.query;
  return buildHash(screen, { ...query, hide, ...tourFlags(), lesson: null, lang: language.value });
}

/** @param {Lesson} lesson @param {number} at @returns {string} the link that opens this step */
export function hrefOf(lesson, at) {
  const next = { lesson, at };
  const found = engine.choosePlace(engine.placesAt(next), cards.value, Object.keys(SCREENS));
  const query = found ? engine.queryOf(found, cards.value) : {};
  const { hide } = route.value.query;
  const flags = { ...tourFlags(), lesson: engine.writePosition(next) };
  return buildHash(found?.screen ?? 'lessons', { ...query, hide, ...flags, lang: language.value });
}

/**
 * Goes to a step. The next one on the same screen goes on with what is there.
 * @param {Lesson} lesson @param {number} at
 */
export function go(lesson, at) {
  const next = { lesson, at };
  const from = position.peek();
  const found = engine.choosePlace(engine.placesAt(next), cards.peek(), Object.keys(SCREENS));
  const isNext = from?.lesson === lesson && from.at + 1 === at;
  const goesOn = isNext && lesson.steps[at]?.carry && isThere.peek() && found?.screen === route.peek().screen;
  // Without a screen of its own a step is told where one is, and so is the end.
  if (goesOn || !found) {
    lessonAt.value = engine.writePosition(next);
    return;
  }
  const hash = hrefOf(lesson, at);
  if (location.hash === hash) lessonAt.value = engine.writePosition(next);
  else location.hash = hash;
}

/** Where a lesson is taken up again: a finished one from the beginning. @param {Lesson} lesson */
export function startOf(lesson) {
  const record = engine.recordOf(progress.value, lesson.id);
  return engine.standing(record) === 'begun' ? record.at : 0;
}

/** Leaves the lesson; the screen stays as it is. */
export function leave() {
  const at = position.peek();
  lessonAt.value = '';
  if (!at || engine.kindAt(at) === 'end') return;
  announce(lt('coach.left'), { label: lt('coach.resume'), run: () => go(at.lesson, at.at) });
}

/** @param {Lesson} lesson @returns {Lesson | undefined} */
export function following(lesson) {
  return LESSONS[LESSONS.indexOf(lesson) + 1];
}

/** @param {Lesson} lesson @returns {number} from 1 */
export function numberOf(lesson) {
  return LESSONS.indexOf(lesson) + 1;
}
