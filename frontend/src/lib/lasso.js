/** Which points a drawn outline holds, and which of many to send as examples. */

/** @typedef {import('./map-data.js').Place} Place */
/** @typedef {import('./map-data.js').LatentMap} LatentMap */

/** @param {readonly Place[]} outline closed by itself @param {number} x @param {number} y @returns {boolean} by the even-odd rule */
export function holds(outline, x, y) {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i, i += 1) {
    const [ax, ay] = outline[i];
    const [bx, by] = outline[j];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** @param {Place} one @param {Place} other opposite corners @returns {Place[]} */
export function boxOutline([ax, ay], [bx, by]) {
  return [
    [ax, ay],
    [bx, ay],
    [bx, by],
    [ax, by],
  ];
}

/**
 * @param {LatentMap} map
 * @param {readonly Place[]} outline
 * @param {ReadonlySet<number>} hidden classes that are switched off
 * @returns {number[]} indices of the points inside
 */
export function enclosed({ positions, classes, count }, outline, hidden) {
  if (outline.length < 3) return [];
  const xs = outline.map(([x]) => x);
  const ys = outline.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const found = [];
  for (let i = 0; i < count; i += 1) {
    const x = positions[2 * i];
    const y = positions[2 * i + 1];
    if (x < left || x > right || y < low || y > high || (classes && hidden.has(classes[i]))) continue;
    if (holds(outline, x, y)) found.push(i);
  }
  return found;
}

/**
 * Every k-th, so that the whole selection is represented and the same one gives the same.
 * @param {readonly number[]} items
 * @param {number} most
 */
export function thinned(items, most) {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]);
}

/**
 * All visible points that are not among these.
 * @param {LatentMap} map @param {readonly number[]} taken @param {ReadonlySet<number>} hidden
 */
export function others({ classes, count }, taken, hidden) {
  const known = new Set(taken);
  const rest = [];
  for (let i = 0; i < count; i += 1) if (!known.has(i) && !(classes && hidden.has(classes[i]))) rest.push(i);
  return rest;
}

/** Points of an outline that hardly differ from the last one are left out. @param {Place[]} outline @param {Place} next @param {number} least */
export function extended(outline, next, least) {
  const last = outline[outline.length - 1];
  return last && Math.hypot(next[0] - last[0], next[1] - last[1]) < least ? outline : [...outline, next];
}
