/**
 * A slider fires faster than a model decodes. `latest` keeps one piece of work in flight,
 * remembers only the newest input meanwhile, and always works off the last one, so that
 * what is shown in the end belongs to where the slider stopped.
 *
 * A server that asks for a pause gets it: then the newest input is tried, in silence but for
 * `onWait`.
 *
 * While a control is moved a draft will do: pictures that are cheap to make and to send. When
 * it rests, the last of them is asked for once more, exactly, so that what stays is exact.
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

/**
 * @template Input
 * @typedef {{input: Input, draft: boolean}} Asked
 */

/**
 * @template Input, Output
 * @typedef {object} DraftHandlers
 * @property {(output: Output, input: Input) => void} onResult
 * @property {(error: unknown, input: Input) => void} onError
 * @property {(busy: boolean) => void} [onBusy] whether what is shown belongs to an older input
 * @property {(waiting: boolean) => void} [onWait] see `latest`
 */

/**
 * @template Input, Output
 * @param {(input: Input, signal: AbortSignal, asked: Asked<Input>) => Promise<Output>} work
 *   `asked`: whether a draft will do; the same object when the same is tried again
 * @param {DraftHandlers<Input, Output>} handlers
 * @param {Parameters<typeof latest>[2]} [patience]
 */
export function drafted(work, handlers, patience) {
  /** @type {Asked<Input> | null} */
  let newest = null;
  /** @type {{asked: Asked<Input>, output: Output} | null} */
  let shown = null;
  let idle = true;
  /** @type {{resolve: (output: Output) => void, reject: (error: unknown) => void}[]} */
  let awaiting = [];

  const stream = latest(
    (/** @type {Asked<Input>} */ asked, signal) => work(asked.input, signal, asked),
    {
      onStart(asked) {
        // The exact picture of a draft that is there already: nothing to wait for with the eye.
        handlers.onBusy?.(shown?.asked.input !== asked.input);
      },
      onBusy(busy) {
        idle = !busy;
        if (idle) handlers.onBusy?.(false);
      },
      onResult(output, asked) {
        shown = { asked, output };
        handlers.onResult(output, asked.input);
        if (asked === newest && !asked.draft) settle(({ resolve }) => resolve(output));
      },
      onError(error, asked) {
        handlers.onError(error, asked.input);
        settle(({ reject }) => reject(error));
      },
      onWait: handlers.onWait,
    },
    patience,
  );

  /** @param {(one: typeof awaiting[number]) => void} tell */
  function settle(tell) {
    const told = awaiting;
    awaiting = [];
    told.forEach(tell);
  }

  /** @param {Asked<Input>} asked @param {{restart?: boolean}} [options] */
  function send(asked, options) {
    newest = asked;
    stream.request(asked, options);
  }

  return {
    /** @param {Input} input @param {{restart?: boolean, draft?: boolean}} [options] */
    request(input, { restart, draft = false } = {}) {
      send({ input, draft }, { restart });
    },
    /** The control has come to rest: what was asked for as a draft is asked for exactly. */
    rest() {
      if (newest?.draft) send({ input: newest.input, draft: false });
    },
    /** The exact answer to the newest input, such as for a file. @returns {Promise<Output>} */
    exact() {
      if (shown && shown.asked === newest && !newest.draft) return Promise.resolve(shown.output);
      const answer = new Promise((resolve, reject) => awaiting.push({ resolve, reject }));
      if (newest && (idle || newest.draft)) send({ input: newest.input, draft: false });
      return answer;
    },
    dispose: stream.dispose,
  };
}
