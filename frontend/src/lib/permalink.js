/**
 * Reading and writing the part of the address after `#`: `#/screen?key=value&..`.
 * Links come from mails and slides: whatever cannot be understood is clamped or left out,
 * never an error.
 */

/**
 * Where a picture starts. An upload stays in this browser tab and never enters a link.
 * @typedef {{kind: 'gallery', id: string} | {kind: 'seed', seed: number}
 *   | {kind: 'latent', latent: number[]} | {kind: 'upload', id: string}} Source
 */

/** @typedef {Record<string, string>} Query */
/** @typedef {{screen: string, query: Query}} Address */

export const MAX_SEED = 2 ** 31 - 1;

/** @param {string} hash @returns {Address} */
export function parseHash(hash) {
  const [path, search = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  /** @type {Query} */
  const query = {};
  for (const [key, value] of new URLSearchParams(search)) query[key] = value;
  return { screen: path, query };
}

/**
 * @param {string} screen
 * @param {Record<string, string | number | null | undefined>} query empty values are left out
 * @returns {string} the hash, starting with `#/`
 */
export function buildHash(screen, query) {
  const parts = [];
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue;
    parts.push(`${key}=${encodeURIComponent(String(value)).replaceAll('%3A', ':').replaceAll('%2C', ',')}`);
  }
  return parts.length ? `#/${screen}?${parts.join('&')}` : `#/${screen}`;
}

/**
 * @param {Query} query
 * @param {string} key
 * @param {{min: number, max: number, initial: number, integer?: boolean}} limits
 * @returns {number} clamped to the limits; `initial` where there is no number
 */
export function readNumber(query, key, { min, max, initial, integer = false }) {
  const text = query[key];
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) return initial;
  const clamped = Math.min(max, Math.max(min, value));
  return integer ? Math.round(clamped) : clamped;
}

/** @param {Query} query @param {string} key @param {number} initial @returns {number} */
export function readSeed(query, key, initial) {
  return readNumber(query, key, { min: 0, max: MAX_SEED, initial, integer: true });
}

/**
 * The index of a class; null where the link names none that exists.
 * @param {Query} query
 * @param {string} key
 * @param {{classes?: unknown[]}} card
 * @returns {number | null}
 */
export function readClass(query, key, card) {
  const text = query[key] ?? '';
  return /^\d{1,4}$/.test(text) && Number(text) < (card.classes?.length ?? 0) ? Number(text) : null;
}

/**
 * @template {string} Choice
 * @param {Query} query
 * @param {string} key
 * @param {readonly Choice[]} choices
 * @param {Choice} initial
 * @returns {Choice}
 */
export function readChoice(query, key, choices, initial) {
  const found = choices.find((choice) => choice === query[key]);
  return found ?? initial;
}

/** @param {Query} query @param {string} key @returns {string[]} */
export function readList(query, key) {
  return (query[key] ?? '').split(',').filter(Boolean);
}

/**
 * @param {Query} query
 * @param {string} key written like `sleeves:1.5,shaft:-1`
 * @returns {Record<string, number>}
 */
export function readAlphas(query, key) {
  /** @type {Record<string, number>} */
  const alphas = {};
  for (const part of readList(query, key)) {
    const [name, text = ''] = part.split(':');
    const value = Number(text);
    if (name && text !== '' && Number.isFinite(value)) alphas[name] = value;
  }
  return alphas;
}

/** @param {Record<string, number>} alphas @returns {string} zeros are left out */
export function writeAlphas(alphas) {
  const moved = Object.entries(alphas).filter(([, value]) => value !== 0);
  return moved.map(([name, value]) => `${name}:${Number(value.toFixed(3))}`).join(',');
}

/**
 * Values in [0, 1] of some of the named attributes.
 * @param {Query} query
 * @param {string} key written like `Smiling:1,Male:0`
 * @param {readonly {name: string}[]} known
 * @returns {Record<string, number>}
 */
export function readValues(query, key, known) {
  const written = readAlphas(query, key);
  const found = known.filter(({ name }) => Object.hasOwn(written, name));
  return Object.fromEntries(found.map(({ name }) => [name, Math.min(1, Math.max(0, written[name]))]));
}

/** @param {Record<string, number>} values @returns {string} zeros are written too */
export function writeValues(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name}:${Number(value.toFixed(3))}`)
    .join(',');
}

/**
 * What an image is read under: the index of a class, or values of attributes; null where the
 * link names nothing that the model knows.
 * @param {Query} query
 * @param {string} key
 * @param {import('../types.d.ts').Card} card
 * @returns {import('../types.d.ts').Label | null}
 */
export function readLabel(query, key, card) {
  if (card.condition?.kind !== 'attributes') return readClass(query, key, card);
  const values = readValues(query, key, card.condition.attributes);
  return Object.keys(values).length ? values : null;
}

/** @param {import('../types.d.ts').Label | null} label @returns {string | number | null} */
export function writeLabel(label) {
  return label !== null && typeof label === 'object' ? writeValues(label) : label;
}

/**
 * @param {string | undefined} text `g:dress-2`, `s:7` or `z:<latent code>`
 * @returns {Source | null}
 */
export function readSource(text) {
  const [kind, ...rest] = (text ?? '').split(':');
  const value = rest.join(':');
  if (kind === 'g' && value) return { kind: 'gallery', id: value };
  if (kind === 's' && /^\d{1,10}$/.test(value)) return { kind: 'seed', seed: Math.min(MAX_SEED, Number(value)) };
  const latent = kind === 'z' ? decodeLatent(value) : null;
  return latent ? { kind: 'latent', latent } : null;
}

/** @param {Source} source @returns {string} empty for an upload: it stays out of links */
export function writeSource(source) {
  if (source.kind === 'gallery') return `g:${source.id}`;
  if (source.kind === 'seed') return `s:${source.seed}`;
  if (source.kind === 'latent') return `z:${encodeLatent(source.latent)}`;
  return '';
}

/*
 * Latents: base64url of little-endian float16, the same code that the service's `image.png?z=`
 * understands. Half precision keeps 16 numbers in 43 characters and moves a pixel by less than
 * one grey level.
 */

const scratch = new DataView(new ArrayBuffer(4));

/**
 * Rounds to nearest, ties to even; beyond the range of float16 it gives infinity.
 * @param {number} value
 * @returns {number} the 16 bits
 */
export function toHalf(value) {
  scratch.setFloat32(0, value);
  const bits = scratch.getUint32(0);
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const fraction = bits & 0x7fffff;
  if (exponent >= 31) return sign | (exponent === 143 && fraction ? 0x7e00 : 0x7c00);
  if (exponent <= 0) return sign | roundShift(fraction | 0x800000, 14 - exponent);
  // The carry of the rounded fraction may run into the exponent: that is the next number up.
  return sign | ((exponent << 10) + roundShift(fraction, 13));
}

/** @param {number} value @param {number} shift bits to drop, at least 1 */
function roundShift(value, shift) {
  if (shift > 24) return 0;
  const kept = value >>> shift;
  const rest = value - kept * 2 ** shift;
  const half = 2 ** (shift - 1);
  return kept + (rest > half || (rest === half && kept & 1) ? 1 : 0);
}

/** @param {number} bits @returns {number} */
export function fromHalf(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** @param {ArrayLike<number>} latent @returns {string} base64url without padding */
export function encodeLatent(latent) {
  let bytes = '';
  for (let i = 0; i < latent.length; i += 1) {
    const half = toHalf(latent[i]);
    bytes += String.fromCharCode(half & 0xff, half >>> 8);
  }
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * @param {string} code
 * @param {number} [length] expected count of numbers
 * @returns {number[] | null} null for anything that is not such a code of finite numbers
 */
export function decodeLatent(code, length) {
  if (!/^[A-Za-z0-9_-]+$/.test(code) || code.length % 4 === 1) return null;
  const bytes = atob(code.replaceAll('-', '+').replaceAll('_', '/'));
  if (bytes.length % 2 !== 0) return null;
  const latent = [];
  for (let i = 0; i < bytes.length; i += 2) {
    latent.push(fromHalf(bytes.charCodeAt(i) | (bytes.charCodeAt(i + 1) << 8)));
  }
  if (length !== undefined && latent.length !== length) return null;
  return latent.every(Number.isFinite) ? latent : null;
}
