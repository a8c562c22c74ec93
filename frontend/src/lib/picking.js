/** Which point of a map is under the cursor: a k-d tree that is built once for each map. */

/** @typedef {import('./map-data.js').LatentMap} LatentMap */
/** @typedef {import('./map-data.js').Place} Place */

/** @typedef {{add: (x: number, y: number) => unknown, finish: () => unknown, within: (x: number, y: number, radius: number) => number[]}} SpatialIndex */

/**
 * @param {LatentMap} map
 * @param {new (count: number, nodeSize: number, type: Float32ArrayConstructor) => SpatialIndex} Index as `kdbush` has it
 */
export function pickerOf({ positions, classes, count }, Index) {
  const index = new Index(count, 64, Float32Array);
  for (let i = 0; i < count; i += 1) index.add(positions[2 * i], positions[2 * i + 1]);
  if (count > 0) index.finish();
  /** @param {number} point @param {Place} place */
  const squared = (point, [x, y]) => (positions[2 * point] - x) ** 2 + (positions[2 * point + 1] - y) ** 2;
  return {
    /**
     * @param {Place} place
     * @param {number} radius in units of the map
     * @param {ReadonlySet<number>} hidden classes that are switched off
     * @returns {number | null} the nearest visible point within the radius
     */
    nearest(place, radius, hidden) {
      if (count === 0) return null;
      let best = null;
      let least = Infinity;
      for (const point of index.within(place[0], place[1], radius)) {
        const away = squared(point, place);
        if (away < least && !(classes && hidden.has(classes[point]))) {
          best = point;
          least = away;
        }
      }
      return best;
    },
  };
}
