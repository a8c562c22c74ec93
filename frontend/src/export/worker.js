/** The page's side of an encoder in a worker: one question at a time, progress, and an end at any time. */

/**
 * @param {string} name of a module in this folder
 * @param {AbortSignal} signal ends the worker
 */
export function openWorker(name, signal) {
  const worker = new Worker(new URL(`./${name}`, import.meta.url), { type: 'module' });
  /** @type {((reason: unknown) => void) | null} */
  let fail = null;
  const stop = () => {
    worker.terminate();
    fail?.(signal.reason);
  };
  signal.addEventListener('abort', stop, { once: true });
  return {
    /**
     * @param {Record<string, unknown>} question
     * @param {Transferable[]} [transfer]
     * @returns {Promise<any>} what the worker answers
     */
    ask(question, transfer = []) {
      signal.throwIfAborted();
      return new Promise((done, failed) => {
        fail = failed;
        worker.onmessage = ({ data }) => (data.error ? failed(new Error(data.error)) : done(data));
        worker.onerror = (event) => failed(new Error(event.message || name));
        worker.postMessage(question, transfer);
      });
    },
    close() {
      signal.removeEventListener('abort', stop);
      worker.terminate();
    },
  };
}
