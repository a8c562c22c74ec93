/** What the steps of the history are called, in the reader's language. */

import { difference } from '../../lib/history-steps.js';
import { parseHash } from '../../lib/permalink.js';
import { SCREENS } from '../../router.js';
import { cardOf, cards, t } from '../../store.js';
import { EVERYWHERE, TABLES } from './tables.js';

/** @typedef {import('../../lib/history-steps.js').Tree} Tree */
/** @typedef {import('../../router.js').ScreenName} ScreenName */

/** @param {string} address @returns {ScreenName} */
export function screenOf(address) {
  const { screen } = parseHash(address);
  return Object.hasOwn(SCREENS, screen) ? /** @type {ScreenName} */ (screen) : 'sampling';
}

/** @param {string} address */
function title(address) {
  return t(`${screenOf(address)}.title`);
}

/** What has changed between two states of one screen. @param {string} before @param {string} after */
function changeWords(before, after) {
  const screen = screenOf(after);
  const { query } = parseHash(after);
  const table = { ...EVERYWHERE, ...TABLES[screen] };
  // What a screen has of its own says more, but for another model.
  const order = ['m', ...Object.keys(TABLES[screen] ?? {}), ...Object.keys(EVERYWHERE)];
  const changes = (difference(before, after) ?? []).filter(({ key }) => order.includes(key));
  const card = cardOf(query.m ?? query.m1 ?? query.tm) ?? cards.peek()[0];
  if (!card) return title(after);
  changes.sort((one, other) => order.indexOf(one.key) - order.indexOf(other.key));
  const named = changes.map((change) => ({ key: change.key, told: table[change.key]({ ...change, card, query }) }));
  const { key, told } = named.find((one) => one.told) ?? { key: '', told: title(after) };
  // Another model brings other settings with it: those go without saying.
  const isList = changes.filter((one) => one.key === key).length > 1 && told !== t('history.did.zero');
  return isList ? t('history.several', { first: told }) : told;
}

/** What a step did. @param {Tree} tree @param {number} id */
export function stepWords(tree, id) {
  const { parent, entry } = tree.steps[id];
  if (entry.change) return entry.change.label();
  if (parent === null) return t('history.start');
  const before = tree.steps[parent].entry.address;
  return screenOf(before) === screenOf(entry.address) ? changeWords(before, entry.address) : title(entry.address);
}
