/**
 * Texts in two languages and a third that is none: `qps` doubles the vowels and puts
 * brackets round every text, so that a text forgotten in the code stands out unchanged.
 */

/** @typedef {'es' | 'en' | 'qps'} Language */
/** @typedef {Record<string, string>} Table */

/** @type {readonly Language[]} */
export const LANGUAGES = ['es', 'en', 'qps'];

/**
 * @param {readonly string[]} preferred as in navigator.languages
 * @returns {'es' | 'en'} the first language that exists here, else English
 */
export function chooseLanguage(preferred) {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split('-')[0];
    if (base === 'es' || base === 'en') return base;
  }
  return 'en';
}

/**
 * Fills `{name}`, writes `{0.5}` as numbers are written, and chooses plurals written
 * `{count|one image|# images}`.
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @param {string} language for number format and plural rule
 */
export function fill(text, values, language) {
  return text.replace(/\{([\w.]+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
    const value = /^\d/.test(name) ? Number(name) : values[name];
    if (value === undefined) return whole;
    const shown = typeof value === 'number' ? formatNumber(value, language) : value;
    if (one === undefined) return shown;
    const isOne = new Intl.PluralRules(language).select(Number(value)) === 'one';
    return (isOne ? one : many).replaceAll('#', shown);
  });
}

/**
 * Numbers are written as the browser's own number fields write them, which know its language
 * and country only: 0.50 must not stand beside 0,50. The texts are those of Latin America, and so
 * are Spanish numbers in a browser that speaks something else.
 * @param {string} language of the page
 * @param {string} [browser] as in navigator.language
 * @returns {string} a locale for Intl
 */
export function numberLocale(language, browser = globalThis.navigator?.language ?? '') {
  const spoken = language === 'qps' ? 'en' : language;
  if (browser.toLowerCase().split('-')[0] === spoken) return browser;
  return spoken === 'es' ? 'es-419' : spoken;
}

/** Making a formatter takes a hundred times as long as using it, and a moved slider writes many numbers. @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/**
 * @param {number} value
 * @param {string} language
 * @param {Intl.NumberFormatOptions} [options]
 */
export function formatNumber(value, language, options) {
  const locale = numberLocale(language);
  const key = options ? `${locale} ${JSON.stringify(options)}` : locale;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: 4, ...options });
    formats.set(key, format);
  }
  return format.format(value);
}

/** @param {string} text */
export function pseudo(text) {
  const parts = text.split(/(\{[^}]*\})/);
  const doubled = parts.map((part) => (part.startsWith('{') ? part : part.replace(/[aeiouáéíóú]/gi, '$&$&')));
  return `[${doubled.join('')}]`;
}

/**
 * @param {Record<'es' | 'en', Table>} tables
 * @param {() => Language} language
 * @returns {(key: string, values?: Record<string, string | number>) => string}
 */
export function createTranslate(tables, language) {
  return (key, values = {}) => {
    const chosen = language();
    const locale = chosen === 'qps' ? 'en' : chosen;
    const text = tables[locale][key] ?? key;
    return fill(chosen === 'qps' ? pseudo(text) : text, values, locale);
  };
}

/**
 * @param {{en: string, es: string} | undefined} both a text of a card
 * @param {Language} language
 */
export function pick(both, language) {
  if (!both) return '';
  return language === 'es' ? both.es : both.en;
}
