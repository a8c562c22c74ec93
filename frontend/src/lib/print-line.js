/** What of an address is worth a place on paper: from it and the link the pictures can be made again. */

/** @typedef {import('./permalink.js').Query} Query */
/** @typedef {{kind: 'model' | 'weights' | 'seed' | 'draws' | 'temperature' | 'alpha', value: string}} Fact */

const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/**
 * @param {Record<string, string | undefined>} query
 * @returns {Fact[]} in the order in which they are read; what is no number stays in the link
 */
export function printedFacts({ m, o, m1, m2, m3, w, seed, n, t, a }) {
  /** @type {[Fact['kind'], string | undefined, boolean][]} */
  const known = [
    ['model', m, true],
    ['model', o, true],
    ['model', m1, true],
    ['model', m2, true],
    ['model', m3, true],
    ['weights', w, /^[0-9a-f]{4,64}$/.test(w ?? '')],
    ['seed', seed, NUMBER.test(seed ?? '')],
    ['draws', n, NUMBER.test(n ?? '')],
    ['temperature', t, NUMBER.test(t ?? '')],
    ['alpha', a, NUMBER.test(a ?? '')],
  ];
  return known.flatMap(([kind, value, isFit]) => (value && isFit ? [{ kind, value }] : []));
}
