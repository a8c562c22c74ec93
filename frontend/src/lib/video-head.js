/** How video files begin. */

/**
 * @param {'mp4' | 'webm'} container
 * @param {Uint8Array} head at least the first 8 bytes
 * @returns {boolean} an ISO media file has its type box first, a WebM file the EBML header
 */
export function looksLike(container, head) {
  if (head.length < 8) return false;
  if (container === 'mp4') return String.fromCharCode(...head.subarray(4, 8)) === 'ftyp';
  return [0x1a, 0x45, 0xdf, 0xa3].every((byte, index) => head[index] === byte);
}
