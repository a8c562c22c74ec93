/** Putting things in another order by dragging one of them. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

/** Movement in pixels up to which a press counts as a click. */
const CLICK_SLACK = 5;

/**
 * The place that a dragged thing would take: that of the one whose middle is nearest.
 * @param {HTMLElement} list @param {number} x @param {number} y
 */
function placeAt(list, x, y) {
  let best = { place: 0, distance: Number.POSITIVE_INFINITY };
  for (const [place, item] of [...list.children].entries()) {
    const box = item.getBoundingClientRect();
    const distance = Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y);
    if (distance < best.distance) best = { place, distance };
  }
  return best.place;
}

/**
 * Dragging with mouse or pen anywhere on a thing, with a finger by its grip, so that the page still scrolls.
 * @param {{current: HTMLElement | null}} list its children are the things, in order
 * @param {{onPress?: (place: number) => void, onMove: (from: number, to: number) => void}} handlers
 */
export function useDragging(list, { onPress, onMove }) {
  const drag = useSignal(/** @type {{from: number, to: number} | null} */ (null));
  const press = useRef(/** @type {{place: number, x: number, y: number} | null} */ (null));
  const wasDrag = useRef(false);
  /** @param {PointerEvent} event @param {number} place */
  const onPointerDown = (event, place) => {
    if (event.button !== 0) return;
    wasDrag.current = false;
    onPress?.(place);
    const onGrip = event.target instanceof Element && event.target.closest('.grip') !== null;
    if (event.pointerType === 'touch' && !onGrip) return;
    press.current = { place, x: event.clientX, y: event.clientY };
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
  };
  /** @param {PointerEvent} event */
  const onPointerMove = (event) => {
    const start = press.current;
    if (!start || !list.current) return;
    const far = Math.hypot(event.clientX - start.x, event.clientY - start.y) > CLICK_SLACK;
    if (far || drag.value) drag.value = { from: start.place, to: placeAt(list.current, event.clientX, event.clientY) };
  };
  const onPointerUp = () => {
    const done = drag.value;
    press.current = null;
    drag.value = null;
    wasDrag.current = done !== null;
    // A click follows at once, or never, as where the thing has moved on the page.
    setTimeout(() => {
      wasDrag.current = false;
    });
    if (done && done.from !== done.to) onMove(done.from, done.to);
  };
  const onPointerCancel = () => {
    press.current = null;
    drag.value = null;
  };
  return {
    drag: drag.value,
    handlers: { onPointerMove, onPointerUp, onPointerCancel },
    onPointerDown,
    /** Whether this click is the end of a drag. */
    endsDrag: () => wasDrag.current,
  };
}

/** On which side of a thing the dragged one would come down: a class name. @param {{from: number, to: number} | null} drag @param {number} place */
export function dropSide(drag, place) {
  if (!drag || drag.to !== place || drag.from === place) return '';
  return drag.from < place ? 'drop-after' : 'drop-before';
}
