/**
 * A slider fires faster than a model decodes. `latest` keeps one piece of work in flight,
 * remembers only the newest input meanwhile, and always works off the last one, so that
 * what is shown in the end belongs to where the slider stopped.
 *
 * A server that asks for a pause gets it: then the newest input is tried, in silence but for
 * `onWait`.
 */

import { pauseAfter, sleep } from './patience.js';

/**
 * @template Input, Output
 * @typedef {object} LatestHandlers
 * @property {(output: Output, input: Input) => void} onResult called for every finished work, in order
 * @property {(error: unknown, input: Input) => void} onError called only if no newer input waits
 * @property {(busy: boolean) => void} [onBusy] called when work starts and when nothing is left
 * @property {(input: Input) => void} [onStart] called for every piece of work
 * @property {(waiting: boolean) => void} [onWait] the server is busy: called when the first pause begins, and once an
 *   answer or a failure has come
 */

/**
 * @template Input
 * @typedef {object} Latest
 * @property {(input: Input, options?: {restart?: boolean}) => void} request
 *   `restart` gives up the work in flight, for inputs that make its answer meaningless
 * @property {() => void} dispose no handler is called afterwards but `onWait(false)`
 */

/**
 * @template Input, Output
 * @param {(input: Input, signal: AbortSignal) => Promise<Output>} work
 * @param {LatestHandlers<Input, Output>} handlers
 * @param {{pauseAfter?: typeof pauseAfter, sleep?: typeof sleep}} [patience]
 * @returns {Latest<Input>}
 */
export function latest(work, handlers, patience = {}) {
  const { pauseAfter: decide = pauseAfter, sleep: pause = sleep } = patience;
  /** @type {{input: Input} | null} */
  let waiting = null;
  /** @type {AbortController | null} */
  let running = null;
  let disposed = false;
  let pausing = false;
  /** How often it has been tried again since the server last answered. */
  let retries = 0;

  /** @param {Input} input */
  async function start(input) {
    const controller = new AbortController();
    const { signal } = controller;
    running = controller;
    handlers.onStart?.(input);
    try {
      const output = await work(input, signal);
      if (!signal.aborted) {
        decided();
        handlers.onResult(output, input);
      }
    } catch (error) {
      if (!signal.aborted) await failed(error, input, signal);
    }
    if (running === controller) next();
  }

  /** @param {unknown} error @param {Input} input @param {AbortSignal} signal */
  async function failed(error, input, signal) {
    const milliseconds = decide(error, retries);
    if (milliseconds === null) {
      decided();
      if (!waiting) handlers.onError(error, input);
      return;
    }
    retries += 1;
    if (retries === 1) handlers.onWait?.(true);
    pausing = true;
    // Given up only by `dispose`, after which nothing is tried.
    await pause(milliseconds, signal).catch(() => {});
    pausing = false;
    waiting ??= { input };
  }

  function decided() {
    if (retries > 0) handlers.onWait?.(false);
    retries = 0;
  }

  function next() {
    running = null;
    if (disposed) return;
    if (!waiting) {
      handlers.onBusy?.(false);
      return;
    }
    const { input } = waiting;
    waiting = null;
    start(input);
  }

  return {
    request(input, { restart = false } = {}) {
      if (disposed) return;
      if (running && (!restart || pausing)) {
        waiting = { input };
        return;
      }
      const wasIdle = !running;
      running?.abort();
      waiting = null;
      if (wasIdle) handlers.onBusy?.(true);
      start(input);
    },
    dispose() {
      disposed = true;
      waiting = null;
      running?.abort();
      decided();
    },
  };
}
