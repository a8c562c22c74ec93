/** What several screens share: language, theme, the models, uploads of this tab, messages. */

import { batch, computed, signal } from '@preact/signals';
import { ApiError, fetchCard, fetchGallery, fetchModels } from './api.js';
import { chooseLanguage, formatNumber, pick } from './lib/i18n.js';
import { patiently, sleep } from './lib/patience.js';
import { fetchLanguage, translator } from './texts.js';

/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {import('./types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('./lib/i18n.js').Language} Language */

/** @type {import('@preact/signals').Signal<Language>} */
export const language = signal(chooseLanguage(navigator.languages));

export const t = translator(() => language.value);

/** The language that was last asked for. @type {Language | null} */
let asked = null;

/**
 * The page in another language, once its texts are there.
 * @param {Language} next
 * @returns {Promise<boolean>} whether it is; not where yet another was asked for meanwhile
 */
export async function speak(next) {
  asked = next;
  await fetchLanguage(next);
  if (asked === next) language.value = next;
  return asked === next;
}

/** @param {import('./types.d.ts').Bilingual | string | undefined} both */
export function say(both) {
  return typeof both === 'string' ? both : pick(both, language.value);
}

/** @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function number(value, options) {
  return formatNumber(value, language.value, options);
}

/** @param {number} value @param {number} digits fixed number of decimals */
export function decimals(value, digits) {
  return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** @param {number} share 0 to 1 @returns {string} in whole percent */
export function percent(share) {
  return number(share, { style: 'percent', maximumFractionDigits: 0 });
}

/** Signed, as an alpha is read: +1.5, 0.0, −2.0. @param {number} value @param {number} [digits] */
export function signed(value, digits = 1) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return number(value, { ...options, signDisplay: 'exceptZero' }).replace('-', '−');
}

/**
 * Takes over what another tab of this browser has just kept: else the next change here would
 * write over it.
 * @param {string} key in the browser's local storage
 * @param {() => void} take reads it anew
 */
export function whenKeptElsewhere(key, take) {
  addEventListener('storage', (event) => {
    if (event.key === key && event.newValue !== null) take();
  });
}

/** @type {import('@preact/signals').Signal<'light' | 'dark'>} */
export const theme = signal(initialTheme());

/** @returns {'light' | 'dark'} */
function initialTheme() {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

export function toggleTheme() {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme.value;
  try {
    localStorage.setItem('latente.theme', theme.value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

/** Requests that wait because the server is busy. */
const count = signal(0);

/** Whether any does: said once for the whole page. */
export const serverBusy = computed(() => count.value > 0);

/** @param {boolean} begins a piece of work starts to wait; false: it has been decided */
export function waiting(begins) {
  count.value = count.peek() + (begins ? 1 : -1);
}

/**
 * A request that belongs to no stream of a screen, tried again while the server is busy.
 * @template Output
 * @param {() => Promise<Output>} work
 * @param {AbortSignal} [signal]
 */
export function waitingFor(work, signal) {
  return patiently(work, { onWait: waiting }, signal);
}

/** @type {import('@preact/signals').Signal<{state: 'loading'} | {state: 'ready', cards: Card[]} | {state: 'failed', error: unknown}>} */
export const models = signal({ state: 'loading' });

export const cards = computed(() => (models.value.state === 'ready' ? models.value.cards : []));

const STARTING_PAUSE_MS = 1000;
const STARTING_PATIENCE = 60;

/** The page may be opened while the service still loads its models. @param {import('./api.js').View} view @returns {Promise<Card[]>} */
async function fetchModelsOnceLoaded(view) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchModels(view);
    } catch (error) {
      const starting = error instanceof ApiError && error.status === 503 && attempt < STARTING_PATIENCE;
      if (!starting) throw error;
    }
    await sleep(STARTING_PAUSE_MS);
  }
}

/** @param {import('./api.js').View} [view] `tables`: for a screen that shows everything of all models */
export async function loadModels(view = 'summary') {
  models.value = { state: 'loading' };
  try {
    const found = await fetchModelsOnceLoaded(view);
    batch(() => {
      if (view === 'tables') cardTables.value = found;
      models.value = { state: 'ready', cards: found };
    });
  } catch (error) {
    models.value = { state: 'failed', error };
  }
}

/** All cards with their tables, once a screen needs them. @type {import('@preact/signals').Signal<Card[] | null>} */
export const cardTables = signal(null);

/** One request, after which {@link cardTables} holds them. */
export async function fetchCardTables() {
  cardTables.value = await waitingFor(() => fetchModels('tables'));
}

/** Whole cards, as far as they have come. @type {import('@preact/signals').Signal<Map<string, Card>>} */
export const fullCards = signal(new Map());

/** @type {Map<string, Promise<Card>>} */
const cardFetches = new Map();

/**
 * The whole card of a model, fetched once; {@link fullCards} then holds it.
 * @param {string} id
 */
export function fetchFullCard(id) {
  return once(cardFetches, id, async () => {
    const card = await waitingFor(() => fetchCard(id));
    fullCards.value = new Map([...fullCards.value, [id, card]]);
    return card;
  });
}

/**
 * What a key stands for, fetched once for the whole tab, whoever asks first; a failed attempt
 * is forgotten, so that it can be repeated.
 * @template Value
 * @param {Map<string, Promise<Value>>} known
 * @param {string} key
 * @param {() => Promise<Value>} fetch
 * @returns {Promise<Value>}
 */
function once(known, key, fetch) {
  const found = known.get(key);
  if (found) return found;
  const fetched = fetch();
  known.set(key, fetched);
  fetched.catch(() => known.delete(key));
  return fetched;
}

/** @param {string} id @returns {Card | undefined} */
export function cardOf(id) {
  return cards.value.find((card) => card.id === id);
}

/** Whole galleries by model, and parts of them by model and ids. @type {Map<string, Promise<GalleryItem[]>>} */
const galleries = new Map();

/**
 * @param {string} model
 * @param {string[]} [ids] only these items of it, which is far less to fetch
 * @returns {Promise<GalleryItem[]>}
 */
export function gallery(model, ids) {
  const whole = galleries.get(model);
  if (whole && ids) return whole.then((items) => items.filter(({ id }) => ids.includes(id)));
  const key = ids ? `${model} ${ids.join(' ')}` : model;
  return once(galleries, key, () => waitingFor(() => fetchGallery(model, ids)));
}

/**
 * The data set that is being looked at: another screen opens with a model of the same.
 * Not a signal, as nothing that is on the page follows it.
 */
let lookedAt = '';

export function datasetAtHand() {
  return lookedAt;
}

/** What people call a data set. @param {string} id */
export function datasetName(id) {
  const key = /** @type {any} */ (`dataset.${id}`);
  const name = t(key);
  return name === key ? id : name;
}

/** The terms of a model, in the reader's language where they are known. @param {Card} card */
export function termsOf({ license }) {
  const key = /** @type {any} */ (`license.${license}`);
  const terms = t(key);
  return terms === key ? license : terms;
}

/** @param {Card} card */
export function lookAt(card) {
  lookedAt = card.dataset;
}

/**
 * A picture as it is sent. Of a photograph, `photo` is what it was cut from, to cut it again. `code`: it was
 * decoded from this latent, which a kept point of somebody's picture may bring to other screens, but no link.
 * @typedef {{url: string, name: string, dataset: string, photo?: import('./photo.js').Photo,
 *   code?: {model: string, weights: string, latent: number[]}}} Upload
 */

/** Pictures that were uploaded in this tab, by id. They live in memory only. @type {Map<string, Upload>} */
export const uploads = new Map();

/** @param {Upload} upload @returns {string} its id */
export function addUpload(upload) {
  const id = `upload-${uploads.size + 1}`;
  uploads.set(id, upload);
  return id;
}

/** @typedef {{text: string, action?: {label: string, run: () => void}}} Message */

/** @type {import('@preact/signals').Signal<Message | null>} */
export const message = signal(null);

/** @type {ReturnType<typeof setTimeout> | undefined} */
let messageTimer;

/** @param {string} text @param {Message['action']} [action] such as Undo */
export function announce(text, action) {
  message.value = { text, action };
  clearTimeout(messageTimer);
  messageTimer = setTimeout(
    () => {
      message.value = null;
    },
    action ? 8000 : 4000,
  );
}
