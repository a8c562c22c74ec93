/** Taking the film away: which format, how large, what it will weigh, and the work itself. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { saveBlob } from '../download.js';
import { isSmooth } from '../families.js';
import { useLatest } from '../hooks.js';
import { extrapolate, spread, videoBytes } from '../lib/export-size.js';
import { fileName } from '../lib/image.js';
import { writeRecipe } from '../lib/studio-recipe.js';
import { keyframeName } from './studio.js';

/** @typedef {import('./studio-frames.js').Footage} Footage */
/** @typedef {import('../export/frames.js').Reel} Reel */
/** @typedef {import('../export/video.js').Format} Format */
/** @typedef {'gif' | 'video' | 'zip' | 'sheet' | 'recipe'} Kind */

/** @type {readonly Kind[]} */
export const KINDS = ['gif', 'video', 'zip', 'sheet', 'recipe'];
const SAMPLED = 3;

/** @param {Footage} footage @returns {Reel} */
export function reelOf({ card, film, bitmaps }) {
  return { frames: bitmaps, scale: film.scale, smooth: isSmooth(card), fps: film.fps };
}

/** @param {Footage} footage @param {boolean} photos */
export function recipeOf({ film }, photos) {
  return writeRecipe(film, { photos });
}

/** @param {Footage} footage @param {...string} words */
function nameOf({ card, film: { keyframes } }, ...words) {
  const ends = keyframes.length > 1 ? [keyframes[0], keyframes[keyframes.length - 1]] : keyframes;
  return fileName(card.id, ...ends.map(keyframeName), ...words);
}

/** @param {Footage} footage @param {boolean} photos */
function recipeText(footage, photos) {
  return `${JSON.stringify(recipeOf(footage, photos), null, 2)}\n`;
}

/**
 * Bytes of what would be exported: of a few frames that are really encoded, of a whole sheet,
 * or by the bit rate of a video.
 * @param {{footage: Footage, kind: Kind, photos: boolean}} input
 * @param {AbortSignal} signal
 * @returns {Promise<number>}
 */
async function weigh({ footage, kind, photos }, signal) {
  const reel = reelOf(footage);
  const count = reel.frames.length;
  const some = { ...reel, frames: spread(count, SAMPLED).map((index) => reel.frames[index]) };
  const work = { signal, onProgress: () => {} };
  const { framePng, sizeOf } = await import('../export/frames.js');
  if (kind === 'recipe') return recipeText(footage, photos).length;
  if (kind === 'sheet') return (await (await import('../export/sheet.js')).encodeSheet(reel)).length;
  if (kind === 'video') return videoBytes({ ...sizeOf(reel), fps: reel.fps, frames: count });
  if (kind === 'gif') {
    const { size } = await (await import('../export/gif.js')).encodeGif(some, work);
    return extrapolate({ bytes: size, frames: some.frames.length }, count);
  }
  let bytes = 0;
  for (const frame of some.frames) bytes += (await framePng(some, frame)).length;
  return extrapolate({ bytes, frames: some.frames.length }, count);
}

/**
 * @param {Footage} footage
 * @param {Kind} kind
 * @param {{photos: boolean, format?: Format}} options
 * @param {import('../export/frames.js').Work} work
 * @returns {Promise<{blob: Blob, name: string}>}
 */
async function make(footage, kind, { photos, format }, work) {
  const reel = reelOf(footage);
  if (kind === 'gif') {
    const { encodeGif } = await import('../export/gif.js');
    return { blob: await encodeGif(reel, work), name: `${nameOf(footage)}.gif` };
  }
  if (kind === 'video' && format) {
    const { encodeVideo } = await import('../export/video.js');
    return { blob: await encodeVideo(reel, format, work), name: `${nameOf(footage)}.${format.container}` };
  }
  if (kind === 'zip') {
    const { encodeZip } = await import('../export/zip.js');
    return { blob: await encodeZip(reel, recipeText(footage, photos), work), name: `${nameOf(footage, 'frames')}.zip` };
  }
  if (kind === 'sheet') {
    const [{ encodeSheet }, { withState }] = await Promise.all([
      import('../export/sheet.js'),
      import('../export/frames.js'),
    ]);
    const blob = withState(await encodeSheet(reel), recipeOf(footage, photos));
    return { blob, name: `${nameOf(footage, 'sheet')}.png` };
  }
  const blob = new Blob([recipeText(footage, photos)], { type: 'application/json' });
  return { blob, name: `${nameOf(footage, 'recipe')}.json` };
}

/** One frame as a picture that carries the whole film. @param {Footage} footage @param {number} frame @param {boolean} photos */
export async function saveFrame(footage, frame, photos) {
  const { framePng, withState } = await import('../export/frames.js');
  const png = await framePng(reelOf(footage), footage.bitmaps[frame]);
  saveBlob(withState(png, recipeOf(footage, photos)), `${nameOf(footage, `frame-${frame + 1}`)}.png`);
}

/** @param {import('@preact/signals').Signal<Footage | null>} footage */
export function useExport(footage) {
  const kind = useSignal(/** @type {Kind} */ ('gif'));
  const photos = useSignal(false);
  const bytes = useSignal(/** @type {number | null} */ (null));
  const weighing = useLatest(weigh, (/** @type {number} */ weight) => {
    bytes.value = weight;
  });
  useSignalEffect(() => {
    bytes.value = null;
    if (footage.value) {
      const input = { footage: footage.value, kind: kind.value, photos: photos.value };
      weighing.request(input, { restart: true });
    }
  });
  const job = useJob(footage);
  /** @param {Format} [format] */
  const run = (format) => job.run(kind.peek(), { photos: photos.peek(), format });
  return { kind, photos, bytes, video: useVideo(footage, kind), ...job, run };
}

/** The work in hand: progress, cancel, outcome. @param {import('@preact/signals').Signal<Footage | null>} footage */
function useJob(footage) {
  /** Share that is done; null: nothing is being made. */
  const progress = useSignal(/** @type {number | null} */ (null));
  const outcome = useSignal(/** @type {{name: string, size: number} | null} */ (null));
  const error = useSignal(/** @type {unknown} */ (null));
  const controller = useRef(/** @type {AbortController | null} */ (null));
  /** @param {Kind} kind @param {{photos: boolean, format?: Format}} options */
  const run = async (kind, options) => {
    if (!footage.value || progress.value !== null) return;
    controller.current = new AbortController();
    const { signal } = controller.current;
    progress.value = 0;
    outcome.value = null;
    error.value = null;
    const onProgress = (/** @type {number} */ share) => {
      progress.value = share;
    };
    try {
      const { blob, name } = await make(footage.value, kind, options, { signal, onProgress });
      signal.throwIfAborted();
      saveBlob(blob, name);
      outcome.value = { name, size: blob.size };
    } catch (reason) {
      if (!signal.aborted) error.value = reason;
    }
    progress.value = null;
  };
  const cancel = () => controller.current?.abort();
  /** What came of the last export says nothing about another format. */
  const forget = () => {
    outcome.value = null;
    error.value = null;
  };
  useEffect(() => cancel, []);
  return { progress, outcome, error, run, cancel, forget };
}

/**
 * What of video really works here, tried when it is first asked for.
 * @param {import('@preact/signals').Signal<Footage | null>} footage
 * @param {import('@preact/signals').Signal<Kind>} kind
 */
function useVideo(footage, kind) {
  const formats = useSignal(/** @type {Format[] | null} */ (null));
  const reason = useSignal(/** @type {'insecure' | 'missing' | 'failed' | null} */ (null));
  const probe = useLatest(
    async (/** @type {Reel} */ reel) => {
      const { obstacle, tested } = await import('../export/video.js');
      const why = obstacle();
      const found = why ? [] : await tested(reel);
      return { found, why: why ?? (found.length ? null : /** @type {const} */ ('failed')) };
    },
    ({ found, why }) => {
      formats.value = found;
      reason.value = why;
    },
  );
  useSignalEffect(() => {
    // A size that was not tried is another question to the encoder.
    if (kind.value === 'video' && footage.value) probe.request(reelOf(footage.value));
  });
  return { formats, reason, busy: probe.busy };
}
