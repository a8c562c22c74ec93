/** Attributes under their headings, and the search among them. */

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Bilingual} Bilingual */
/** @typedef {{heading: Bilingual | undefined, members: Attribute[]}} Group */

/** Without accents and capitals. @param {string} text */
function plain(text) {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}

/**
 * Whether an attribute is meant by what was typed, in either language: each word must occur
 * in its title, its words for less and more, its heading or its name.
 * @param {Attribute} attribute
 * @param {string} typed
 */
export function matches({ name, title, less, more, group }, typed) {
  const texts = [title, less, more, group].flatMap((both) => (both ? [both.es, both.en] : []));
  const searched = plain([name, ...texts].join(' ')).replaceAll('_', ' ');
  return plain(typed)
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

/** In the order of the card. @param {readonly Attribute[]} attributes @returns {Group[]} */
export function grouped(attributes) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const attribute of attributes) {
    const key = attribute.group?.en ?? '';
    const group = groups.get(key) ?? { heading: attribute.group, members: [] };
    group.members.push(attribute);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/**
 * Whether the sliders stand where a preset puts them.
 * @param {Record<string, number>} edits
 * @param {Record<string, number>} alphas
 */
export function isApplied(edits, alphas) {
  return Object.entries(edits).every(([name, alpha]) => (alphas[name] ?? 0) === alpha);
}
