/**
 * Normal deviates from a seed. The service draws z only from the prior; draws from the
 * posterior of one image are made here, and the same seed makes the same ones.
 */

/**
 * Uniform numbers in [0, 1): a counter, mixed (the finaliser of MurmurHash3).
 * @param {number} seed a whole number from 0 on
 * @returns {() => number}
 */
export function uniforms(seed) {
  let counter = Math.imul(seed, 0x9e3779b1) >>> 0;
  return () => {
    counter = (counter + 0x6d2b79f5) >>> 0;
    let mixed = counter;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/**
 * @param {number} seed
 * @param {number} rows
 * @param {number} columns
 * @returns {number[][]} standard normal; fewer rows are the first ones of more
 */
export function normals(seed, rows, columns) {
  const next = uniforms(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => normal(next)));
}

/** Box and Muller's transform, of which only one of the two deviates is used. @param {() => number} next */
function normal(next) {
  const radius = Math.sqrt(-2 * Math.log(1 - next()));
  return radius * Math.cos(2 * Math.PI * next());
}
