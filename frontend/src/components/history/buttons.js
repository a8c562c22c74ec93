/** Undo and redo in the rail and by keys, and the button that opens the history. */

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html } from '../../html.js';
import { onDemand } from '../../lazy.js';
import { redo, redone, tree, undo, undone } from '../../state/history.js';
import { announce, t } from '../../store.js';
import { Button } from '../buttons.js';
import { isForFields, watchTyping } from './keys.js';
import { followPictures } from './thumbnail.js';
import { stepWords } from './words.js';

const HistoryPanel = onDemand(async () => (await import('./panel.js')).HistoryPanel);

const open = signal(false);

/** What was done, for screen readers: the page itself shows it. */
const spoken = signal('');

/** @param {() => string} words @param {() => Promise<void>} act */
export async function say(words, act) {
  const told = words();
  try {
    await act();
    // Said again even if it is the same as before.
    spoken.value = spoken.peek() === told ? `${told}\u00a0` : told;
  } catch (error) {
    announce(t('history.failed', { reason: error instanceof Error ? error.message : String(error) }));
  }
}

/** @param {number | null} id */
const nameOf = (id) => (tree.value && id !== null ? stepWords(tree.value, id) : '');

function back() {
  const id = undone.peek();
  if (id !== null) say(() => t('history.undone', { step: nameOf(id) }), undo);
}

function on() {
  const id = redone.peek();
  if (id !== null) say(() => t('history.redone', { step: nameOf(id) }), redo);
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || event.altKey || (key !== 'z' && key !== 'y')) return;
  if (isForFields(event.target) || document.querySelector('dialog[open]')) return;
  event.preventDefault();
  if (key === 'y' || event.shiftKey) on();
  else back();
}

function useKeys() {
  useEffect(() => {
    const forget = watchTyping();
    addEventListener('keydown', onKey);
    return () => {
      forget();
      removeEventListener('keydown', onKey);
    };
  }, []);
  useEffect(followPictures, []);
}

/** The two ways and the history itself. */
export function HistoryButtons() {
  useKeys();
  const [backTo, onTo] = [undone.value, redone.value];
  const title = backTo === null ? t('history.noUndo') : t('history.undo', { step: nameOf(backTo) });
  const redoTitle = onTo === null ? t('history.noRedo') : t('history.redo', { step: nameOf(onTo) });
  return html`<div class="history-buttons" role="group" aria-label=${t('history.steps')}>
    <${Button} icon="undo-2" iconOnly label=${title} disabled=${backTo === null} onClick=${back} testid="undo" kind="quiet" />
    <${Button} icon="redo-2" iconOnly label=${redoTitle} disabled=${onTo === null} onClick=${on} testid="redo" kind="quiet" />
    <${Toggle} />
    <p class="visually-hidden" role="status" data-testid="history-spoken">${spoken.value}</p>
    ${open.value && html`<${HistoryPanel} onClose=${close} />`}
  </div>`;
}

function close() {
  open.value = false;
  /** @type {HTMLElement | null} */ (document.querySelector('[data-testid="history-open"]'))?.focus();
}

function Toggle() {
  const isOpen = open.value;
  return html`<button type="button" class="button icon-only quiet" aria-expanded=${isOpen} aria-label=${t('history.title')}
    title=${t(isOpen ? 'history.close' : 'history.open')} data-testid="history-open" onClick=${() => {
      open.value = !isOpen;
    }}><svg class="icon" aria-hidden="true" focusable="false"><use href="icons/sprite.svg#history" /></svg></button>`;
}
