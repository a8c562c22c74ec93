/** Ties between signals, requests and the life of a screen. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { latest } from './lib/latest.js';
import { gallery } from './store.js';

/** @typedef {import('./types.d.ts').GalleryItem} GalleryItem */

/**
 * One stream of requests of a screen: newest wins, superseded ones are silent.
 * @template Input, Output
 * @param {(input: Input, signal: AbortSignal) => Promise<Output>} work
 * @param {(output: Output, input: Input) => void} onResult
 */
export function useLatest(work, onResult) {
  const busy = useSignal(false);
  const error = useSignal(/** @type {unknown} */ (null));
  const current = useRef({ work, onResult });
  current.current = { work, onResult };
  const stream = useMemo(
    () =>
      latest(/** @type {typeof work} */ ((input, signal) => current.current.work(input, signal)), {
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
      }),
    [],
  );
  useEffect(() => () => stream.dispose(), []);
  return { request: stream.request, busy, error };
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
