/** The texts of the page: fetched by language, and by the part of the page that shows them. */

import { createTranslate } from './lib/i18n.js';

/** @typedef {import('./lib/i18n.js').Language} Language */
/** @typedef {import('./lib/i18n.js').Table} Table */
/** @typedef {'en' | 'es'} Written the pseudo-language is made of English */
/** @typedef {keyof typeof TABLES} Part */

/** Modules with one export each. Parts but `core` are named after the screen they belong to. */
const TABLES = {
  core: { en: () => import('./i18n/en.js'), es: () => import('./i18n/es.js') },
  collection: { en: () => import('./i18n/en-collection.js'), es: () => import('./i18n/es-collection.js') },
  compare: { en: () => import('./i18n/en-compare.js'), es: () => import('./i18n/es-compare.js') },
  history: { en: () => import('./i18n/en-history.js'), es: () => import('./i18n/es-history.js') },
  glossary: { en: () => import('./i18n/en-glossary.js'), es: () => import('./i18n/es-glossary.js') },
  key: { en: () => import('./i18n/en-key.js'), es: () => import('./i18n/es-key.js') },
  lessons: { en: () => import('./i18n/en-lessons.js'), es: () => import('./i18n/es-lessons.js') },
  map: { en: () => import('./i18n/en-map.js'), es: () => import('./i18n/es-map.js') },
  models: { en: () => import('./i18n/en-models.js'), es: () => import('./i18n/es-models.js') },
  posterior: { en: () => import('./i18n/en-posterior.js'), es: () => import('./i18n/es-posterior.js') },
  studio: { en: () => import('./i18n/en-studio.js'), es: () => import('./i18n/es-studio.js') },
};

/** What has come so far. @type {Record<Written, Table>} */
const tables = { en: {}, es: {} };

/** What the page has shown in this tab: another language needs the same. @type {Set<Part>} */
const shown = new Set(['core']);

/** @type {Map<string, Promise<void>>} */
const fetches = new Map();

/** @param {Part} part @param {Written} language */
function fetchTable(part, language) {
  const key = `${part} ${language}`;
  const known = fetches.get(key);
  if (known) return known;
  const fetched = TABLES[part][language]().then((module) => {
    for (const table of Object.values(module)) Object.assign(tables[language], table);
  });
  fetches.set(key, fetched);
  fetched.catch(() => fetches.delete(key));
  return fetched;
}

/** Everything that the page shows, in another language. @param {Language} language */
export async function fetchLanguage(language) {
  const written = language === 'es' ? 'es' : 'en';
  let parts = 0;
  // A screen may be opened meanwhile.
  while (parts < shown.size) {
    parts = shown.size;
    await Promise.all([...shown].map((part) => fetchTable(part, written)));
  }
}

/**
 * The texts of a part before it is shown; nothing where it has none of its own.
 * @param {string} part
 * @param {Language} language
 */
export async function fetchTexts(part, language) {
  if (Object.hasOwn(TABLES, part)) shown.add(/** @type {Part} */ (part));
  await fetchLanguage(language);
}

/** @param {() => Language} language @returns {(key: import('./i18n/keys.d.ts').Key, values?: Record<string, string | number>) => string} */
export function translator(language) {
  return createTranslate(tables, language);
}
