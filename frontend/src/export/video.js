/**
 * A film as MP4 or WebM. What a browser claims to encode is not always what it encodes, so a
 * frame is really encoded first, and only what came out whole is offered.
 */

import { bitrate } from '../lib/export-size.js';
import { looksLike } from '../lib/video-head.js';
import { makeCanvas, sizeOf } from './frames.js';

/** @typedef {import('./frames.js').Reel} Reel */
/** @typedef {'mp4' | 'webm'} Container */
/** @typedef {{container: Container, codec: 'avc' | 'vp9' | 'vp8' | 'av1'}} Format */

/** In the order of what plays in most places. @type {Format[]} */
const CANDIDATES = [
  { container: 'mp4', codec: 'avc' },
  { container: 'webm', codec: 'vp9' },
  { container: 'webm', codec: 'vp8' },
  { container: 'webm', codec: 'av1' },
  { container: 'mp4', codec: 'av1' },
  { container: 'mp4', codec: 'vp9' },
];
const KEY_FRAME_SECONDS = 1;

/** @returns {'insecure' | 'missing' | null} why this page cannot even try */
export function obstacle() {
  if (typeof VideoEncoder === 'function') return null;
  return isSecureContext ? 'missing' : 'insecure';
}

/**
 * @param {Reel} reel
 * @returns {Promise<Format[]>} at most one of each container, after a test frame of each
 */
export async function tested(reel) {
  /** @type {Format[]} */
  const found = [];
  const one = { ...reel, frames: reel.frames.slice(0, 1) };
  const work = { signal: new AbortController().signal, onProgress: () => {} };
  for (const format of CANDIDATES) {
    if (found.some(({ container }) => container === format.container)) continue;
    try {
      const blob = await encodeVideo(one, format, work);
      const head = new Uint8Array(await blob.slice(0, 16).arrayBuffer());
      if (looksLike(format.container, head)) found.push(format);
    } catch {
      // The next candidate may do better; with none of them the person is told.
    }
  }
  return found;
}

/**
 * @param {Reel} reel
 * @param {Format} format
 * @param {import('./frames.js').Work} work
 * @returns {Promise<Blob>}
 */
export async function encodeVideo(reel, { container, codec }, { signal, onProgress }) {
  const { BufferTarget, CanvasSource, Mp4OutputFormat, Output, WebMOutputFormat } = await import('mediabunny');
  const { width, height } = sizeOf(reel);
  const { canvas, context } = makeCanvas(width, height, reel.smooth);
  const target = new BufferTarget();
  const format = container === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const source = new CanvasSource(canvas, {
    codec,
    bitrate: bitrate({ width, height, fps: reel.fps }),
    keyFrameInterval: KEY_FRAME_SECONDS,
  });
  output.addVideoTrack(source, { frameRate: reel.fps });
  try {
    await output.start();
    for (const [index, frame] of reel.frames.entries()) {
      signal.throwIfAborted();
      context.drawImage(frame, 0, 0, width, height);
      await source.add(index / reel.fps, 1 / reel.fps);
      onProgress((index + 1) / reel.frames.length);
    }
    await output.finalize();
  } catch (error) {
    await output.cancel().catch(() => {});
    throw error;
  }
  return new Blob([/** @type {ArrayBuffer} */ (target.buffer)], { type: `video/${container}` });
}
