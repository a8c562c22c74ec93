/** Copying text, also where the browser offers no clipboard interface. */

/**
 * The clipboard interface exists only on https and localhost; a class often opens the page
 * by the address of the teacher's machine, and then the old command does it.
 * @param {string} text
 * @throws {Error} where the browser refuses both ways
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!copied) throw new Error('clipboard');
}
