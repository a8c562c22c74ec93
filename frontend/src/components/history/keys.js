/** Which keys the history leaves to the field that has the focus. */

/** A number that is being typed and has not been told yet. @type {EventTarget | null} */
let typed = null;

/** @param {Event} event */
function onInput({ target }) {
  typed = target;
}

function onTold() {
  typed = null;
}

/** Follows what is being typed. @returns {() => void} ends it */
export function watchTyping() {
  addEventListener('input', onInput, { capture: true });
  for (const type of ['change', 'focusout']) addEventListener(type, onTold, { capture: true });
  return () => {
    removeEventListener('input', onInput, { capture: true });
    for (const type of ['change', 'focusout']) removeEventListener(type, onTold, { capture: true });
  };
}

const WITHOUT_TEXT = ['range', 'checkbox', 'radio', 'button', 'submit', 'file', 'color'];

/**
 * Whether Ctrl+Z belongs to a field: where text is written the browser undoes the writing. A
 * number field keeps it while a number is being typed; once that holds, it is a step like others.
 * @param {EventTarget | null} target
 */
export function isForFields(target) {
  if (target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLElement && target.isContentEditable) return true;
  if (!(target instanceof HTMLInputElement) || WITHOUT_TEXT.includes(target.type)) return false;
  return target.type !== 'number' || typed === target;
}
