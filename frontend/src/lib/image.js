/** Helpers about pictures that need no document: sizes, names, data URLs, what may be uploaded. */

export const UPLOAD_TYPES = ['image/png', 'image/jpeg', 'image/webp'];
export const MAX_UPLOAD_BYTES = 10 * 1024 * 1024;

/**
 * @param {{type: string, size: number}} file
 * @returns {'type' | 'size' | 'empty' | null} why the service would refuse it
 */
export function refusal(file) {
  if (!UPLOAD_TYPES.includes(file.type)) return 'type';
  if (file.size === 0) return 'empty';
  return file.size > MAX_UPLOAD_BYTES ? 'size' : null;
}

/**
 * The size that fits into `longest` without changing the aspect; never larger than it was.
 * @param {number} width
 * @param {number} height
 * @param {number} longest
 * @returns {{width: number, height: number}}
 */
export function shrinkTo(width, height, longest) {
  const factor = Math.min(1, longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

/**
 * The largest whole multiple of `pixels` that fits: pixelated pictures stay even.
 * @param {number} pixels side of the picture
 * @param {number} available
 * @returns {number} at least 1
 */
export function wholeMultiple(pixels, available) {
  return Math.max(1, Math.floor(available / pixels));
}

/** Columns of a contact sheet that comes closest to a square. @param {number} count */
export function sheetColumns(count) {
  return Math.max(1, Math.ceil(Math.sqrt(count)));
}

/**
 * @param {number} count
 * @param {number} columns
 * @param {number} cell side of one picture
 * @param {number} gap
 * @returns {{width: number, height: number, at: (index: number) => {x: number, y: number}}}
 */
export function sheetLayout(count, columns, cell, gap) {
  const rows = Math.ceil(count / columns);
  const step = cell + gap;
  return {
    width: columns * step - gap,
    height: rows * step - gap,
    at: (index) => ({ x: (index % columns) * step, y: Math.floor(index / columns) * step }),
  };
}

/**
 * Several sheets next to each other, as one list of pictures row by row.
 * @template Item
 * @param {readonly (readonly Item[])[]} sheets all of the same size
 * @param {number} columns of each sheet
 * @returns {Item[]}
 */
export function sideBySide(sheets, columns) {
  const rows = Math.ceil(Math.max(0, ...sheets.map((sheet) => sheet.length)) / columns);
  const row = Array.from({ length: rows }, (_, index) => index * columns);
  return row.flatMap((start) => sheets.flatMap((sheet) => sheet.slice(start, start + columns)));
}

/** @param {...(string | number)} parts @returns {string} safe on every file system */
export function fileName(...parts) {
  const words = parts.map((part) =>
    String(part)
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, ''),
  );
  const name = words
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9.+-]+/g, '-');
  return `latente-${name.replace(/-+/g, '-').replace(/^-|-$/g, '')}`;
}
