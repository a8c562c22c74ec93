/** What several screens share: language, theme, the models, uploads of this tab, messages. */

import { computed, signal } from '@preact/signals';
import { ApiError, fetchGallery, fetchModels } from './api.js';
import { en } from './i18n/en.js';
import { es } from './i18n/es.js';
import { chooseLanguage, createTranslate, formatNumber, pick } from './lib/i18n.js';
import { sleep } from './lib/patience.js';
import { waitingFor } from './waiting.js';

/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {import('./types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('./lib/i18n.js').Language} Language */

/** @type {import('@preact/signals').Signal<Language>} */
export const language = signal(chooseLanguage(navigator.languages));

/** @type {(key: keyof typeof en, values?: Record<string, string | number>) => string} */
export const t = createTranslate({ en, es }, () => language.value);

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

/** Signed, as an alpha is read: +1.5, 0.0, −2.0. @param {number} value @param {number} [digits] */
export function signed(value, digits = 1) {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return number(value, { ...options, signDisplay: 'exceptZero' }).replace('-', '−');
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

/** @type {import('@preact/signals').Signal<{state: 'loading'} | {state: 'ready', cards: Card[]} | {state: 'failed', error: unknown}>} */
export const models = signal({ state: 'loading' });

export const cards = computed(() => (models.value.state === 'ready' ? models.value.cards : []));

const STARTING_PAUSE_MS = 1000;
const STARTING_PATIENCE = 60;

/** The page may be opened while the service still loads its models. @returns {Promise<Card[]>} */
async function fetchModelsOnceLoaded() {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchModels();
    } catch (error) {
      const starting = error instanceof ApiError && error.status === 503 && attempt < STARTING_PATIENCE;
      if (!starting) throw error;
    }
    await sleep(STARTING_PAUSE_MS);
  }
}

export async function loadModels() {
  models.value = { state: 'loading' };
  try {
    models.value = { state: 'ready', cards: await fetchModelsOnceLoaded() };
  } catch (error) {
    models.value = { state: 'failed', error };
  }
}

/** @param {string} id @returns {Card | undefined} */
export function cardOf(id) {
  return cards.value.find((card) => card.id === id);
}

/** @type {Map<string, Promise<GalleryItem[]>>} */
const galleries = new Map();

/**
 * Fetched once per model and kept for the whole tab, whichever screen asked first; a failed
 * attempt is forgotten, so that it can be repeated.
 * @param {string} model
 */
export function gallery(model) {
  const known = galleries.get(model);
  if (known) return known;
  const fetched = waitingFor(() => fetchGallery(model));
  galleries.set(model, fetched);
  fetched.catch(() => galleries.delete(model));
  return fetched;
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
 * A picture as it is sent. Of a photograph, `photo` is what it was cut from, to cut it again.
 * @typedef {{url: string, name: string, dataset: string, photo?: import('./photo.js').Photo}} Upload
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
