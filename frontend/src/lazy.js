/** What is not needed for a screen's first picture is fetched after it, or when it is asked for. */

import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { announce, t } from './store.js';

/** Without any picture (an error, a list) the rest is fetched after so long. */
const NO_PICTURE_MS = 2000;

/** A part that was lost with the network is asked for again when that is back, or after so long; the last pause is repeated. */
const PAUSES_MS = [1000, 2000, 4000, 8000];

/** @type {(() => void)[] | null} null: the first picture is there, and what comes is done soon */
let queue = [];

/** @param {() => void} work */
function soon(work) {
  // Safari has no requestIdleCallback.
  if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 500 });
  else setTimeout(work, 50);
}

function open() {
  const waiting = queue;
  queue = null;
  for (const work of waiting ?? []) soon(work);
}

/** @param {Event} event loading of a picture that the service made */
function onLoad({ target }) {
  if (!(target instanceof HTMLImageElement) || !target.src.startsWith('data:')) return;
  pictureDrawn();
}

/** Told by what draws a screen's first picture itself, and by the pictures of the service. */
export function pictureDrawn() {
  if (!queue) return;
  document.removeEventListener('load', onLoad, { capture: true });
  performance.mark('first-picture');
  open();
}

// Pictures tell of their arrival to themselves only, unless one listens on the way down.
document.addEventListener('load', onLoad, { capture: true });
setTimeout(() => {
  if (queue) open();
}, NO_PICTURE_MS);

/** Does something once the first picture is there and the page is idle. @param {() => void} work */
export function whenIdle(work) {
  if (queue) queue.push(work);
  else soon(work);
}

/**
 * A module that is fetched when it is first used, or on idle before; a failed attempt is
 * forgotten, so that the next use tries again.
 * @template Module
 * @param {() => Promise<Module>} load
 * @returns {() => Promise<Module>}
 */
export function later(load) {
  /** @type {Promise<Module> | null} */
  let fetched = null;
  const fetch = () => {
    if (!fetched) {
      fetched = load();
      fetched.catch(() => {
        fetched = null;
      });
    }
    return fetched;
  };
  whenIdle(() => {
    fetch().catch(() => {
      // Whoever needs it will ask again, and will be told.
    });
  });
  return fetch;
}

/**
 * A component that stands on a screen from the start and is not needed for its first picture:
 * fetched when that is there.
 * @param {() => Promise<any>} load gives the component
 * @param {(props: any) => any} [before] drawn until then: something of the same size
 * @returns {(props: any) => any}
 */
export function lazy(load, before) {
  const fetch = later(load);
  return deferred(() => (queue ? new Promise((done) => whenIdle(() => done(fetch()))) : fetch()), before);
}

/**
 * A component that is drawn when somebody asks for it: fetched at once then, or on idle before.
 * @param {() => Promise<any>} load gives the component
 * @param {(props: any) => any} [before] drawn until then
 * @returns {(props: any) => any}
 */
export function onDemand(load, before) {
  return deferred(later(load), before);
}

/** @param {() => Promise<any>} fetch @param {(props: any) => any} [before] */
function deferred(fetch, before = () => null) {
  /** @type {any} */
  let component = null;
  /** @param {any} props */
  return function Deferred(props) {
    const [current, show] = useState(() => component);
    useEffect(() => {
      if (current) return undefined;
      const gone = new AbortController();
      /** @param {any} found */
      const draw = (found) => {
        if (!gone.signal.aborted) show(() => found);
      };
      untilThere(fetch, gone.signal).then(
        (found) => {
          component = found;
          draw(found);
        },
        (error) =>
          draw(() => {
            // To the boundary, which offers to start again.
            throw error;
          }),
      );
      return () => gone.abort();
    }, []);
    return current ? h(current, props) : before(props);
  };
}

/** What browsers throw where a module did not come; other errors are of one that cannot be run. @param {unknown} error */
function isLost(error) {
  return error instanceof TypeError && /module|fetch/i.test(error.message);
}

/**
 * Asks for a part of the page until it is there. What is on the screen stays meanwhile: a part
 * that the network lost must not take away the work of the others.
 * @template Module
 * @param {() => Promise<Module>} fetch
 * @param {AbortSignal} signal
 * @returns {Promise<Module>}
 * @throws what is no loss of the network
 */
async function untilThere(fetch, signal) {
  for (let lost = 0; ; lost += 1) {
    try {
      return await fetch();
    } catch (error) {
      if (signal.aborted || !isLost(error)) throw error;
      if (lost === 0) announce(t('error.part'));
      await untilOnline(PAUSES_MS[Math.min(lost, PAUSES_MS.length - 1)], signal);
      if (signal.aborted) throw error;
    }
  }
}

/** Waits until the network is said to be back, or this time has passed. @param {number} longest ms @param {AbortSignal} signal */
function untilOnline(longest, signal) {
  return new Promise((done) => {
    setTimeout(done, longest);
    addEventListener('online', done, { once: true, signal });
  });
}
