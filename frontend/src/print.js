/** On paper: what a sheet was made of and where it is found again, below its pictures. */

import { parseHash } from './lib/permalink.js';
import { printedFacts } from './lib/print-line.js';
import { route } from './router.js';
import { cardOf, t } from './store.js';

/** @typedef {import('./types.d.ts').Card} Card */

/** @param {string} tag @param {string} text @param {string} name of a class */
function line(tag, text, name) {
  return Object.assign(document.createElement(tag), { textContent: text, className: name });
}

/** What the address says, in words. @param {import('./lib/permalink.js').Query} query */
function facts(query) {
  const words = {
    weights: (/** @type {string} */ value) => t('print.weights', { tag: value }),
    seed: (/** @type {string} */ value) => t('source.seed', { seed: value }),
    draws: (/** @type {string} */ value) => `${t('sampling.count')} ${value}`,
    temperature: (/** @type {string} */ value) => `τ ${value}`,
    alpha: (/** @type {string} */ value) => `α ${value}`,
  };
  const models = ['m', 'o', 'm1', 'm2', 'm3'].map((key) => [key, cardOf(query[key])?.id]);
  const shown = { ...query, ...Object.fromEntries(models) };
  return printedFacts(shown).map(({ kind, value }) => (kind === 'model' ? value : words[kind](value)));
}

/** The line is there while the page is being printed, and only then. */
function put() {
  take();
  const { query } = parseHash(location.hash);
  const foot = line('footer', '', 'print-line');
  foot.id = 'print-line';
  foot.append(
    line('p', [`Latente: ${t(`${route.value.screen}.title`)}`, ...facts(query)].join(' · '), 'print-facts'),
    line('p', location.href, 'print-address'),
  );
  document.getElementById('app')?.after(foot);
}

function take() {
  document.getElementById('print-line')?.remove();
}

/** From now on every print carries its line. */
export function watchPrinting() {
  addEventListener('beforeprint', put);
  addEventListener('afterprint', take);
  // What shows the page as it prints, without printing it, tells of the medium only.
  matchMedia('print').addEventListener('change', ({ matches }) => (matches ? put() : take()));
}
