/** Whether anything waits because the server is busy: said once for the whole page. */

import { computed, signal } from '@preact/signals';
import { patiently } from './lib/patience.js';

const count = signal(0);

export const serverBusy = computed(() => count.value > 0);

/** @param {boolean} begins a piece of work starts to wait; false: it has been decided */
export function waiting(begins) {
  count.value = count.peek() + (begins ? 1 : -1);
}

/**
 * A request that belongs to no stream of a screen, tried again while the server is busy.
 * @template Output
 * @param {() => Promise<Output>} work
 * @param {AbortSignal} [signal]
 */
export function waitingFor(work, signal) {
  return patiently(work, { onWait: waiting }, signal);
}
