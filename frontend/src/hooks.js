/** Ties between signals, requests and the life of a screen. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { drafted } from './lib/latest.js';
import { moving } from './moving.js';
import { cardTables, fetchCardTables, fetchFullCard, fullCards, gallery, waiting } from './store.js';

/** @typedef {import('./types.d.ts').GalleryItem} GalleryItem */

/**
 * One stream of requests of a screen: newest wins, superseded ones are silent, and with the
 * screen goes what still runs.
 * @template Input, Output
 * @param {(input: Input, signal: AbortSignal, asked: import('./lib/latest.js').Asked<Input>) => Promise<Output>} work
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
 * @param {(model: string) => Promise<GalleryItem[]>} [fetch] another way to it, or to a part of it
 */
export function useGallery(model, fetch = gallery) {
  const items = useSignal(/** @type {GalleryItem[]} */ ([]));
  const error = useSignal(/** @type {unknown} */ (null));
  const attempt = useSignal(0);
  useSignalEffect(() => {
    const id = model();
    attempt.value;
    if (!id) return undefined;
    let stale = false;
    fetch(id).then(
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

/**
 * The whole card of a model, which is fetched where it is not there yet.
 * @param {import('./types.d.ts').Card} card as it was listed
 * @returns {import('./types.d.ts').Card | null} null until it has come
 */
export function useFullCard({ id }) {
  useEffect(() => {
    fetchFullCard(id).catch(() => {
      // What it holds besides is an extra: without it the screen works as before.
    });
  }, [id]);
  return fullCards.value.get(id) ?? null;
}

/** All cards with their tables, which are fetched where they are not there yet. */
export function useCardTables() {
  const error = useSignal(/** @type {unknown} */ (null));
  const request = () => {
    error.value = null;
    fetchCardTables().catch((reason) => {
      error.value = reason;
    });
  };
  useEffect(() => {
    if (!cardTables.peek()) request();
  }, []);
  return { cards: cardTables.value, error: error.value, request };
}

/**
 * What is being typed into a field until it is finished: an answer that arrives meanwhile
 * draws the screen anew and must not put the old value back.
 * @param {string} settled what the field holds while nobody types
 */
export function useDraft(settled) {
  const draft = useSignal(/** @type {string | null} */ (null));
  const end = () => {
    draft.value = null;
  };
  return {
    end,
    /** Properties of the input element. */
    field: {
      value: draft.value ?? settled,
      onInput: (/** @type {any} */ event) => {
        draft.value = event.currentTarget.value;
      },
      onBlur: end,
    },
  };
}
