/** The state of a screen as a picture carries it: its address, which never holds anything of a photograph. */

const VIEW = 'latente-view';

/** @param {string} address the part after the host, `#/screen?..` */
export function writeView(address) {
  return { kind: VIEW, version: 1, address };
}

/** @param {unknown} value of a JSON document @returns {string | null} an address within this page, nothing else */
export function readView(value) {
  if (typeof value !== 'object' || value === null) return null;
  const { kind, version, address } = /** @type {Record<string, unknown>} */ (value);
  const sound = kind === VIEW && version === 1 && typeof address === 'string';
  return sound && /^#\/[a-z]+(\?[^\s#]*)?$/.test(address) ? address : null;
}
