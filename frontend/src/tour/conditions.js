/**
 * When a step is done, as data: what the reader must have brought about. The state of a screen
 * is read as its link says it, so that whatever enters a link can be asked for.
 */

import { readAlphas, readList } from '../lib/permalink.js';

/** @typedef {import('../lib/permalink.js').Query} Query */

/**
 * @typedef {object} Simple
 * @property {string} [key] of the link
 * @property {string} [entry] of a list like `Smiling:1.5,Male:-1`: the number of this name
 * @property {number} [atLeast]
 * @property {number} [atMost]
 * @property {string} [is]
 * @property {string} [role] the model that plays this role
 * @property {true} [filled]
 * @property {number} [items] so many in the list
 * @property {number} [changes] so many times another value since the step began
 * @property {number} [distinct] so many values since the step began, the first one too
 * @property {string} [event] heard on an element that fits the selector `on`
 * @property {string} [on]
 */
/** `all`: at the same time. `each`: some time since the step began, in any order. */
/** @typedef {Simple | {all: Condition[]} | {each: Condition[]}} Condition */
/** @typedef {{notice: (query: Query) => boolean, hear: (type: string, fits: (selector: string) => boolean) => boolean}} Tracker */

/** @param {Simple} condition @param {Query} query */
function numberAt({ key = '', entry }, query) {
  if (entry !== undefined) return readAlphas(query, key)[entry] ?? 0;
  const text = query[key];
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

/** @param {Condition} condition @returns {string[]} the keys of the link that it looks at */
export function keysOf(condition) {
  if ('all' in condition) return condition.all.flatMap(keysOf);
  if ('each' in condition) return condition.each.flatMap(keysOf);
  const { key } = /** @type {Simple} */ (condition);
  return key === undefined ? [] : [key];
}

/**
 * What can be told from one moment; what needs a history holds as far as that goes.
 * @param {Condition} condition @param {Query} query @param {(role: string) => string | undefined} modelOf
 * @returns {boolean}
 */
export function holds(condition, query, modelOf) {
  if ('all' in condition) return condition.all.every((one) => holds(one, query, modelOf));
  if ('each' in condition) return condition.each.every((one) => holds(one, query, modelOf));
  const simple = /** @type {Simple} */ (condition);
  if (simple.event !== undefined) return false;
  const { key = '', atLeast, atMost, is, role, filled, items } = simple;
  const value = numberAt(simple, query);
  return (
    (atLeast === undefined || value >= atLeast) &&
    (atMost === undefined || value <= atMost) &&
    (is === undefined || query[key] === is) &&
    (role === undefined || query[key] === modelOf(role)) &&
    (filled === undefined || Boolean(query[key])) &&
    (items === undefined || readList(query, key).length >= items)
  );
}

/**
 * Watches a screen from the beginning of a step on. What is the case from the beginning does
 * not count until the reader has moved something that the step is about; what was done stays done.
 * @param {Condition} condition
 * @param {Query} start
 * @param {(role: string) => string | undefined} modelOf
 * @returns {Tracker}
 */
export function track(condition, start, modelOf) {
  if ('each' in condition) return trackEach(condition.each, start, modelOf);
  const keys = keysOf(condition);
  const simple = /** @type {Simple} */ (condition);
  const seen = new Set([start[simple.key ?? '']]);
  let last = start;
  let changes = 0;
  let met = false;
  return {
    notice(query) {
      const moved = keys.some((key) => query[key] !== last[key]);
      last = query;
      if (!moved) return met;
      changes += 1;
      seen.add(query[simple.key ?? '']);
      met ||=
        holds(condition, query, modelOf) && changes >= (simple.changes ?? 0) && seen.size >= (simple.distinct ?? 0);
      return met;
    },
    hear(type, fits) {
      met ||= simple.event === type && fits(simple.on ?? '');
      return met;
    },
  };
}

/** @param {Condition[]} conditions @param {Query} start @param {(role: string) => string | undefined} modelOf @returns {Tracker} */
function trackEach(conditions, start, modelOf) {
  const trackers = conditions.map((one) => track(one, start, modelOf));
  // Every one is told, also when an earlier one still waits.
  return {
    notice: (query) => trackers.map((one) => one.notice(query)).every(Boolean),
    hear: (type, fits) => trackers.map((one) => one.hear(type, fits)).every(Boolean),
  };
}

/** @param {Condition} condition @returns {string[]} the roles that models must be there for */
export function rolesOf(condition) {
  if ('all' in condition) return condition.all.flatMap(rolesOf);
  if ('each' in condition) return condition.each.flatMap(rolesOf);
  const { role } = /** @type {Simple} */ (condition);
  return role === undefined ? [] : [role];
}

/** @param {Condition} condition @returns {string[]} the kinds of events that it waits for */
export function eventsOf(condition) {
  if ('all' in condition) return condition.all.flatMap(eventsOf);
  if ('each' in condition) return condition.each.flatMap(eventsOf);
  const { event } = /** @type {Simple} */ (condition);
  return event === undefined ? [] : [event];
}
