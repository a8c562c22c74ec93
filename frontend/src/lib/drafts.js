/**
 * While a control is moved a draft will do: pictures that are cheap to make and to send. When
 * it rests, the last of them is asked for once more, exactly, so that what stays is exact.
 */

import { latest } from './latest.js';

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
