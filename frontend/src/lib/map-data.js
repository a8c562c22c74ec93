/** The answer of the map call as arrays that are drawn and searched. */

/** @typedef {readonly [number, number]} Place in units of the map; y points up */
/** @typedef {{x: [number, number], y: [number, number]}} Bounds */
/** @typedef {{origin: number[], axes: [number[], number[]]}} Plane */
/** @typedef {{address: string, columns: number, rows: number, tile: {width: number, height: number}}} Sprite */
/** @typedef {{mean: [number, number], covariance: [[number, number], [number, number]]}} Gaussian */
/** @typedef {{title: {en: string, es: string}, name?: string}} ClassTitle */

/**
 * @typedef {object} LatentMap
 * @property {string} projection
 * @property {string[]} projections all that the model has
 * @property {boolean} exact every place of the map is one latent
 * @property {'test' | 'prior'} source what the points are: codes of test pictures, or draws
 * @property {Float32Array} positions [N x 2]: x and y of each point in turn
 * @property {number} count N
 * @property {Uint8Array | null} classes [N]
 * @property {Sprite | null} sprite their thumbnails, row by row
 * @property {Plane | null} plane
 * @property {Gaussian | null} prior
 * @property {Bounds} bounds
 */

/** @param {string} text base64 @returns {Uint8Array} */
export function fromBase64(text) {
  const bytes = atob(text);
  const array = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) array[i] = bytes.charCodeAt(i);
  return array;
}

/** @param {string} text base64 of little-endian float32 @returns {Float32Array} */
export function readFloats(text) {
  const bytes = fromBase64(text);
  if (bytes.length % 4 !== 0) throw new RangeError('these are no 32-bit numbers');
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

/**
 * @param {any} answer of `GET .../map`
 * @returns {LatentMap}
 * @throws {RangeError} where its parts contradict each other
 */
export function readMap(answer) {
  const positions = readFloats(answer.positions);
  const classes = answer.classes ? fromBase64(answer.classes) : null;
  const { count } = answer;
  if (positions.length !== 2 * count || (classes && classes.length !== count)) {
    throw new RangeError(`the map says ${count} points and holds others`);
  }
  const { projection, projections, exact, source, sprite = null, plane = null, prior = null } = answer;
  const bounds = answer.bounds ?? boundsOf(positions);
  return { projection, projections, exact, source, positions, count, classes, sprite, plane, prior, bounds };
}

/** @param {ArrayLike<number>} positions [N x 2] @returns {Bounds} a unit square where there are no points */
export function boundsOf(positions) {
  if (positions.length === 0) return { x: [-1, 1], y: [-1, 1] };
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 1) {
    low[i % 2] = Math.min(low[i % 2], positions[i]);
    high[i % 2] = Math.max(high[i % 2], positions[i]);
  }
  return { x: [low[0], high[0]], y: [low[1], high[1]] };
}

/** @param {Float32Array} values sorted here @returns {number} */
function median(values) {
  values.sort();
  const middle = values.length >> 1;
  return values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/**
 * Where the label of a class stands: the middle of its points, which a few strays do not move.
 * @param {LatentMap} map
 * @param {number} length how many classes there are
 * @returns {({place: Place, count: number} | null)[]} null for a class without points
 */
export function classMedians({ positions, classes }, length) {
  const counts = new Uint32Array(length);
  for (const index of classes ?? []) if (index < length) counts[index] += 1;
  const gathered = Array.from(counts, (count) => ({ x: new Float32Array(count), y: new Float32Array(count), end: 0 }));
  classes?.forEach((index, point) => {
    const group = gathered[index];
    if (!group) return;
    group.x[group.end] = positions[2 * point];
    group.y[group.end] = positions[2 * point + 1];
    group.end += 1;
  });
  return gathered.map(({ x, y, end }) => (end ? { place: [median(x), median(y)], count: end } : null));
}

/** @param {LatentMap} map @param {number} point @returns {[number, number]} */
export function placeOf({ positions }, point) {
  return [positions[2 * point], positions[2 * point + 1]];
}

/**
 * The nearest visible point. Every point is looked at: for 60,000 of them that takes a fifth of a
 * millisecond, less than a hundredth of what an index of them takes to build.
 * @param {Pick<LatentMap, 'positions' | 'classes' | 'count'>} map
 * @param {Place} place
 * @param {number} radius in units of the map: farther ones do not count
 * @param {ReadonlySet<number>} hidden classes that are switched off
 * @returns {number | null}
 */
export function nearestPoint({ positions, classes, count }, [x, y], radius, hidden) {
  let best = null;
  let least = radius * radius;
  for (let point = 0; point < count; point += 1) {
    const across = positions[2 * point] - x;
    const up = positions[2 * point + 1] - y;
    const away = across * across + up * up;
    if (away <= least && (away < least || best === null) && !(classes && hidden.has(classes[point]))) {
      best = point;
      least = away;
    }
  }
  return best;
}

/** Which part of the sprite shows a point. @param {Sprite} sprite @param {number} point */
export function tileOf({ columns, tile }, point) {
  return { x: (point % columns) * tile.width, y: Math.floor(point / columns) * tile.height, ...tile };
}
