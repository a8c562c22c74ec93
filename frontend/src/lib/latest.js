/**
 * A slider fires faster than a model decodes. `latest` keeps one piece of work in flight,
 * remembers only the newest input meanwhile, and always works off the last one, so that
 * what is shown in the end belongs to where the slider stopped.
 */

/**
 * @template Input, Output
 * @typedef {object} LatestHandlers
 * @property {(output: Output, input: Input) => void} onResult called for every finished work, in order
 * @property {(error: unknown, input: Input) => void} onError called only if no newer input waits
 * @property {(busy: boolean) => void} [onBusy] called when work starts and when nothing is left
 */

/**
 * @template Input
 * @typedef {object} Latest
 * @property {(input: Input, options?: {restart?: boolean}) => void} request
 *   `restart` gives up the work in flight, for inputs that make its answer meaningless
 * @property {() => void} dispose no handler is called afterwards
 */

/**
 * @template Input, Output
 * @param {(input: Input, signal: AbortSignal) => Promise<Output>} work
 * @param {LatestHandlers<Input, Output>} handlers
 * @returns {Latest<Input>}
 */
export function latest(work, handlers) {
  /** @type {{input: Input} | null} */
  let waiting = null;
  /** @type {AbortController | null} */
  let running = null;
  let disposed = false;

  /** @param {Input} input */
  async function start(input) {
    const controller = new AbortController();
    running = controller;
    try {
      const output = await work(input, controller.signal);
      if (!controller.signal.aborted) handlers.onResult(output, input);
    } catch (error) {
      if (!controller.signal.aborted && !waiting) handlers.onError(error, input);
    }
    if (running === controller) next();
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
      if (running && !restart) {
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
    },
  };
}
