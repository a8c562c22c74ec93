/** Words inside a PNG file: an iTXt chunk, as the PNG specification (third edition, 11.3.3.4) has it. */

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const HEAD = 8;
/** Length, type and checksum of a chunk. */
const FRAME = 12;
/** IHDR is always the first chunk and always this long. */
const AFTER_IHDR = SIGNATURE.length + FRAME + 13;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** The CRC-32 of ISO 3309, as PNG and zip use it. @param {Uint8Array} bytes @returns {number} unsigned */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** @param {Uint8Array} bytes */
export function isPng(bytes) {
  return bytes.length > AFTER_IHDR && SIGNATURE.every((byte, index) => bytes[index] === byte);
}

/** @param {string} type four letters @param {Uint8Array} data @returns {Uint8Array} the whole chunk */
function chunk(type, data) {
  const bytes = new Uint8Array(data.length + FRAME);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, HEAD);
  view.setUint32(HEAD + data.length, crc32(bytes.subarray(4, HEAD + data.length)));
  return bytes;
}

/** Keyword, not compressed, no language, no translated keyword, text. @param {string} keyword Latin letters @param {string} text */
function textData(keyword, text) {
  return new TextEncoder().encode(`${keyword}\0\0\0\0\0${text}`);
}

/** @param {Uint8Array} bytes of a PNG @returns {Generator<{type: string, data: Uint8Array, start: number, end: number, sound: boolean}>} */
function* chunks(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = SIGNATURE.length; start + FRAME <= bytes.length; ) {
    const length = view.getUint32(start);
    const end = start + FRAME + length;
    if (end > bytes.length) return;
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + HEAD));
    const sound = view.getUint32(end - 4) === crc32(bytes.subarray(start + 4, end - 4));
    yield { type, data: bytes.subarray(start + HEAD, end - 4), start, end, sound };
    start = end;
  }
}

/**
 * @param {Uint8Array} bytes of a PNG
 * @param {string} keyword 1 to 79 Latin letters
 * @param {string} text any
 * @returns {Uint8Array} the same picture with the text
 * @throws {TypeError} where the bytes are no PNG
 */
export function withText(bytes, keyword, text) {
  if (!isPng(bytes)) throw new TypeError('not a PNG');
  const added = chunk('iTXt', textData(keyword, text));
  const result = new Uint8Array(bytes.length + added.length);
  result.set(bytes.subarray(0, AFTER_IHDR));
  result.set(added, AFTER_IHDR);
  result.set(bytes.subarray(AFTER_IHDR), AFTER_IHDR + added.length);
  return result;
}

/**
 * @param {Uint8Array} bytes
 * @param {string} keyword
 * @returns {string | null} null where there is none, it is compressed, or its checksum is wrong
 */
export function readText(bytes, keyword) {
  if (!isPng(bytes)) return null;
  const begin = new TextEncoder().encode(`${keyword}\0\0\0`);
  for (const { type, data, sound } of chunks(bytes)) {
    if (type !== 'iTXt' || !sound || !begin.every((byte, index) => data[index] === byte)) continue;
    // Language and translated keyword end with a zero each.
    const language = data.indexOf(0, begin.length);
    const translated = data.indexOf(0, language + 1);
    if (language < 0 || translated < 0) continue;
    return new TextDecoder().decode(data.subarray(translated + 1));
  }
  return null;
}
