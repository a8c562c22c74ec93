/** What the parts of addresses are called, screen by screen. */

import { readAlphas, readLabel, readSource } from '../../lib/permalink.js';
import { sourceName } from '../../points.js';
import { cardOf, decimals, number, say, signed, t, uploads } from '../../store.js';

/** @typedef {import('../../types.d.ts').Card} Card */
/** @typedef {import('../../i18n/keys.d.ts').Key} Key */
/** @typedef {import('../../lib/history-steps.js').Changed} Changed */
/** `before`, `after`: texts of the address. `card`: the model that is shown then.
 * @typedef {Changed & {card: Card, query: Record<string, string>}} Told */
/** Empty: that this has changed says nothing. @typedef {(told: Told) => string} Words */

/** @param {Key} key @param {(told: Told) => string} value @param {Key} [none] for a value that is gone @returns {Words} */
function words(key, value, none) {
  return (told) => {
    if (told.after !== '') return t(key, { value: value(told) });
    return none ? t(none) : '';
  };
}

/** @param {Told} told */
const plain = ({ after }) => after;
/** @param {Told} told with two decimals, as sliders show it */
const value = ({ after }) => decimals(Number(after), 2);

/** @param {'names' | 'same' | 'density' | 'strips'} what @returns {Words} things that are shown unless the address says 0 */
const shown =
  (what) =>
  ({ after }) =>
    t(`history.did.${what}.${after === '0' ? 'off' : 'on'}`);

/** @param {Told} told what an image is called */
function image({ after, card }) {
  const id = after.startsWith('u:') ? after.slice(2) : '';
  if (id) return uploads.get(id)?.name ?? t('source.upload');
  const source = readSource(after);
  return source ? sourceName(card, source) : t('source.upload');
}

/** @param {Told} told a class, or attributes with their values */
function label({ key, query, card }) {
  const found = readLabel(query, key, card);
  if (typeof found === 'number') return say(card.classes?.[found]?.title);
  return Object.entries(found ?? {})
    .map(([name, one]) => `${attribute(card, name)} ${number(one)}`)
    .join(', ');
}

/** @param {Card} card @param {string} name */
function attribute(card, name) {
  const told = card.condition?.kind === 'attributes' ? card.condition.attributes : [];
  return say([...card.attributes, ...told].find((one) => one.name === name)?.title) || name;
}

/** @param {Told} told a direction's alpha */
function slider({ part, after, query, key, card }) {
  if (!part || Object.keys(readAlphas(query, key)).length === 0) return t('history.did.zero');
  return t('history.did.slider', { name: attribute(card, part), value: signed(Number(after), 2) });
}

/** @param {Told} told one of the dimensions, which links count from 1 */
function dimension({ part, after, query, key }) {
  if (!part || Object.keys(readAlphas(query, key)).length === 0) return t('history.did.zero');
  return t('history.did.dimension', { name: part.replace(/\D/g, ''), value: signed(Number(after), 2) });
}

/** @param {Told} told what a conditional model is told: a class, or one of several attributes */
function condition(told) {
  const { part, after, card, before } = told;
  if (!part) return t('history.did.class', { value: label(told) });
  const name = attribute(card, part);
  return after === '' && before !== '' ? `${name} ↺` : t('history.did.slider', { name, value: value(told) });
}

/** @param {Told} told the middle of what is seen of the map, and how much of it */
function view({ before, after }) {
  if (after === '') return t('history.did.whole');
  const isPan = before.split(',')[2] === after.split(',')[2];
  return t(isPan ? 'history.did.panned' : 'history.did.zoomed');
}

/** @param {Told} told */
function pins({ before, after }) {
  const count = (/** @type {string} */ text) => text.split(',').filter(Boolean).length;
  if (count(after) > count(before)) return t('history.did.pinned', { value: count(after) });
  return t(count(after) < count(before) ? 'history.did.unpinned' : 'history.did.pins');
}

/** What compared models do is called as the screens that do it alone. @type {Record<string, Key>} */
const ACTIONS = {
  sample: 'sampling.title',
  reconstruct: 'history.did.reconstruct',
  interpolate: 'interpolation.title',
  edit: 'attributes.title',
  condition: 'conditional.title',
};

/** @param {Told} told */
function action({ after }) {
  return Object.hasOwn(ACTIONS, after) ? t(ACTIONS[after]) : '';
}

/** @param {Told} told what compared models are told */
function sharedCondition(told) {
  const { m1, m2, m3 } = told.query;
  const card = [m1, m2, m3].map((id) => cardOf(id)).find((one) => one?.condition);
  return card && told.after ? condition({ ...told, card }) : '';
}

/** @type {Words} */
const column = words('history.did.model', plain, 'history.did.less');

/** @type {Record<string, Words>} */
export const EVERYWHERE = {
  m: words('history.did.model', plain),
  o: words('history.did.beside', plain, 'history.did.alone'),
  seed: words('history.did.seed', plain),
  from: words('history.did.from', image),
  fc: words('history.did.readAs', label, 'history.did.readOwn'),
  to: words('history.did.second', image),
  tc: words('history.did.readAs', label, 'history.did.readOwn'),
  n: ({ after }) => after && t('history.did.count', { value: Number(after) }),
  t: words('history.did.temperature', value),
  prior: ({ after }) => t('history.did.prior', { value: t(after === 'fitted' ? 'prior.fitted' : 'prior.standard') }),
  method: ({ after }) =>
    t('history.did.method', {
      value: t(after === 'spherical' ? 'interpolation.spherical' : 'interpolation.linear'),
    }),
  i: ({ after }) => t('history.did.picked', { value: Number(after) + 1 }),
  c: condition,
};

/** What single screens mean by the same or other names. The first that has changed is told. @type {Record<string, Record<string, Words>>} */
export const TABLES = {
  interpolation: { from: words('history.did.first', image), a: words('history.did.alpha', value) },
  attributes: {
    a: slider,
    keep: words(
      'history.did.held',
      ({ after, card }) =>
        after
          .split(',')
          .map((name) => attribute(card, name))
          .join(', '),
      'history.did.free',
    ),
    method: ({ after }) =>
      t('history.did.direction', { value: t(after ? 'attributes.method.mean-difference' : 'attributes.method.best') }),
  },
  conditional: { c: condition, from: words('history.did.image', image, 'history.did.drawn') },
  map: {
    pr: () => t('history.did.projection'),
    path: words('history.did.joined', ({ after }) => after.replace('-', ' → '), 'history.did.parted'),
    p: pins,
    a: words('history.did.alpha', value),
    off: () => t('history.did.classes'),
    names: shown('names'),
    scale: shown('same'),
    prior: ({ after }) => t(`history.did.density.${after ? 'on' : 'off'}`),
    grid: words('history.did.grid', ({ after }) => `${after} × ${after}`, 'history.did.noGrid'),
    c: words('history.did.class', label, 'history.did.noClass'),
    v: view,
  },
  posterior: {
    d: dimension,
    t: words('history.did.scale', value),
    xy: words('history.did.plane', plain),
    o: ({ after }) => t(`history.did.order.${after === 'number' ? 'number' : 'kl'}`),
    s: shown('strips'),
    sc: shown('same'),
  },
  compare: {
    act: action,
    m1: column,
    m2: column,
    m3: column,
    x: ({ after, card }) => after && attribute(card, after),
    k: ({ after, query, card }) =>
      after && t('history.did.slider', { name: attribute(card, query.x), value: signed(Number(after), 2) }),
    y: sharedCondition,
    a: words('history.did.alpha', value),
    share: ({ after }) => t(`history.did.share.${after === 'image' ? 'image' : 'z'}`),
  },
  collection: {
    m: words('history.did.only', plain, 'history.did.all'),
    t: () => t('history.did.formula'),
    s: ({ after }) => t('history.did.strength', { value: decimals(Number(after || 1), 2) }),
  },
};
