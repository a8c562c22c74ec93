/** Typed client of the REST service: the only module that talks HTTP. */

import { retryAfter } from './lib/patience.js';

/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {import('./types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('./types.d.ts').RequestLine} RequestLine */
/** @typedef {{pointer: string, detail: string}} FieldProblem */

const BASE = 'api/v1';
const DEADLINE_MS = 30_000;

export class ApiError extends Error {
  /**
   * @param {number} status 0 where no answer came
   * @param {string} code `network`, `timeout` or the status as text
   * @param {string} detail what the service said
   * @param {FieldProblem[]} [errors]
   * @param {number | null} [retryAfterMs] after which a busy server wants to be asked again; null: it did not say
   */
  constructor(status, code, detail, errors = [], retryAfterMs = null) {
    super(detail || code);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
    this.retryAfterMs = retryAfterMs;
  }
}

/** @param {Response} response @returns {Promise<ApiError>} */
async function problem(response) {
  const body = await response.json().catch(() => ({}));
  const detail = typeof body.detail === 'string' ? body.detail : (body.title ?? response.statusText);
  const pause = response.status === 503 ? retryAfter(response.headers.get('Retry-After')) : null;
  return new ApiError(response.status, String(response.status), detail, body.errors ?? [], pause);
}

/** In this tab alone, and until it is closed. */
const KEPT_KEY = 'latente.key';

/** What the service wants from whoever may use it, where it wants anything. */
let key = keptKey();

function keptKey() {
  try {
    return sessionStorage.getItem(KEPT_KEY) ?? '';
  } catch {
    return '';
  }
}

/** @param {string} given */
function keepKey(given) {
  key = given;
  try {
    sessionStorage.setItem(KEPT_KEY, given);
  } catch {
    // Without storage the key lasts as long as the page.
  }
}

/** Whether requests carry a key: then addresses alone, as CSS has them, do not do. */
export function hasKey() {
  return key !== '';
}

/** Asks the person for a key; null: they do not give one. @type {((wrong: boolean) => Promise<string | null>) | null} */
let askForKey = null;

/** @param {(wrong: boolean) => Promise<string | null>} ask `wrong`: there was a key, and it does not open the API */
export function onKeyNeeded(ask) {
  askForKey = ask;
}

/** The question that is open: asked once, however many requests wait for the answer. @type {Promise<boolean> | null} */
let asking = null;

/** @param {string} used that was refused @returns {Promise<boolean>} whether there is another to try */
function anotherKey(used) {
  if (key !== used) return Promise.resolve(true);
  asking ??= Promise.resolve(askForKey?.(used !== '') ?? null)
    .then((given) => {
      if (given) keepKey(given);
      return Boolean(given);
    })
    .finally(() => {
      asking = null;
    });
  return asking;
}

/**
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<Response>}
 * @throws {ApiError} or the AbortError of the caller's own signal
 */
async function send(path, options) {
  for (;;) {
    const used = key;
    const response = await sendOnce(path, used, options);
    if (response.ok) return response;
    if (response.status !== 401 || !(await anotherKey(used))) throw await problem(response);
  }
}

/** @param {string} path @param {string} used @param {RequestInit} options */
async function sendOnce(path, used, options) {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  const headers = used ? { ...options.headers, Authorization: `Bearer ${used}` } : options.headers;
  try {
    return await fetch(`${BASE}${path}`, { ...options, headers, signal });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, deadline.aborted ? 'timeout' : 'network', '');
  }
}

/** @param {string} model @param {string} call */
function address(model, call) {
  return `/models/${encodeURIComponent(model)}/${call}`;
}

/**
 * @param {string} model
 * @param {string} call
 * @param {Record<string, unknown>} body
 * @param {string} accept
 * @param {AbortSignal} [signal]
 */
function post(model, call, body, accept, signal) {
  const headers = { 'Content-Type': 'application/json', Accept: accept };
  return send(address(model, call), { method: 'POST', headers, body: JSON.stringify(body), signal });
}

/** @typedef {'summary' | 'tables'} View `summary`: without the tables of single attributes; `tables`: without what the full card has besides */

/** All models. @param {View} view @returns {Promise<Card[]>} */
export async function fetchModels(view) {
  const response = await send(`/models?view=${view}`, {});
  return (await response.json()).models;
}

/** The whole card of a model. @param {string} model @returns {Promise<Card>} */
export async function fetchCard(model) {
  return (await send(`/models/${encodeURIComponent(model)}`, {})).json();
}

/** @param {string} model @param {string[]} [ids] of the wanted items; absent: all @returns {Promise<GalleryItem[]>} */
export async function fetchGallery(model, ids = []) {
  const query = new URLSearchParams(ids.map((id) => ['id', id]));
  const response = await send(address(model, `gallery${ids.length ? `?${query}` : ''}`), {});
  return (await response.json()).items;
}

/**
 * One of the calls that answer with pictures or latents.
 * @param {string} model
 * @param {'align' | 'encode' | 'decode' | 'sample' | 'interpolate' | 'attribute-edit' | 'conditional-generate' | 'directions'
 *   | 'map/locate' | 'map/project' | 'map/points'} call
 * @param {Record<string, unknown>} body
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>} see types.d.ts: Alignment, Encoded, Pictures, Samples or Path
 */
export async function ask(model, call, body, signal) {
  return (await post(model, call, body, 'application/json', signal)).json();
}

/** In a body: pictures that are cheap to make and to send, for a glance or where only the numbers count. */
export const DRAFT = { format: 'jpeg' };

/** @param {{draft: boolean}} asked @returns {{format?: string}} to go into a body */
export function quality({ draft }) {
  return draft ? DRAFT : {};
}

/**
 * A call that makes one picture. Of a draft it comes alone, which is half the work for the
 * service and less to read here: what else JSON says is there once the control rests.
 * @param {string} model
 * @param {'decode' | 'attribute-edit' | 'conditional-generate'} call
 * @param {Record<string, unknown>} body
 * @param {{draft: boolean}} asked
 * @param {AbortSignal} signal
 * @returns {Promise<import('./types.d.ts').Pictures>}
 */
export async function askPicture(model, call, body, { draft }, signal) {
  if (!draft) return ask(model, call, body, signal);
  const response = await post(model, call, { ...body, ...DRAFT }, 'image/jpeg', signal);
  const latents = JSON.parse(response.headers.get('X-Latente-Latents') ?? '[]');
  return { images: [await dataUrl(await response.blob())], latents };
}

/** @param {Blob} file @returns {Promise<string>} */
function dataUrl(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(/** @type {string} */ (reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/**
 * The points of a model in two dimensions.
 * @param {string} model
 * @param {string} projection empty: the model's first
 * @param {AbortSignal} signal
 * @returns {Promise<import('./lib/map-data.js').LatentMap>}
 */
export async function fetchMap(model, projection, signal) {
  const query = projection ? `?projection=${encodeURIComponent(projection)}` : '';
  const response = await send(address(model, `map${query}`), { signal });
  const [{ readMap }, answer] = await Promise.all([import('./lib/map-data.js'), response.json()]);
  return readMap(answer);
}

/** A picture at an address of the API, as a blob. @param {string} path from the root of the host @returns {Promise<Blob>} */
export async function fetchPicture(path) {
  return (await send(path.slice(path.indexOf(BASE) + BASE.length), {})).blob();
}

/** @param {RequestLine} line @param {AbortSignal} [signal] @returns {Promise<Blob>} the answer as a file */
export async function askFile(line, signal) {
  const response = await post(line.model, line.call, line.body, line.accept ?? 'image/png', signal);
  return response.blob();
}

/** A long base64 text would bury the line: it is shown as a placeholder. @param {string} key @param {unknown} value */
function readable(key, value) {
  if (typeof value === 'string' && value.startsWith('data:')) return '<data URL>';
  if (key === 'latent' || key === 'direction') return /** @type {number[]} */ (value).map((x) => Number(x.toFixed(3)));
  return value;
}

/** @param {RequestLine} line @param {string} origin @returns {string} a line for a POSIX shell */
export function curlLine(line, origin) {
  const body = JSON.stringify(line.body, readable).replaceAll("'", "'\\''");
  const accept = line.accept ? ` -H 'Accept: ${line.accept}'` : '';
  const output = line.output ? ` -o ${line.output}` : '';
  const target = `${origin}/${BASE}${address(line.model, line.call)}`;
  // Not the key itself: lines are shown, copied and passed on.
  const bearer = key ? ' -H "Authorization: Bearer $LATENTE_KEY"' : '';
  return `curl -s '${target}'${bearer}${accept} -H 'Content-Type: application/json' -d '${body}'${output}`;
}
