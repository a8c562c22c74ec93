/** Kept points on this machine: in IndexedDB, which other tabs of the same browser share. */

/** @typedef {import('../lib/collection.js').KeptPoint} KeptPoint */

const DATABASE = 'latente';
const POINTS = 'points';
const LISTS = 'lists';
/** The only list so far. */
const ORDER = 'collection';

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** Tells other tabs that something has changed. */
const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel('latente.collection') : null;

/** @template Value @param {IDBRequest<Value>} request @returns {Promise<Value>} */
function answered(request) {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  if (opened) return opened;
  opened = new Promise((done, fail) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(POINTS, { keyPath: 'id' });
      request.result.createObjectStore(LISTS, { keyPath: 'name' });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  // A later attempt may succeed: storage can be made room in.
  opened.catch(() => {
    opened = null;
  });
  return opened;
}

/** @returns {Promise<KeptPoint[]>} in order; what another tab has just added comes last */
export async function readPoints() {
  const transaction = (await open()).transaction([POINTS, LISTS]);
  const [points, list] = await Promise.all([
    answered(/** @type {IDBRequest<KeptPoint[]>} */ (transaction.objectStore(POINTS).getAll())),
    answered(/** @type {IDBRequest<{ids: string[]} | undefined>} */ (transaction.objectStore(LISTS).get(ORDER))),
  ]);
  const places = new Map((list?.ids ?? []).map((id, place) => [id, place]));
  const place = (/** @type {KeptPoint} */ { id }) => places.get(id) ?? places.size;
  return points.sort((a, b) => place(a) - place(b));
}

/**
 * What has changed between two lists.
 * @param {readonly KeptPoint[]} before
 * @param {readonly KeptPoint[]} after
 */
export async function writePoints(before, after) {
  const transaction = (await open()).transaction([POINTS, LISTS], 'readwrite');
  const store = transaction.objectStore(POINTS);
  const ids = new Set(after.map(({ id }) => id));
  const written = new Set(before);
  for (const point of after) if (!written.has(point)) store.put(point);
  for (const { id } of before) if (!ids.has(id)) store.delete(id);
  transaction.objectStore(LISTS).put({ name: ORDER, ids: [...ids] });
  await new Promise((done, fail) => {
    transaction.oncomplete = () => done(undefined);
    transaction.onabort = () => fail(transaction.error);
    transaction.onerror = () => fail(transaction.error);
  });
  channel?.postMessage('changed');
}

/** @param {() => void} read is called when another tab has changed something */
export function onOtherTab(read) {
  channel?.addEventListener('message', read);
}
