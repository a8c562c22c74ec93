/**
 * What the attribute judge says of pictures, and what the data say of attributes that go
 * together. A judgement is a probability in [0, 1] for each attribute's name.
 */

/** @typedef {Record<string, number>} Judgement */
/** @typedef {{name: string, before: number, after: number, change: number}} Change */
/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Effect} Effect */
/** @typedef {'best' | 'mean-difference'} Method */

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Bilingual} Bilingual */
/** @typedef {{has: (name: string) => boolean}} Names those that may be told */

/** Smaller changes of a probability are the judge's noise. */
export const LEAST_CHANGE = 0.03;

/**
 * The titles of everything that may be told of pictures. A judge knows more labels than it
 * may speak of: those without a title are badly calibrated or hurtful and are shown nowhere.
 * @param {Pick<Card, 'attributes' | 'judge' | 'condition'>} card
 * @returns {Map<string, Bilingual>}
 */
export function titlesOf({ attributes, judge, condition }) {
  const conditioned = condition?.kind === 'attributes' ? condition.attributes : [];
  const all = [...(judge?.attributes ?? []), ...conditioned, ...attributes];
  return new Map(all.map(({ name, title }) => [name, title]));
}

/** `No_Beard` and `Beard` speak of the same thing. @param {string} name */
function subject(name) {
  return name.replace(/^No_/, '');
}

/**
 * The largest changes of what was not asked for, largest first.
 * @param {Judgement} before
 * @param {Judgement} after
 * @param {Iterable<string>} asked names of the moved attributes
 * @param {Names} names
 * @param {number} most
 * @returns {Change[]}
 */
export function sideEffects(before, after, asked, names, most) {
  const moved = new Set([...asked].map(subject));
  return Object.keys(after)
    .filter((name) => names.has(name) && !moved.has(subject(name)))
    .flatMap((name) => changeOf(before, after, name) ?? [])
    .filter(({ change }) => Math.abs(change) >= LEAST_CHANGE)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, most);
}

/**
 * How sure the judge is of an attribute; one that it knows only as its absence is turned round.
 * @param {Judgement} judgement
 * @param {string} name
 * @returns {number | null} null where it knows neither
 */
export function probability(judgement, name) {
  if (Object.hasOwn(judgement, name)) return judgement[name];
  return Object.hasOwn(judgement, `No_${name}`) ? 1 - judgement[`No_${name}`] : null;
}

/** @param {Judgement} before @param {Judgement} after @param {string} name @returns {Change | null} */
function changeOf(before, after, name) {
  const [was, is] = [probability(before, name), probability(after, name)];
  return was === null || is === null ? null : { name, before: was, after: is, change: is - was };
}

/** The changes of what was asked for, in the card's order. @param {Judgement} before @param {Judgement} after @param {string[]} asked @returns {Change[]} */
export function askedEffects(before, after, asked) {
  return asked.flatMap((name) => changeOf(before, after, name) ?? []);
}

/**
 * What goes with an attribute in the data, widest gap first.
 * @param {Attribute} attribute
 * @param {Names} names
 * @param {number} most
 * @returns {{name: string, with: number, without: number}[]}
 */
export function companions({ name: own, co_occurrence: pairs = {} }, names, most) {
  return Object.entries(pairs)
    .filter(([name]) => names.has(name) && subject(name) !== subject(own))
    .map(([name, shares]) => ({ name, ...shares }))
    .sort((a, b) => Math.abs(b.with - b.without) - Math.abs(a.with - a.without))
    .slice(0, most);
}

/** What was measured of the direction that is in use. @param {Attribute} attribute @param {Method} method @returns {Effect | null} */
export function effectOf(attribute, method) {
  const plain = method === 'mean-difference' && attribute.method === 'refined';
  return (plain ? attribute.mean_difference_effect : attribute.effect) ?? null;
}

/**
 * What a step along an attribute drags with it on average, largest first.
 * @param {Effect} effect
 * @param {Names} names
 * @param {number} most
 * @returns {{name: string, change: number}[]}
 */
export function drifts({ drift = {} }, names, most) {
  return Object.entries(drift)
    .filter(([name, change]) => names.has(name) && Math.abs(change) >= LEAST_CHANGE)
    .map(([name, change]) => ({ name, change }))
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
    .slice(0, most);
}

/**
 * The condition that a judge would write for a picture: with or without, for each attribute.
 * @param {readonly {name: string}[]} attributes of the condition
 * @param {Judgement} judgement
 * @returns {Record<string, number>}
 */
export function asCondition(attributes, judgement) {
  const entries = attributes.flatMap(({ name }) => {
    const sure = probability(judgement, name);
    return sure === null ? [] : [[name, sure >= 0.5 ? 1 : 0]];
  });
  return Object.fromEntries(entries);
}
