/** Sliders of one's own: directions that somebody made on the map, kept in this browser and carried by links. */

import { signal } from '@preact/signals';
import { asOwn, joined, MOST_OWN, ownName, readOwn, soundOwn, writeOwn } from './lib/own-directions.js';
import { decodeLatent } from './lib/permalink.js';
import { whenKeptElsewhere } from './store.js';

/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {import('./types.d.ts').Attribute} Attribute */
/** @typedef {import('./lib/own-directions.js').Own} Own */

const KEY = 'latente.directions';
/** The same reach to both sides as on the map. */
const REACH = 3;

/** By model and weights. @type {import('@preact/signals').Signal<Record<string, unknown>>} */
const kept = signal(readKept());

/** What each card is with its own sliders, as long as they stay the same. @type {WeakMap<Card, {list: Own[], card: Card}>} */
const extended = new WeakMap();

/** @returns {Record<string, unknown>} */
function readKept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    // What cannot be read is as good as nothing.
    return {};
  }
}

whenKeptElsewhere(KEY, () => {
  kept.value = readKept();
});

/** Directions mean nothing under other weights. @param {Card} card */
function placeOf(card) {
  return `${card.id} ${card.weights.sha256}`;
}

/** Where the card lists the sound ones, so that equal lists are the same. @type {Map<string, {text: string, list: Own[]}>} */
const lists = new Map();

/** @param {Card} card @returns {Own[]} */
export function ownOf(card) {
  const found = kept.value[placeOf(card)];
  const text = JSON.stringify(found ?? []);
  const known = lists.get(placeOf(card));
  if (known?.text === text) return known.list;
  const list = soundOwn(Array.isArray(found) ? found : [], card.latent_dim);
  lists.set(placeOf(card), { text, list });
  return list;
}

/** @param {Card} card @param {Own[]} list */
function put(card, list) {
  kept.value = { ...kept.peek(), [placeOf(card)]: list };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept.peek()));
  } catch {
    // They last as long as this tab.
  }
}

/** @param {Own} own @param {number} length @returns {Attribute} */
function asAttribute({ code, title, separability, stability }, length) {
  return {
    name: ownName(code),
    title: { en: title, es: title },
    range: [-REACH, REACH],
    separability: separability ?? Number.NaN,
    stability,
    direction: decodeLatent(code, length) ?? [],
  };
}

/** A card whose attributes are followed by the sliders of one's own. @param {Card} card @returns {Card} */
export function withOwn(card) {
  const list = ownOf(card);
  if (list.length === 0) return card;
  const known = extended.get(card);
  if (known?.list === list) return known.card;
  const more = list.map((own) => asAttribute(own, card.latent_dim));
  const next = { ...card, attributes: [...card.attributes, ...more] };
  extended.set(card, { list, card: next });
  return next;
}

/**
 * @param {Card} card
 * @param {readonly number[]} direction
 * @param {string} title
 * @param {{separability: number, stability: number}} figures
 * @returns {string} name of the slider; empty where there are as many as there may be
 */
export function keepDirection(card, direction, title, figures) {
  const own = asOwn(direction, title, figures);
  const before = ownOf(card).filter(({ code }) => code !== own.code);
  if (before.length >= MOST_OWN || own.title === '') return '';
  put(card, [...before, own]);
  return ownName(own.code);
}

/** @param {Card} card @param {string} name of a slider @returns {() => void} brings it back */
export function dropDirection(card, name) {
  const before = ownOf(card);
  put(
    card,
    before.filter(({ code }) => ownName(code) !== name),
  );
  return () => put(card, before);
}

/** @param {Card} card @returns {string} for a link */
export function ownLink(card) {
  return writeOwn(ownOf(card));
}

/** Takes over what a link brings. @param {string | undefined} text @param {Card} card */
export function adoptOwn(text, card) {
  const before = ownOf(card);
  const all = joined(before, readOwn(text, card.latent_dim));
  if (all.some(({ code }, index) => code !== before[index]?.code)) put(card, all);
}
