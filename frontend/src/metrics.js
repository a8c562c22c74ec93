/** The figures of a card: where they are found, what they are called, which way is better. */

import { decimals, number, t } from './store.js';

/** @typedef {import('./types.d.ts').Card} Card */

/** Nested figures as `group.name`. @param {Record<string, unknown>} metrics @param {string} [prefix] @returns {Record<string, number>} */
export function flatten(metrics, prefix = '') {
  /** @type {Record<string, number>} */
  const flat = {};
  for (const [key, value] of Object.entries(metrics)) {
    if (typeof value === 'number' && Number.isFinite(value)) flat[prefix + key] = value;
    else if (value && typeof value === 'object' && !Array.isArray(value)) {
      Object.assign(flat, flatten(/** @type {Record<string, unknown>} */ (value), `${prefix}${key}.`));
    }
  }
  return flat;
}

/** @param {Card} card @param {string} name @returns {number | null} */
export function metric(card, name) {
  return flatten(card.metrics)[name] ?? null;
}

/** @param {string} name @param {number} value */
export function metricValue(name, value) {
  if (/accuracy|fidelity|against/.test(name)) return number(value, { style: 'percent', maximumFractionDigits: 1 });
  if (Number.isInteger(value)) return number(value);
  return decimals(value, Math.abs(value) < 1 ? 4 : 1);
}

/** @param {string} name a metric of a card @returns {{title: string, note: string}} the raw name where no text exists */
export function metricText(name) {
  const key = /** @type {any} */ (`metric.${name}`);
  const title = t(key);
  const note = t(/** @type {any} */ (`metric.${name}.note`));
  return { title: title === key ? name : title, note: note.startsWith('metric.') ? '' : note };
}

/** What separability means; measured attributes are told apart at their ends only. @param {Card} card */
export function separabilityNote(card) {
  const note = t('attributes.separabilityNote');
  return card.classes?.length ? `${note} ${t('attributes.quarters')}` : note;
}
