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
 * Fills `{name}` and chooses plurals written `{count|one image|# images}`.
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @param {string} language for number format and plural rule
 */
export function fill(text, values, language) {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name, one, many) => {
    const value = values[name];
    if (value === undefined) return whole;
    const shown = typeof value === 'number' ? formatNumber(value, language) : value;
    if (one === undefined) return shown;
    const isOne = new Intl.PluralRules(language).select(Number(value)) === 'one';
    return (isOne ? one : many).replaceAll('#', shown);
  });
}

/**
 * @param {number} value
 * @param {string} language
 * @param {Intl.NumberFormatOptions} [options]
 */
export function formatNumber(value, language, options) {
  const locale = language === 'qps' ? 'en' : language;
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 4, ...options }).format(value);
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
