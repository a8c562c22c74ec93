/** How long to wait for a server that says that it is busy, and how often. */

/** How often the same is tried again before it counts as a failure. */
export const MOST_RETRIES = 4;
/** A server that asks for more than this is not just busy: better said than waited for. */
const LONGEST_MS = 30_000;
const SHORTEST_MS = 250;

/**
 * @param {string | null} header Retry-After: seconds, or a date (RFC 9110, section 10.2.3)
 * @param {number} [now] in milliseconds since 1970
 * @returns {number | null} milliseconds from now, at least 0; null where it says nothing
 */
export function retryAfter(header, now = Date.now()) {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return 1000 * Number(text);
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * The pause before the same is tried again. Never shorter than the server asked for; longer
 * by chance, and more so from time to time, so that a class does not come back all at once.
 * @param {unknown} error
 * @param {number} retries how many there were already
 * @param {() => number} [random] in [0, 1)
 * @returns {number | null} milliseconds; null: it is a failure
 */
export function pauseAfter(error, retries, random = Math.random) {
  const asked = /** @type {{retryAfterMs?: number | null} | null} */ (error)?.retryAfterMs ?? null;
  if (asked === null || asked > LONGEST_MS || retries >= MOST_RETRIES) return null;
  const pause = Math.max(asked, SHORTEST_MS);
  return pause * (1 + (random() * (retries + 1)) / 2);
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 * @returns {Promise<void>} rejects with the signal's reason, as soon as it is given up
 */
export function sleep(milliseconds, signal) {
  return new Promise((done, fail) => {
    signal?.throwIfAborted();
    const giveUp = () => {
      clearTimeout(timer);
      fail(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', giveUp);
      done();
    }, milliseconds);
    signal?.addEventListener('abort', giveUp, { once: true });
  });
}

/**
 * @typedef {object} Patience
 * @property {typeof pauseAfter} [pauseAfter]
 * @property {typeof sleep} [sleep]
 * @property {(waiting: boolean) => void} [onWait] called when the first pause begins, and once it is decided
 */

/**
 * Work that is tried again while the server is busy.
 * @template Output
 * @param {() => Promise<Output>} work
 * @param {Patience} [patience]
 * @param {AbortSignal} [signal]
 * @returns {Promise<Output>}
 */
export async function patiently(work, patience = {}, signal = undefined) {
  const { pauseAfter: decide = pauseAfter, sleep: pause = sleep, onWait } = patience;
  for (let retries = 0; ; retries += 1) {
    try {
      const output = await work();
      if (retries > 0) onWait?.(false);
      return output;
    } catch (error) {
      const wait = signal?.aborted ? null : decide(error, retries);
      if (wait === null) {
        if (retries > 0) onWait?.(false);
        throw error;
      }
      if (retries === 0) onWait?.(true);
      await pause(wait, signal).catch((reason) => {
        onWait?.(false);
        throw reason;
      });
    }
  }
}

/** @type {WeakMap<object, Map<number, unknown>>} */
const answered = new WeakMap();

/**
 * Several pieces of work at once. When the same is tried again, what was answered is not
 * asked again.
 * @template Output
 * @param {object} asked whose identity says that it is the same, tried again
 * @param {(() => Promise<Output>)[]} works
 * @returns {Promise<Output[]>} rejects with the first failure, when all have ended
 */
export async function together(asked, works) {
  const known = answered.get(asked) ?? new Map();
  answered.set(asked, known);
  const ends = await Promise.allSettled(
    works.map(async (work, place) => {
      if (!known.has(place)) known.set(place, await work());
      return /** @type {Output} */ (known.get(place));
    }),
  );
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
  return ends.map((end) => /** @type {PromiseFulfilledResult<Output>} */ (end).value);
}
