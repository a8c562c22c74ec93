/** When a state of a screen is a step of the history, and what has changed with it. */

import { amend, current, grow, jump, sift, wither } from './history.js';
import { buildHash, parseHash, readAlphas } from './permalink.js';

/**
 * What is known of a step. `address`: the state of the screen there, as this tab writes it.
 * `change`: it was no change of the address, and this takes it back and makes it again.
 * `press`: with which press of a pointer or key it was made. `picture`: a small picture of it, a
 * data URL. `time`: in milliseconds since 1970.
 * @typedef {{address: string, time: number, picture?: string, change?: import('../history.js').Change, press?: number}} Entry
 */

/** @typedef {import('./history.js').Tree<Entry>} Tree */
/** @typedef {{address: string, time: number, acted: boolean, repeated: boolean, isVisit: boolean, isJump: boolean}} State */

/** Key presses and turns of the wheel that follow each other within so long are one step. */
const REPEAT_MS = 1000;

/** What follows the eye of the reader and is no step of its own. @type {Record<string, string[]>} */
const QUIET = { attributes: ['x'], posterior: ['x'] };

/** Lists of values by name, each of which is a control of its own. @type {Record<string, string[]>} */
const LISTS = { attributes: ['a'], posterior: ['d'], conditional: ['c'], compare: ['y'] };

/** A value that changed: `part` is its name within a list. @typedef {{key: string, part: string, before: string, after: string}} Changed */

/** @param {string} key @param {string} before @param {string} after @returns {Changed[]} */
function changesOfList(key, before, after) {
  const [old, now] = [readAlphas({ [key]: before }, key), readAlphas({ [key]: after }, key)];
  const parts = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return parts
    .filter((part) => old[part] !== now[part])
    .map((part) => ({ key, part, before: String(old[part] ?? ''), after: String(now[part] ?? '') }));
}

/** @param {string} text */
function isList(text) {
  return text === '' || text.includes(':');
}

/**
 * What is different in another state of the same screen.
 * @param {string} before @param {string} after addresses
 * @returns {Changed[] | null} null: it is another screen
 */
export function difference(before, after) {
  const [old, now] = [parseHash(before), parseHash(after)];
  if (old.screen !== now.screen) return null;
  const keys = new Set([...Object.keys(old.query), ...Object.keys(now.query)]);
  return [...keys].flatMap((key) => {
    const [was, is] = [old.query[key] ?? '', now.query[key] ?? ''];
    if (was === is) return [];
    const byPart = LISTS[now.screen]?.includes(key) && isList(was) && isList(is);
    return byPart ? changesOfList(key, was, is) : [{ key, part: '', before: was, after: is }];
  });
}

/** Which controls were moved between two states. @param {string} before @param {string} after */
function controls(before, after) {
  return difference(before, after)
    ?.map(({ key, part }) => `${key} ${part}`)
    .sort()
    .join();
}

/** @param {string} before @param {string} after */
function isQuiet(before, after) {
  const quiet = QUIET[parseHash(after).screen] ?? [];
  return difference(before, after)?.every(({ key }) => quiet.includes(key)) ?? false;
}

/** Whether this goes on with what the last step began. @param {Tree} tree @param {State} state */
function goesOn(tree, { address, time, repeated }) {
  const { parent, children, entry } = current(tree);
  if (parent === null || children.length || entry.change || !repeated || time - entry.time > REPEAT_MS) return false;
  const origin = tree.steps[parent].entry.address;
  return controls(origin, entry.address) === controls(entry.address, address);
}

/** A step beside the present one that has this state, so that the page is just there again. @param {Tree} tree @param {State} state */
function neighbour(tree, { address, isVisit }) {
  const { parent, children, entry } = current(tree);
  const after = children.find((id) => !tree.steps[id].entry.change && tree.steps[id].entry.address === address);
  if (after !== undefined) return after;
  const isBefore = isVisit && parent !== null && !entry.change && tree.steps[parent].entry.address === address;
  return isBefore ? parent : null;
}

/**
 * The tree when a screen has come to rest in this state.
 * @param {Tree} tree @param {State} state
 * @returns {Tree} the same one if this is no other state
 */
export function remember(tree, state) {
  const { entry, parent } = current(tree);
  const { address, time } = state;
  if (address === entry.address) return tree;
  const there = neighbour(tree, state);
  if (there !== null && (state.isVisit || state.acted)) return jump(tree, there);
  // What the screen did by itself, or made of where it was sent to, belongs to the step before.
  const isLook = isQuiet(entry.address, address);
  const isOwn = state.isVisit ? state.isJump && difference(entry.address, address) !== null : !state.acted || isLook;
  if (isOwn) return amend(tree, { ...entry, address, picture: isLook ? entry.picture : undefined });
  if (state.isVisit || !goesOn(tree, state)) return grow(tree, { address, time });
  const isBack = parent !== null && tree.steps[parent].entry.address === address;
  return isBack ? wither(tree) : amend(tree, { address, time });
}

/** Whether a change goes on with what the last step began. @param {Tree} tree @param {string | undefined} gesture @param {number} press @param {number} time */
function isSameGesture(tree, gesture, press, time) {
  const { entry, children } = current(tree);
  if (gesture === undefined || entry.change?.gesture !== gesture || children.length) return false;
  return entry.press === press && (press > 0 || time - entry.time <= REPEAT_MS);
}

/**
 * The tree with one more change that is in no address.
 * @param {Tree} tree @param {import('../history.js').Change} change
 * @param {number} press of a pointer or key, with which it was made; 0: a key that is pressed again and again
 * @param {number} time
 * @returns {Tree}
 */
export function rememberChange(tree, change, press, time) {
  const { address, change: before } = current(tree).entry;
  const isSame = isSameGesture(tree, change.gesture, press, time);
  if (!before || !isSame) return grow(tree, { address, time, change, press });
  return amend(tree, { address, time, press, change: { ...change, undo: before.undo } });
}

/** Whether a value only lives as long as this tab, as uploads do. @param {string} value */
function isOfThisTab(value) {
  return /(^|,)u:/.test(value);
}

/**
 * An address without what only lives as long as this tab: what was there before it takes its place.
 * @param {string} address
 * @param {string} [before] the address of the step before, which is without it already
 * @returns {string}
 */
export function withoutUploads(address, before = '') {
  const { screen, query } = parseHash(address);
  const old = parseHash(before);
  const parts = Object.entries(query).map(([key, value]) => {
    const kept = old.screen === screen ? old.query[key] : '';
    return [key, isOfThisTab(value) ? kept : value];
  });
  return buildHash(screen, Object.fromEntries(parts));
}

/** Whose pictures may be somebody's photograph, though their address does not say so. */
const OWN = ['studio', 'collection'];

/** What of a step may outlive the page. @param {Entry} entry @param {string} address without uploads @param {boolean} pictures @returns {Entry} */
function lasting({ time, picture }, address, pictures) {
  const isShown = pictures && !OWN.includes(parseHash(address).screen);
  return { address, time, picture: isShown ? picture : undefined };
}

const FORMAT = 1;

/**
 * The tree as it outlives a reload: without uploads, and without the steps that only the running
 * page can take back.
 * @param {Tree} tree
 * @param {boolean} pictures whether they are kept: not where one of them may be of an upload
 * @returns {{format: number, tree: Tree}}
 */
export function writeKept(tree, pictures) {
  /** @type {Map<number, string>} */
  const addresses = new Map();
  /** @type {Set<Entry>} */
  const gone = new Set();
  // Parents come before their children.
  for (const { id, parent, entry } of Object.values(tree.steps)) {
    const before = parent === null ? '' : addresses.get(parent);
    const address = withoutUploads(entry.address, before);
    addresses.set(id, address);
    if (entry.change || (before && isQuiet(before, address))) gone.add(entry);
  }
  const sifted = sift(tree, (entry) => !gone.has(entry));
  const steps = Object.values(sifted.steps).map((step) => {
    const address = /** @type {string} */ (addresses.get(step.id));
    return [step.id, { ...step, entry: lasting(step.entry, address, pictures) }];
  });
  return { format: FORMAT, tree: { ...sifted, steps: Object.fromEntries(steps) } };
}

/** @param {unknown} step @param {Record<string, any>} steps */
function isSound(step, steps) {
  const { parent, children, last, entry } = /** @type {any} */ (step);
  const known = [...children, ...(last === null ? [] : [last]), ...(parent === null ? [] : [parent])];
  return known.every((id) => Object.hasOwn(steps, id)) && /^#\/[a-z]+(\?[^\s#]*)?$/.test(entry.address);
}

/** @param {unknown} value what was kept @returns {Tree | null} null where it cannot be understood */
export function readKept(value) {
  if (typeof value !== 'object' || value === null) return null;
  const { format, tree } = /** @type {{format?: number, tree?: Tree}} */ (value);
  if (format !== FORMAT || !tree?.steps[tree.at] || !tree.steps[tree.root]) return null;
  return Object.values(tree.steps).every((step) => isSound(step, tree.steps)) ? tree : null;
}
