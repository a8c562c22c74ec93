/** What is not needed for a screen's first picture is fetched after it, or when it is asked for. */

import { h } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Without any picture (an error, a list) the rest is fetched after so long. */
const NO_PICTURE_MS = 2000;

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
  document.removeEventListener('load', onLoad, { capture: true });
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
      let gone = false;
      /** @param {any} found */
      const draw = (found) => {
        if (!gone) show(() => found);
      };
      fetch().then(
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
      return () => {
        gone = true;
      };
    }, []);
    return current ? h(current, props) : before(props);
  };
}
