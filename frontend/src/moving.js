/** Whether a control is being moved right now: one person moves one at a time. */

import { signal } from '@preact/signals';

/** Keys tell of no end: so long after the last of them the value counts as at rest. */
const REST_MS = 150;
/** A pointer that holds a control and does not move it for so long lets people look: that is rest, too. */
const HELD_MS = 700;

export const moving = signal(false);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * A control has been moved, before its new value is told.
 * @param {boolean} held by a pointer, which says when it lets go; else by a key
 */
export function move(held) {
  clearTimeout(timer);
  moving.value = true;
  timer = setTimeout(rest, held ? HELD_MS : REST_MS);
}

/** The control has come to rest. */
export function rest() {
  clearTimeout(timer);
  moving.value = false;
}

// Wherever the pointer is let go, and even if the control is gone by then.
for (const end of ['pointerup', 'pointercancel', 'blur']) addEventListener(end, rest, { capture: true });
