/** A small copy of the largest picture on the page, for the step where the page is. */

import { computed, effect } from '@preact/signals';
import { current } from '../../lib/history.js';
import { putPicture, recorded, tree } from '../../state/history.js';

/** Pixels of the copy: twice as many as are shown. */
const SIDE = 72;
/** By then what has changed is drawn, or is being asked for. */
const FIRST_MS = 50;
const WAIT_MS = 250;
/** So long a picture may take. */
const ATTEMPTS = 16;

/** @returns {HTMLImageElement | undefined} the largest picture that a model has drawn */
function mainPicture() {
  const images = /** @type {NodeListOf<HTMLImageElement>} */ (document.querySelectorAll('#main img[src^="data:"]'));
  const area = (/** @type {HTMLImageElement} */ image) => image.clientWidth * image.clientHeight;
  const isShown = (/** @type {HTMLImageElement} */ image) =>
    image.complete && area(image) > 0 && !image.closest('dialog');
  return [...images].filter(isShown).sort((a, b) => area(b) - area(a))[0];
}

/** @param {HTMLImageElement} image @returns {string} data URL */
function small(image) {
  const scale = Math.min(1, SIDE / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', 0.8);
}

/** @param {number} id of the step where the page was when this was asked for @param {number} [attempt] */
function copy(id, attempt = 0) {
  if (tree.peek()?.at !== id || attempt > ATTEMPTS) return;
  // Drafts are JPEG; what is being refreshed belongs to the step before.
  const isWaiting = document.querySelector('#main .busy, #main img[src^="data:image/jpeg"]');
  const image = isWaiting ? undefined : mainPicture();
  if (image) putPicture(id, small(image));
  else timer = setTimeout(copy, WAIT_MS, id, attempt + 1);
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** The step where the page is, while it has no picture. */
const bare = computed(() => (tree.value && !current(tree.value).entry.picture ? tree.value.at : null));

/** From now on every step gets its picture once that is there. @returns {() => void} ends it */
export function followPictures() {
  const end = effect(() => {
    recorded.value;
    const id = bare.value;
    clearTimeout(timer);
    if (id !== null) timer = setTimeout(copy, FIRST_MS, id);
  });
  return () => {
    clearTimeout(timer);
    end();
  };
}
