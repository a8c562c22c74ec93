/** What of a map enters its address. */

import { readList } from './permalink.js';

/** @typedef {import('./permalink.js').Query} Query */
/** @typedef {import('./viewport.js').View} View */
/** @typedef {{x: number, y: number, point?: number}} Marked a place, or the data point that stands there */

/** So many places one can still tell apart on the map. */
export const MOST_PINS = 12;
const DIGITS = 4;

/** @param {string | undefined} text */
function finite(text) {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** @param {number} value */
function short(value) {
  return String(Number(value.toPrecision(DIGITS)));
}

/** @param {View | null} view null: all of the map @returns {string} */
export function writeView(view) {
  return view ? [view.x, view.y, view.span].map(short).join(',') : '';
}

/** @param {Query} query @param {string} key @returns {View | null} */
export function readView(query, key) {
  const [x, y, span] = readList(query, key).map(finite);
  return x == null || y == null || span == null || span <= 0 ? null : { x, y, span };
}

/** @param {readonly Marked[]} pins @returns {string} like `0.31:-1.2,i512` */
export function writePins(pins) {
  return pins.map(({ x, y, point }) => (point === undefined ? `${short(x)}:${short(y)}` : `i${point}`)).join(',');
}

/**
 * Data points come without their place, which only the map knows.
 * @param {Query} query @param {string} key
 * @returns {({x: number, y: number} | {point: number})[]}
 */
export function readPins(query, key) {
  /** @type {({x: number, y: number} | {point: number})[]} */
  const pins = [];
  for (const part of readList(query, key).slice(0, MOST_PINS)) {
    const [x, y] = part.split(':').map(finite);
    if (/^i\d{1,8}$/.test(part)) pins.push({ point: Number(part.slice(1)) });
    else if (x != null && y != null) pins.push({ x, y });
  }
  return pins;
}

/** @param {ReadonlySet<number>} hidden classes @returns {string} */
export function writeHidden(hidden) {
  return [...hidden].sort((a, b) => a - b).join(',');
}

/** @param {Query} query @param {string} key @returns {Set<number>} */
export function readHidden(query, key) {
  return new Set(
    readList(query, key)
      .filter((part) => /^\d{1,3}$/.test(part))
      .map(Number),
  );
}

/**
 * Which two pins the path joins, counted from 1 as they are numbered on the map.
 * @param {Query} query @param {string} key @param {number} pins how many there are
 * @returns {[number, number] | null} counted from 0
 */
export function readPath(query, key, pins) {
  const match = /^(\d{1,2})-(\d{1,2})$/.exec(query[key] ?? '');
  if (!match) return null;
  const [from, to] = [Number(match[1]) - 1, Number(match[2]) - 1];
  return from !== to && [from, to].every((pin) => pin >= 0 && pin < pins) ? [from, to] : null;
}
