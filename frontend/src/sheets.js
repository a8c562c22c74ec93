/** Addresses of sheets of thumbnails, as CSS takes them. */

import { signal } from '@preact/signals';
import { fetchPicture, hasKey } from './api.js';

/** What has been fetched with the key, by address. @type {Map<string, import('@preact/signals').Signal<string>>} */
const fetched = new Map();

/**
 * A picture for CSS. CSS can send no key: where there is one, the page fetches the picture itself.
 * @param {string} address of the API
 * @returns {string} `url(..)`, or `none` until it is there
 */
export function sheetOf(address) {
  if (!hasKey()) return `url("${new URL(address, document.baseURI).href}")`;
  const known = fetched.get(address);
  if (known) return known.value;
  const sheet = signal('none');
  fetched.set(address, sheet);
  fetchPicture(address).then(
    (blob) => {
      sheet.value = `url("${URL.createObjectURL(blob)}")`;
    },
    () => {
      // Whoever shows a thumbnail next asks again.
      fetched.delete(address);
    },
  );
  return sheet.value;
}
