/** Which screen the address names, and how screens write their state back into it. */

import { batch, signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { tellState } from './history.js';
import { buildHash, parseHash } from './lib/permalink.js';
import { announce, language, speak, t } from './store.js';
import { adoptTour, live, tourFlags } from './tour/host.js';

/** @typedef {import('./lib/permalink.js').Query} Query */
/** @typedef {Record<string, string | number | null | undefined>} Writable */

const SETTLE_MS = 150;

/** The lessons, then the screens in their order. The modules are fetched when first visited. */
export const SCREENS = /** @type {const} */ ({
  lessons: { icon: 'graduation-cap', load: () => import('./views/lessons.js') },
  sampling: { icon: 'dices', load: () => import('./views/sampling.js') },
  map: { icon: 'chart-scatter', load: () => import('./views/map.js') },
  posterior: { icon: 'circle-dot', load: () => import('./views/posterior.js') },
  interpolation: { icon: 'blend', load: () => import('./views/interpolation.js') },
  attributes: { icon: 'sliders-horizontal', load: () => import('./views/attributes.js') },
  conditional: { icon: 'shapes', load: () => import('./views/conditional.js') },
  compare: { icon: 'columns-3', load: () => import('./views/compare.js') },
  studio: { icon: 'clapperboard', load: () => import('./views/studio.js') },
  collection: { icon: 'library', load: () => import('./views/collection.js') },
  models: { icon: 'boxes', load: () => import('./views/models.js') },
});

/** @typedef {keyof typeof SCREENS} ScreenName */

/** `visit` counts real navigations: a screen is built anew for each. */
export const route = signal(readRoute(0));

/** Parts that a teacher hid with `hide=`. @returns {string[]} */
export function hiddenParts() {
  return (route.value.query.hide ?? '').split(',').filter((part) => /^[a-z]+$/.test(part));
}

/** The last address of each screen in this tab, so that coming back finds it as it was. @type {Map<string, string>} */
const lastAddress = new Map();

/** @param {number} visit @returns {{screen: ScreenName, query: Query, visit: number, unknown: boolean}} */
function readRoute(visit) {
  const { screen, query } = parseHash(location.hash);
  const known = Object.hasOwn(SCREENS, screen);
  return {
    screen: known ? /** @type {ScreenName} */ (screen) : 'sampling',
    query,
    visit,
    unknown: !known && screen !== '',
  };
}

/** As the screen was left, but in the language of now. @param {ScreenName} screen @returns {string} */
export function screenHref(screen) {
  return hashFor(screen, parseHash(lastAddress.get(screen) ?? '').query);
}

/** @param {Writable} query @param {ScreenName} screen */
export function hashFor(screen, query) {
  const { hide } = route.value.query;
  return buildHash(screen, { ...query, hide, ...tourFlags(), lang: language.value });
}

/** The address that the page knows about: another one is a navigation that it has not yet heard of. */
let knownHash = location.hash;

/** Writes the state into the address, unless the reader is on the way elsewhere. @param {string} hash */
export function replaceAddress(hash) {
  if (location.hash !== knownHash) return false;
  history.replaceState(null, '', hash);
  knownHash = location.hash;
  return true;
}

/** The screen that is there takes over another state. @param {string} hash of the same screen */
export function adoptAddress(hash) {
  route.value = { ...route.peek(), query: parseHash(hash).query };
}

/** The screen that is there is built anew in another state, without an entry of the browser. @param {string} hash of the same screen */
export function rebuildAt(hash) {
  history.replaceState(null, '', hash);
  knownHash = location.hash;
  route.value = readRoute(route.peek().visit + 1);
}

export function startRouter() {
  const { lang } = route.value.query;
  if (isLanguage(lang)) language.value = lang;
  adoptTour(route.value.query);
  addEventListener('hashchange', () => {
    knownHash = location.hash;
    batch(() => {
      route.value = readRoute(route.value.visit + 1);
      adoptLanguage();
      adoptTour(route.value.query);
    });
  });
}

/** @param {string | undefined} text @returns {text is import('./lib/i18n.js').Language} */
function isLanguage(text) {
  return text === 'es' || text === 'en' || text === 'qps';
}

function adoptLanguage() {
  const { lang } = route.value.query;
  if (isLanguage(lang)) speak(lang).catch(() => announce(t('error.network')));
}

/**
 * Keeps the address in step with a screen's signals, once they have come to rest.
 * @param {ScreenName} screen
 * @param {() => Writable} read reads the signals
 * @param {() => Writable} [readHere] what only this tab understands: it brings the screen back, but is in no address
 */
export function useAddress(screen, read, readHere = () => ({})) {
  const timer = useRef(/** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined));
  const visit = useRef(route.peek().visit);
  useSignalEffect(() => {
    const query = read();
    const hash = hashFor(screen, query);
    const state = { ...query, ...readHere() };
    const here = hashFor(screen, state);
    clearTimeout(timer.current);
    // The reader may have gone elsewhere, while this screen is still there until the next one is.
    const isLeft = () => route.peek().visit !== visit.current;
    // Coming back finds even what was changed just before leaving; only the address may wait.
    if (!isLeft()) {
      lastAddress.set(screen, here);
      live.value = { screen, hash, visit: visit.current };
      tellState(buildHash(screen, state), visit.current);
    }
    timer.current = setTimeout(() => {
      if (!isLeft()) replaceAddress(hash);
    }, SETTLE_MS);
  });
  useEffect(() => () => clearTimeout(timer.current), []);
}
