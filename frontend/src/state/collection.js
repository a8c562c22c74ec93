/**
 * The collection: points that people keep, by name, on this machine. Screens add to it; whatever
 * is done to it is a step that can be undone.
 */

import { signal } from '@preact/signals';
import { recordChange } from '../history.js';
import { changed, LONGEST_NAME, MOST_POINTS, movedTo, newAmong, patched } from '../lib/collection.js';
import { announce, cardOf, say, t } from '../store.js';
import { onOtherTab, readPoints, writePoints } from './collection-store.js';

/** @typedef {import('../types.d.ts').Bilingual} Bilingual */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../lib/collection.js').KeptPoint} KeptPoint */
/** @typedef {import('../lib/collection.js').PointData} PointData */

/** In the reader's order; null until they have been read. @type {import('@preact/signals').Signal<KeptPoint[] | null>} */
export const points = signal(null);

/** Whether this browser keeps them over a reload. */
export const keeps = signal(true);

/** Once they have been read, or it is clear that they cannot be. */
export const ready = read();
onOtherTab(read);

async function read() {
  try {
    points.value = await readPoints();
  } catch {
    keeps.value = false;
    points.value ??= [];
  }
}

/** @returns {KeptPoint[]} */
export function kept() {
  return points.value ?? [];
}

/** @param {KeptPoint[]} next */
async function put(next) {
  const before = points.peek() ?? [];
  points.value = next;
  try {
    await writePoints(before, next);
    keeps.value = true;
  } catch {
    keeps.value = false;
  }
}

/**
 * Makes a change that can be undone.
 * @param {KeptPoint[]} after the whole list as it is then
 * @param {() => string} label what was done
 * @returns {Promise<{takeBack: () => Promise<void>}>} once it is written
 */
async function change(after, label) {
  const before = points.peek() ?? [];
  await put(after);
  const takeBack = recordChange({
    label,
    // What is shown changes at once; the next key need not wait for the disk.
    undo: () => {
      put(patched(kept(), after, before));
    },
    redo: () => {
      put(patched(kept(), before, after));
    },
  });
  return { takeBack };
}

/** @param {PointData & {thumbnail?: string}} data @returns {KeptPoint} */
function asKept(data) {
  return { thumbnail: '', ...data, id: crypto.randomUUID?.() ?? `${performance.now()}-${Math.random()}` };
}

/**
 * What a screen shows, kept. The arguments are those of the studio's `addKeyframe`.
 * @param {object} point
 * @param {string} point.model id
 * @param {number[]} point.latent
 * @param {Label | null} [point.condition] what it is drawn under (conditional models)
 * @param {string | Bilingual} point.label what people call it
 * @param {string} point.thumbnail data URL of the decoded picture
 * @param {boolean} [point.photo] the latent comes from somebody's picture: it stays on this machine unless allowed
 * @returns {Promise<'kept' | 'known' | 'full'>} `known`: the very same is there already
 */
export async function keepPoint({ model, latent, condition = null, label, thumbnail, photo = false }) {
  await ready;
  const card = cardOf(model);
  const now = points.peek() ?? [];
  const weights = card?.weights.sha256 ?? '';
  const under = card?.condition ? condition : null;
  const name = shortened(label);
  const data = { name, model, weights, latent, condition: under, photo, date: new Date().toISOString(), thumbnail };
  if (newAmong(now, [data]).length === 0) return 'known';
  if (now.length >= MOST_POINTS) return 'full';
  await change([...now, asKept(data)], () => t('collection.did.keep', { name: say(name) }));
  return 'kept';
}

/** The same, and says what has become of it. @param {Parameters<typeof keepPoint>[0]} point */
export async function keepShown(point) {
  const outcome = await keepPoint(point);
  const open = {
    label: t('collection.open'),
    run: () => {
      location.hash = '#/collection';
    },
  };
  if (outcome === 'known') announce(t('collection.known'), open);
  else if (outcome === 'full') announce(t('collection.full'), open);
  else if (keeps.peek()) announce(t('collection.kept', { name: say(shortened(point.label)) }), open);
  else announce(t('collection.keptHere'), open);
}

/** @param {string | Bilingual} label @returns {string | Bilingual} */
function shortened(label) {
  const short = (/** @type {string} */ text) => text.slice(0, LONGEST_NAME) || t('source.latent');
  return typeof label === 'string' ? short(label) : { en: short(label.en), es: short(label.es) };
}

/** @param {KeptPoint} point @param {string} typed an empty name changes nothing */
export async function renamePoint(point, typed) {
  const name = typed.trim().slice(0, LONGEST_NAME);
  if (!name || name === say(point.name)) return;
  const before = say(point.name);
  await change(changed(kept(), point.id, { name }), () => t('collection.did.rename', { before, name }));
}

/** @param {readonly string[]} ids */
export async function removePoints(ids) {
  const gone = kept().filter(({ id }) => ids.includes(id));
  if (gone.length === 0) return;
  const label = () =>
    gone.length === 1
      ? t('collection.did.remove', { name: say(gone[0].name) })
      : t('collection.did.removeMany', { count: gone.length });
  const rest = kept().filter(({ id }) => !ids.includes(id));
  const { takeBack } = await change(rest, label);
  announce(label(), { label: t('undo'), run: takeBack });
}

/** @param {string} id @param {string} at id of the point whose place it takes */
export async function movePoint(id, at) {
  const point = kept().find((one) => one.id === id);
  if (!point || id === at) return;
  const label = () => t('collection.did.move', { name: say(point.name) });
  await change(movedTo(kept(), id, at), label);
}

/**
 * Points of a file, but those that are there already.
 * @param {readonly PointData[]} incoming
 * @returns {Promise<{added: number, known: number, full: number}>} `full`: how many found no room
 */
export async function addPoints(incoming) {
  await ready;
  const now = kept();
  const added = newAmong(now, incoming);
  const taken = added.slice(0, MOST_POINTS - now.length).map(asKept);
  if (taken.length) await change([...now, ...taken], () => t('collection.did.import', { count: taken.length }));
  return { added: taken.length, known: incoming.length - added.length, full: added.length - taken.length };
}

/** Pictures that have been decoded since: no step of anybody's. @param {ReadonlyMap<string, string>} found by id */
export function putThumbnails(found) {
  const next = kept().map((one) => {
    const thumbnail = found.get(one.id);
    return thumbnail && !one.thumbnail ? { ...one, thumbnail } : one;
  });
  return put(next);
}
