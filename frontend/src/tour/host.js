/** What of the lessons the whole page knows: the step, what the screen shows, large type. The rest comes when a lesson begins. */

import { batch, effect, signal, useSignal, useSignalEffect } from '@preact/signals';
import { html } from '../html.js';
import { announce, language, t } from '../store.js';
import { fetchTexts } from '../texts.js';

/** A text of the lessons: their names are data, from which keys are made. @type {(key: string, values?: Record<string, string | number>) => string} */
export const lt = /** @type {any} */ (t);

/** Where the reader is in which lesson, like `prior.2`; empty: in none. */
export const lessonAt = signal('');

/** Whether everything is shown large, for a projector. */
export const presenting = signal(false);

/**
 * The screen's state as its link will say it, at once and not only at rest. `visit` is that of
 * the route: a screen that is being left still tells of itself.
 */
export const live = signal({ screen: '', hash: '', visit: -1 });

/** What of this goes into every link. */
export function tourFlags() {
  return { lesson: lessonAt.value, present: presenting.value ? 1 : null };
}

/** What a link says: a lesson that it does not name is over, large type stays until it is put off. @param {Record<string, string>} query */
export function adoptTour({ lesson = '', present }) {
  batch(() => {
    lessonAt.value = lesson;
    if (present !== undefined) presenting.value = present === '1';
  });
}

export function togglePresenting() {
  presenting.value = !presenting.value;
  announce(t(presenting.value ? 'present.on' : 'present.off'));
}

effect(() => {
  document.documentElement.toggleAttribute('data-present', presenting.value);
});

addEventListener('keydown', (event) => {
  // By its place on the keyboard, as with Alt some systems type another letter.
  if (event.code !== 'KeyP' || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  togglePresenting();
});

/** The guide of the lesson that is under way. */
export function TourHost() {
  const loaded = useSignal(/** @type {any} */ (null));
  useSignalEffect(() => {
    if (!lessonAt.value || loaded.peek()) return;
    Promise.all([
      import('../components/lessons/coach.js'),
      fetchTexts('lessons', language.peek()),
      fetchTexts('glossary', language.peek()),
    ]).then(
      ([module]) => {
        loaded.value = () => module.Coach;
      },
      () => {
        lessonAt.value = '';
        announce(t('error.unknown'));
      },
    );
  });
  const Coach = loaded.value?.();
  return lessonAt.value && Coach ? html`<${Coach} />` : null;
}
