/** The history of this tab: its tree of steps, going to any of them, and keeping it over a reload. */

import { computed, signal } from '@preact/signals';
import { adopt, disregard, recordInto, settle, stateNow } from '../history.js';
import { current, jump, plant, redoTarget, undoTarget, way } from '../lib/history.js';
import { readKept, remember, rememberChange, writeKept } from '../lib/history-steps.js';
import { parseHash } from '../lib/permalink.js';
import { adoptAddress, hashFor, rebuildAt, route, SCREENS } from '../router.js';
import { t, uploads } from '../store.js';

/** @typedef {import('../history.js').Change} Change */
/** @typedef {import('../lib/history-steps.js').Entry} Entry */
/** @typedef {import('../lib/history-steps.js').Tree} Tree */
/** @typedef {import('../router.js').ScreenName} ScreenName */

const KEY = 'latente.history';
const KEEP_MS = 400;

/** @type {import('@preact/signals').Signal<Tree | null>} */
export const tree = signal(readStored());

/** The step that undo takes back, and the one that redo makes; null: none. */
export const undone = computed(() => (tree.value && undoTarget(tree.value) !== null ? tree.value.at : null));
export const redone = computed(() => tree.value && redoTarget(tree.value));

/** Counts what has become steps, for those who follow. */
export const recorded = signal(0);

/** The visit of the screen whose state the present step is. */
let visit = -1;
/** Whether the next visit is where a step leads: after a reload it is the step that was kept. */
let isJump = wasReloaded();

function wasReloaded() {
  const [navigation] = performance.getEntriesByType('navigation');
  return navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload';
}

/** @param {import('../history.js').Seen} seen */
function see(seen) {
  const time = Date.now();
  const isVisit = seen.visit !== visit;
  const before = tree.peek();
  tree.value = before ? remember(before, { ...seen, time, isVisit, isJump }) : plant({ address: seen.address, time });
  visit = seen.visit;
  if (isVisit) isJump = false;
  recorded.value += 1;
}

/** @param {Change} change @param {number} press */
function record(change, press) {
  const before = tree.peek() ?? plant({ address: stateNow().address, time: Date.now() });
  const grown = rememberChange(before, change, press, Date.now());
  tree.value = grown;
  recorded.value += 1;
  return () => takeBack(grown.at, change);
}

/** Undoes one change, even if more was done since: that is a change too. @param {number} id @param {Change} change */
async function takeBack(id, change) {
  settle();
  if (tree.peek()?.at === id) return goTo(undoTarget(/** @type {Tree} */ (tree.peek())));
  await change.undo();
  const label = () => t('history.took', { step: change.label() });
  record({ label, undo: change.redo, redo: change.undo }, 0);
}

/** One after the other: what is under way first comes to its end. @type {Promise<unknown>} */
let ways = Promise.resolve();

/**
 * Brings the page to a step.
 * @param {number | null} id null: nowhere
 * @returns {Promise<void>} fails where a change could not be taken back or made again: the page is where it came to
 */
export function goTo(id) {
  return goWhere(() => id);
}

/**
 * Where to is asked when the ways before are at their end: of several quick presses each counts.
 * @param {(now: Tree) => number | null} choose
 * @returns {Promise<void>} as of `goTo`
 */
function goWhere(choose) {
  settle();
  disregard();
  const going = ways.then(() => {
    // What the way before has brought the screen to belongs to where the page is, not to where it goes.
    settle();
    const now = tree.peek();
    return walk(now && choose(now));
  });
  ways = going.catch(() => {
    // Whoever asked is told.
  });
  return going;
}

/** @param {number | null} id */
async function walk(id) {
  const before = tree.peek();
  if (!before || id === null || !before.steps[id] || id === before.at) return;
  const { undone: back, redone: on } = way(before, before.at, id);
  try {
    for (const step of back) {
      await before.steps[step].entry.change?.undo();
      arriveAt(/** @type {number} */ (before.steps[step].parent));
    }
    for (const step of on) {
      await before.steps[step].entry.change?.redo();
      arriveAt(step);
    }
  } finally {
    await show(current(/** @type {Tree} */ (tree.peek())).entry.address);
    disregard();
  }
}

/** @param {number} id */
function arriveAt(id) {
  tree.value = jump(/** @type {Tree} */ (tree.peek()), id);
}

/** Brings the page into a state: in place where the screen can. @param {string} address */
async function show(address) {
  if (stateNow().address === address) return;
  const { screen, query } = parseHash(address);
  if (!Object.hasOwn(SCREENS, screen)) return;
  const hash = hashFor(/** @type {ScreenName} */ (screen), query);
  const { screen: shown, visit: shownVisit } = route.peek();
  const isThere = shown === screen && stateNow().visit === shownVisit;
  if (isThere && (await adopt(address, () => adoptAddress(hash)))) return;
  isJump = true;
  if (shown === screen) rebuildAt(hash);
  else location.hash = hash;
}

export function undo() {
  return goWhere(undoTarget);
}

export function redo() {
  return goWhere(redoTarget);
}

/** Everything but where the page is. @returns {() => void} brings it back */
export function clear() {
  settle();
  const before = tree.peek();
  if (!before) return () => {};
  const { address, picture } = current(before).entry;
  tree.value = plant({ address, picture, time: Date.now() });
  return () => {
    settle();
    const now = current(/** @type {Tree} */ (tree.peek())).entry.address;
    const state = { address: now, time: Date.now(), acted: true, repeated: false, isVisit: true, isJump: false };
    tree.value = remember(before, state);
  };
}

/** @param {number} id @param {string} picture data URL */
export function putPicture(id, picture) {
  const now = tree.peek();
  const step = now?.steps[id];
  if (now && step)
    tree.value = { ...now, steps: { ...now.steps, [id]: { ...step, entry: { ...step.entry, picture } } } };
}

/** @returns {Tree | null} */
function readStored() {
  try {
    return readKept(JSON.parse(sessionStorage.getItem(KEY) ?? 'null'));
  } catch {
    return null;
  }
}

function store() {
  const now = tree.peek();
  if (!now) return;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(writeKept(now, uploads.size === 0)));
  } catch {
    // Without storage the history ends with the page.
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
tree.subscribe(() => {
  clearTimeout(timer);
  timer = setTimeout(store, KEEP_MS);
});
addEventListener('pagehide', () => {
  settle();
  store();
});

recordInto({ see, change: record });
