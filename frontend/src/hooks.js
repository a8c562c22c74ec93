/** Ties between signals, requests and the life of a screen. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { drafted } from './lib/drafts.js';
import { moving } from './moving.js';
import { gallery } from './store.js';
import { waiting } from './waiting.js';

/** @typedef {import('./types.d.ts').GalleryItem} GalleryItem */

/**
 * One stream of requests of a screen: newest wins, superseded ones are silent, and with the
 * screen goes what still runs.
 * @template Input, Output
 * @param {(input: Input, signal: AbortSignal, asked: import('./lib/drafts.js').Asked<Input>) => Promise<Output>} work
 * @param {(output: Output, input: Input) => void} onResult
 * @param {{drafts?: boolean}} [options] `drafts`: while a control is moved, asks for drafts, and exactly when it rests
 */
export function useLatest(work, onResult, { drafts = false } = {}) {
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const current = useRef({ work, onResult });
  current.current = { work, onResult };
  const stream = useMemo(
    () =>
      drafted(/** @type {typeof work} */ ((input, signal, asked) => current.current.work(input, signal, asked)), {
        onResult(output, input) {
          error.value = null;
          current.current.onResult(output, input);
        },
        onError(reason) {
          error.value = reason;
        },
        onBusy(now) {
          busy.value = now;
        },
        onWait: waiting,
      }),
    [],
  );
  useSignalEffect(() => {
    if (!moving.value) stream.rest();
  });
  useEffect(() => () => stream.dispose(), []);
  /** @param {Input} input @param {{restart?: boolean}} [options] */
  const request = (input, options) => stream.request(input, { ...options, draft: drafts && moving.peek() });
  return { request, exact: stream.exact, busy, error };
}

/**
 * The gallery of a model as a signal: empty until it has come.
 * @param {() => string | undefined} model reads signals
 */
export function useGallery(model) {
  const items = useSignal(/** @type {GalleryItem[]} */ ([]));
  const error = useSignal(/** @type {unknown} */ (null));
  const attempt = useSignal(0);
  useSignalEffect(() => {
    const id = model();
    attempt.value;
    if (!id) return undefined;
    let stale = false;
    gallery(id).then(
      (found) => {
        if (stale) return;
        items.value = found;
        error.value = null;
      },
      (reason) => {
        if (!stale) error.value = reason;
      },
    );
    return () => {
      stale = true;
    };
  });
  const retry = () => {
    attempt.value += 1;
  };
  return { items, error, retry };
}
