/** Directions of one's own: their names, how links and this browser hold them, and which are sound. */

import { decodeLatent, encodeLatent } from './permalink.js';

/**
 * @typedef {object} Own a direction of one's own
 * @property {string} code its numbers, as links write latents
 * @property {string} title what its maker calls it
 * @property {number} [separability] how well it tells its examples apart, where that is known
 * @property {number} [stability]
 */

/** So many sliders of one's own a model has at most. */
export const MOST_OWN = 4;
const LONGEST_TITLE = 40;
const PREFIX = 'own-';

/** Without the signs that divide lists in links. @param {string} text @returns {string} */
export function cleanTitle(text) {
  return text
    .replace(/[\p{Cc},:~]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_TITLE)
    .trim();
}

/** A short name that the same numbers always have: FNV-1a. @param {string} code */
export function ownName(code) {
  let hash = 0x811c9dc5;
  for (const letter of code) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return PREFIX + hash.toString(36);
}

/** @param {string} name of a slider */
export function isOwn(name) {
  return name.startsWith(PREFIX);
}

/** @param {readonly number[]} direction @param {string} title @param {Partial<Own>} [figures] @returns {Own} */
export function asOwn(direction, title, figures = {}) {
  return { code: encodeLatent(direction), title: cleanTitle(title), ...figures };
}

/** @param {readonly Own[]} list @returns {string} like `Rounder~q83v..,Taller~AAB..` */
export function writeOwn(list) {
  return list.map(({ title, code }) => `${title}~${code}`).join(',');
}

/** @param {unknown} value between 0 and 1, or between −1 and 1 */
function share(value) {
  return typeof value === 'number' && Math.abs(value) <= 1 ? value : undefined;
}

/**
 * What is sound of a list that anybody may have written.
 * @param {readonly unknown[]} list
 * @param {number} length of a latent
 * @returns {Own[]} each once
 */
export function soundOwn(list, length) {
  /** @type {Map<string, Own>} */
  const found = new Map();
  for (const item of list) {
    const { code, title, separability, stability } = /** @type {Record<string, unknown>} */ (item ?? {});
    if (typeof code !== 'string' || typeof title !== 'string') continue;
    const direction = decodeLatent(code, length);
    const name = cleanTitle(title);
    if (!direction?.some((value) => value !== 0) || name === '' || found.size >= MOST_OWN) continue;
    found.set(code, { code, title: name, separability: share(separability), stability: share(stability) });
  }
  return [...found.values()];
}

/** @param {string | undefined} text as a link has it @param {number} length of a latent @returns {Own[]} */
export function readOwn(text, length) {
  const parts = (text ?? '').split(',').map((part) => part.split('~'));
  return soundOwn(
    parts.map(([title, code]) => ({ title, code })),
    length,
  );
}

/**
 * What was there already, then what is new, without the oldest where it is too many.
 * @param {readonly Own[]} before @param {readonly Own[]} added @returns {Own[]}
 */
export function joined(before, added) {
  const codes = new Set(before.map(({ code }) => code));
  return [...before, ...added.filter(({ code }) => !codes.has(code))].slice(-MOST_OWN);
}

/**
 * An edit as requests name it: attributes by name, directions of one's own by their numbers.
 * @param {Record<string, number>} alphas
 * @param {readonly {name: string, direction?: number[]}[]} attributes
 */
export function splitEdits(alphas, attributes) {
  const named = Object.entries(alphas).filter(([name]) => !isOwn(name));
  const own = attributes.flatMap(({ name, direction }) =>
    direction && alphas[name] ? [{ direction, alpha: alphas[name] }] : [],
  );
  return { edits: Object.fromEntries(named), ...(own.length ? { directions: own } : {}) };
}
