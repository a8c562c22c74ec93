/**
 * Latents in addresses: base64url of little-endian float16, the same code that the
 * service's `image.png?z=` understands. Half precision keeps 16 numbers in 43 characters
 * and moves a pixel by less than one grey level.
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
