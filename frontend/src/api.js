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

/**
 * @param {string} path
 * @param {RequestInit} options
 * @returns {Promise<Response>}
 * @throws {ApiError} or the AbortError of the caller's own signal
 */
async function send(path, options) {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
  let response;
  try {
    response = await fetch(`${BASE}${path}`, { ...options, signal });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, deadline.aborted ? 'timeout' : 'network', '');
  }
  if (!response.ok) throw await problem(response);
  return response;
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
  return `curl -s '${target}'${accept} -H 'Content-Type: application/json' -d '${body}'${output}`;
}
