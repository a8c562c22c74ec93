/** Conditions that come from elsewhere, such as a file. */

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Label} Label */

/**
 * What a model is told, if it can be told that: the number of a class, values of attributes in
 * [0, 1]; null for a model that takes no condition.
 * @param {unknown} value
 * @param {Pick<Card, 'condition'>} card
 * @returns {Label | null | undefined} undefined: the model takes no such thing
 */
export function soundLabel(value, { condition }) {
  if (!condition) return value === undefined || value === null ? null : undefined;
  if (condition.kind === 'class') {
    const known = Number.isInteger(value) && Number(value) >= 0 && Number(value) < condition.classes.length;
    return known ? Number(value) : undefined;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const names = condition.attributes.map(({ name }) => name);
  const sound = Object.entries(value).every(
    ([name, one]) => names.includes(name) && typeof one === 'number' && one >= 0 && one <= 1,
  );
  return sound ? /** @type {Record<string, number>} */ (value) : undefined;
}
