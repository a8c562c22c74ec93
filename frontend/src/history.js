/**
 * What is done on the page, so that it can be undone: this much of it is there from the start.
 * The tree of steps, the buttons and the keys come after the first picture; until then steps wait.
 */

import { batch, effect, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { moving } from './moving.js';

/**
 * A change that no address tells of, such as one of the studio's film. It has been made already.
 * @typedef {object} Change
 * @property {() => string} label what was done, in the language of now
 * @property {() => void | Promise<void>} undo puts everything back as it was before
 * @property {() => void | Promise<void>} redo makes it once more, as it was made
 * @property {string} [gesture] changes of one name that follow each other at once are one step
 */

/**
 * A state of a screen, as its address in this tab says it.
 * @typedef {object} Seen
 * @property {string} address without language and other flags of the whole page
 * @property {number} visit
 * @property {boolean} acted whether somebody has done something since the last one
 * @property {boolean} repeated whether it was done with the wheel or a key that is pressed again and again
 */

/**
 * @typedef {object} Recorder
 * @property {(seen: Seen) => void} see
 * @property {(change: Change, press: number) => () => Promise<void>} change `press`: made with this
 *   press of a pointer or key, which may make many changes; 0: with a key that is pressed again and again
 */

const SETTLE_MS = 150;
/** Screens tell of a state in the next frame, however long that takes. */
const ADOPT_MS = 1500;
/** What follows its signals has done so by then. */
const ADOPTED_MS = 100;
const REPEATED = /^(Arrow|Page|Home|End)/;

/** @type {Recorder | null} */
let recorder = null;

/** What happened before there was a tree. @type {((recorder: Recorder) => void)[]} */
let early = [];

/** From now on steps go into the tree, first of all those that wait. @param {Recorder} next */
export function recordInto(next) {
  recorder = next;
  for (const tell of early) tell(next);
  early = [];
}

/**
 * Makes a step of the history of a change that is in no address.
 * @param {Change} change
 * @returns {() => Promise<void>} takes this change back: for the Undo of a message
 */
export function recordChange(change) {
  settle();
  acted = false;
  const press = repeated ? 0 : presses;
  if (recorder) return recorder.change(change, press);
  /** @type {(() => Promise<void>) | null} */
  let takeBack = null;
  /** @param {Recorder} late */
  const tell = (late) => {
    takeBack = late.change(change, press);
  };
  early.push(tell);
  return async () => {
    if (takeBack) return takeBack();
    early = early.filter((one) => one !== tell);
    return change.undo();
  };
}

/** The state of the screen that has not yet been at rest. @type {{address: string, visit: number} | null} */
let unsettled = null;
/** The last state that a screen has told of. */
let last = { address: '', visit: -1 };
let acted = false;
let repeated = false;
let presses = 0;
/** @type {Set<number>} */
const held = new Set();
let playing = false;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (held.size === 0 && !moving.peek() && !playing) settle();
  }, SETTLE_MS);
}

/** Takes the state as it is for a step, though it may have changed a moment ago. */
export function settle() {
  clearTimeout(timer);
  if (!unsettled) return;
  const seen = { ...unsettled, acted, repeated };
  unsettled = null;
  acted = false;
  if (recorder) recorder.see(seen);
  else early.push((late) => late.see(seen));
}

/** What was done so far makes no step. */
export function disregard() {
  acted = false;
}

/** A screen tells of its state, at once. @param {string} address @param {number} visit */
export function tellState(address, visit) {
  // What was changed just before leaving is a step of its own.
  if (unsettled && unsettled.visit !== visit) settle();
  last = { address, visit };
  unsettled = last;
  if (address === awaited) answer?.(true);
  // What is not right soon after it has begun to change will not be.
  else answerWithin(ADOPTED_MS);
  schedule();
}

/** The state of the screen at this moment. */
export function stateNow() {
  return last;
}

/** While something plays, its every frame is no step. @param {boolean} plays */
export function tellPlaying(plays) {
  playing = plays;
  if (!plays) schedule();
}

effect(() => {
  if (!moving.value) schedule();
});

/** @param {Event} event */
function onAct(event) {
  acted = true;
  if (event instanceof PointerEvent && event.type === 'pointerdown') {
    // Whatever the pointers before it have come to, they are gone.
    if (event.isPrimary) held.clear();
    held.add(event.pointerId);
    repeated = false;
    presses += 1;
  } else if (event instanceof KeyboardEvent) {
    repeated = REPEATED.test(event.key);
    presses += 1;
  } else if (event instanceof WheelEvent) repeated = true;
}

/** @param {Event} event */
function onLetGo(event) {
  if (event instanceof PointerEvent) held.delete(event.pointerId);
  else held.clear();
  schedule();
}

for (const type of ['pointerdown', 'keydown', 'wheel', 'click', 'input', 'change', 'drop', 'paste'])
  addEventListener(type, onAct, { capture: true, passive: true });
// `blur` that is not caught on the way down is the window's.
for (const type of ['pointerup', 'pointercancel']) addEventListener(type, onLetGo, { capture: true });
addEventListener('blur', onLetGo);

/** Counts the states that were given to screens from outside. */
let turn = 0;
/** What is to be done for it, all at once. @type {(() => void)[]} */
let due = [];
let adopting = false;
let refused = false;
/** The state that the screen is to tell of. */
let awaited = '';
/** @type {((adopted: boolean) => void) | null} */
let answer = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let late;

/** @param {number} wait in milliseconds, then the screen has not taken the state over */
function answerWithin(wait) {
  clearTimeout(late);
  late = setTimeout(() => answer?.(false), wait);
}

/** Whether a screen is just taking over a state from outside: nobody has done anything on it. */
export function isAdopting() {
  return adopting;
}

function adoptNow() {
  if (due.length === 0) return;
  adopting = true;
  const acts = due;
  due = [];
  if (refused) answer?.(false);
  else
    batch(() => {
      for (const act of acts) act();
    });
}

/**
 * Does something when the history brings the screen into another state without building it anew.
 * @param {() => void} act with what the new link says
 * @param {boolean} [refuses] the screen must be built anew
 */
export function useAdopted(act, refuses = false) {
  const known = useRef(turn);
  if (known.current !== turn) {
    known.current = turn;
    due.push(act);
    refused ||= refuses;
  }
  useLayoutEffect(adoptNow);
}

/**
 * A signal that begins with what the link says, and takes over what the link says when the
 * history brings the screen into another state.
 * @template Value
 * @param {Value} said by the link, worked out anew whenever the component is drawn
 * @param {{fixed?: boolean, key?: (value: Value) => unknown}} [options] `fixed`: with another value the
 *   screen must be built anew. `key`: what is the same for equal values; a value that is equal stays
 * @returns {import('@preact/signals').Signal<Value>}
 */
export function useLinked(said, { fixed = false, key = JSON.stringify } = {}) {
  const linked = useSignal(said);
  const isOther = () => key(linked.peek()) !== key(said);
  const take = () => {
    if (isOther()) linked.value = said;
  };
  useAdopted(take, fixed && isOther());
  return linked;
}

/**
 * Lets the screen that is shown take over another state.
 * @param {string} address of that state
 * @param {() => void} tell hands the screen its new link
 * @returns {Promise<boolean>} whether it did; else it has to be built anew
 */
export function adopt(address, tell) {
  turn += 1;
  due = [];
  refused = false;
  awaited = address;
  return new Promise((done) => {
    answer = (adopted) => {
      clearTimeout(late);
      answer = null;
      awaited = '';
      setTimeout(() => {
        adopting = false;
      }, ADOPTED_MS);
      done(adopted);
    };
    answerWithin(ADOPT_MS);
    tell();
  });
}
