/** Points at the control of a step: marks it for the style sheet, and finds it anew when the screen is drawn anew. */

import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

const MARK = 'data-tour-target';
/** A screen has loaded by then; what is still missing is hidden or is not there. */
const PATIENCE_MS = 6000;
/** With these the reader goes on alone. */
const ACTS = ['pointerdown', 'wheel', 'keydown', 'touchmove'];

/** @param {readonly string[]} selectors the most telling first @returns {HTMLElement | null} the first that can be seen */
export function findTarget(selectors) {
  for (const selector of selectors) {
    const found = document.querySelector(`#main ${selector}`);
    if (found instanceof HTMLElement && found.getClientRects().length > 0) return found;
  }
  return null;
}

/** Which of the selectors it fits: a later part of a step shows up as another one. @param {HTMLElement} element @param {readonly string[]} selectors */
function partOf(element, selectors) {
  return selectors.findIndex((selector) => element.matches(selector));
}

/** Part of the window above which an element is shown from its beginning rather than its middle. */
const TALL = 0.4;

/** Whether it can be seen beside the guide, which stands at the foot or the head of the window. @param {HTMLElement} element */
function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  const guide = document.querySelector('.coach')?.getBoundingClientRect();
  const isAtHead = guide !== undefined && guide.top <= 0;
  const head = isAtHead ? guide.bottom : 0;
  const foot = guide && !isAtHead ? guide.top : innerHeight;
  return top >= head && bottom <= foot;
}

/** @param {HTMLElement} element */
export function reveal(element) {
  if (isInView(element)) return;
  const smooth = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  const isTall = element.getBoundingClientRect().height > TALL * innerHeight;
  element.scrollIntoView({ block: isTall ? 'start' : 'center', behavior: smooth ? 'smooth' : 'auto' });
}

/** Puts the focus on the first control in the marked part. @param {HTMLElement} element */
export function focusOn(element) {
  const control = 'input:not([type=hidden]), button, select, a[href], [tabindex="0"]';
  const inside = [...element.querySelectorAll(control)].find((one) => !one.matches(':disabled'));
  const first = element.matches(control) ? element : (inside ?? element);
  if (first instanceof HTMLElement) first.focus({ preventScroll: true });
}

/**
 * @param {readonly string[]} selectors
 * @param {string} step its name: with another one the target is brought into view
 * @returns {{found: import('@preact/signals').Signal<boolean>, given: import('@preact/signals').Signal<boolean>}}
 *   `found`: it is there; `given`: it has been waited for long enough
 */
export function useTarget(selectors, step) {
  const found = useSignal(false);
  const given = useSignal(false);
  const key = selectors.join();
  // With the step's words, not a frame later, goes the mark of the step before.
  useLayoutEffect(() => {
    let marked = /** @type {HTMLElement | null} */ (null);
    let frame = 0;
    /** Until the reader takes over, what moves as the screen loads is brought back into view. */
    let leading = true;
    let part = -1;
    found.value = false;
    given.value = false;
    const look = () => {
      frame = 0;
      const now = findTarget(selectors);
      if (now !== marked) marked?.removeAttribute(MARK);
      marked = now;
      marked?.setAttribute(MARK, '');
      found.value = marked !== null;
      if (!marked) return;
      const isNew = partOf(marked, selectors) !== part;
      part = partOf(marked, selectors);
      if (leading || isNew) reveal(marked);
    };
    const takeOver = () => {
      leading = false;
    };
    for (const act of ACTS) addEventListener(act, takeOver, { capture: true, passive: true });
    const soon = () => {
      frame ||= requestAnimationFrame(look);
    };
    const observer = new MutationObserver(soon);
    observer.observe(document.getElementById('app') ?? document.body, { childList: true, subtree: true });
    const timer = setTimeout(() => {
      given.value = selectors.length > 0;
    }, PATIENCE_MS);
    soon();
    return () => {
      observer.disconnect();
      for (const act of ACTS) removeEventListener(act, takeOver, { capture: true });
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      marked?.removeAttribute(MARK);
    };
  }, [key, step]);
  return { found, given };
}
