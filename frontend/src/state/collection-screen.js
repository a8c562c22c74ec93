/** What the screen of the collection knows: what is shown and chosen, and a formula of points. */

import { batch, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { chooseCard, weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import { useLatest } from '../hooks.js';
import { countByModel } from '../lib/collection.js';
import * as sums from '../lib/collection-sum.js';
import { readLabel, readNumber, writeLabel } from '../lib/permalink.js';
import { cardOf, datasetAtHand, gallery, say, t } from '../store.js';
import { kept } from './collection.js';

/** @typedef {import('../types.d.ts').Bilingual} Bilingual */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/collection.js').KeptPoint} KeptPoint */
/** @typedef {import('../lib/collection.js').PointData} PointData */
/** @typedef {Pick<KeptPoint, 'name' | 'model' | 'weights' | 'latent' | 'condition' | 'photo' | 'thumbnail'> & {id?: string}} Shown a point with its picture */
/** @typedef {{point: Shown, sign: 1 | -1, amount: number}} Term */
/** @typedef {{card: Card, latent: number[], label: Label | null}} Wanted */
/** @typedef {Pictures & {typicality: number[], of: Wanted}} Result */
/** @typedef {ReturnType<typeof useCollectionState>} CollectionState */

/** A dress gets the sleeves that a pullover has and a T-shirt lacks. */
const EXAMPLES = ['dress-3', 't-shirt-top-1', 'pullover-1'];

/** Formulas, by the names that addresses within this tab have for them: of points that stay out of links. @type {Map<string, Term[]>} */
const formulas = new Map();
/** @type {WeakMap<Term[], string>} */
const formulaNames = new WeakMap();
/** So many are remembered: each move of a weight makes one. */
const MOST_FORMULAS = 5000;
let lastFormula = 0;

/** @param {Term[]} terms @returns {string} always the same for the same ones */
function formulaName(terms) {
  const known = formulaNames.get(terms);
  if (known) return known;
  lastFormula += 1;
  const name = `u:formula-${lastFormula}`;
  formulaNames.set(terms, name);
  formulas.set(name, terms);
  if (formulas.size > MOST_FORMULAS) formulas.delete(/** @type {string} */ (formulas.keys().next().value));
  return name;
}

/** @param {Shown} point @param {number} place @returns {Term} */
function asTerm(point, place) {
  return { point, sign: sums.usualWeight(place) === 1 ? 1 : -1, amount: 1 };
}

/** @param {Term} term @returns {sums.Term & {photo: boolean}} */
export function weighted({ point, sign, amount }) {
  return { latent: point.latent, weight: sign * amount, photo: point.photo };
}

/** @param {import('../router.js').Query} query @param {Card} card @param {Label | null} label @returns {Term[] | null} */
function linkedTerms(query, card, label) {
  const left = formulas.get(query.t ?? '');
  if (left) return left;
  const found = sums.readTerms(query.t, card.latent_dim);
  if (found.length === 0) return null;
  return found.map(({ latent, weight }) => {
    const { id: model, weights } = card;
    const point = { name: '', model, weights: weights.sha256, latent, condition: label, photo: false, thumbnail: '' };
    return { point, sign: weight < 0 ? -1 : 1, amount: Math.abs(weight) };
  });
}

/** What a gallery shows as a point. @param {Card} card @param {GalleryItem} item @returns {Shown} */
function shownOf(card, item) {
  const byAttributes = card.condition?.kind === 'attributes';
  const title = item.class === null ? undefined : card.classes?.[item.class]?.title;
  return {
    name: title ?? item.label,
    model: card.id,
    weights: card.weights.sha256,
    latent: item.latent,
    condition: card.condition ? (byAttributes ? (item.condition ?? {}) : (item.class ?? 0)) : null,
    photo: false,
    thumbnail: item.reconstruction ?? item.image,
  };
}

/** Three items of a gallery: those wanted, else of different classes. @param {Card} card @returns {string[]} ids; none where the card names none */
function exampleIds({ gallery: items = [] }) {
  if (EXAMPLES.every((id) => items.some((item) => item.id === id))) return EXAMPLES;
  const classes = new Set();
  const apart = items.filter(({ class_index: index = null }) => {
    const isNew = index === null || !classes.has(index);
    classes.add(index);
    return isNew;
  });
  return apart.slice(0, EXAMPLES.length).map(({ id }) => id);
}

/** Three points of the gallery: what is there before anybody has kept any. @param {Card} card @returns {Promise<Shown[]>} */
async function fetchExamples(card) {
  const ids = exampleIds(card);
  const items = await gallery(card.id, ids.length ? ids : undefined);
  const inOrder = ids.flatMap((id) => items.find((item) => item.id === id) ?? []);
  return (inOrder.length ? inOrder : items.slice(0, EXAMPLES.length)).map((item) => shownOf(card, item));
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
export function useCollectionState(query, cards) {
  const first = useMemo(() => firstCard(query, cards), []);
  /** The only model whose points are shown; empty: all. */
  const filter = useLinked(query.m ?? '');
  /** Chosen points by id, in the order in which they were chosen. */
  const chosenIds = useSignal(/** @type {string[]} */ ([]));
  const linkedCard = cards.find(({ id }) => id === query.tm) ?? first;
  const linked = readLabel({ label: query.c ?? '' }, 'label', linkedCard);
  /** null: what is there of itself. */
  const own = useLinked(linkedTerms(query, linkedCard, linked), { key: (terms) => terms });
  const strength = useLinked(readNumber(query, 's', { min: 0, max: sums.MOST_STRENGTH, initial: 1 }));
  /** What the result is drawn under; null: as the first term. */
  const label = useLinked(linked);
  const examples = useSignal(/** @type {Shown[]} */ ([]));
  const shown = useComputed(() => kept().filter(({ model }) => !filter.value || model === filter.value));
  const chosen = useComputed(() => chosenIds.value.flatMap((id) => kept().find((one) => one.id === id) ?? []));
  const usual = useComputed(() => usualTerms(shown.value, examples.value));
  const current = useComputed(() => (own.value ?? usual.value).map(upToDate));
  const terms = () => current.value;
  const card = () => cards.find(({ id }) => id === terms()[0]?.point.model) ?? first;
  const under = () => (card().condition ? (label.value ?? terms()[0]?.point.condition ?? null) : null);
  const address = () => ({
    m: filter.value,
    tm: card().id,
    t: sums.writeTerms(terms().map(weighted)),
    s: strength.value === 1 ? null : Number(strength.value.toFixed(2)),
    c: writeLabel(label.value),
    w: weightsTag(card()),
  });
  /** What only this tab understands: what the formula of itself is, it will be again. */
  const here = () => ({ t: own.value && formulaName(own.value), tm: own.value ? card().id : null });
  /** What is to be drawn; null: nothing that adds up. */
  const wanted = useComputed(() => {
    const now = terms();
    if (now.length === 0 || whyNotWords(now.map(({ point }) => point))) return null;
    return { card: card(), latent: sums.total(now.map(weighted), strength.value), label: under() };
  });
  const result = useSignal(/** @type {Result | null} */ (null));
  const formula = { own, strength, label, terms, card, under, wanted, result };
  const state = { cards, first, filter, chosenIds, examples, shown, chosen, ...formula };
  useExampleFetch(state);
  useRecognition(own, examples);
  return { ...state, address, here };
}

/** The model of a formula in a link; else that of the first kept point, or of what is looked at. @param {import('../router.js').Query} query @param {Card[]} cards */
function firstCard(query, cards) {
  const keptModel = kept().find(({ model }) => !query.m || model === query.m)?.model;
  const wanted = query.tm ?? query.m ?? keptModel;
  return /** @type {Card} */ (chooseCard(cards, wanted, 'vae', datasetAtHand()));
}

/** The first points that add up; else the examples. @param {readonly KeptPoint[]} shown @param {readonly Shown[]} examples @returns {Term[]} */
function usualTerms(shown, examples) {
  const usable = shown.filter(({ model, weights }) => cardOf(model)?.weights.sha256 === weights);
  const same = usable.filter(({ model }) => model === usable[0].model).slice(0, EXAMPLES.length);
  return (same.length > 1 ? same : examples).map(asTerm);
}

/** @param {{first: Card, filter: import('@preact/signals').Signal<string>, cards: Card[], examples: import('@preact/signals').Signal<Shown[]>, own: import('@preact/signals').Signal<Term[] | null>}} state */
function useExampleFetch({ first, filter, cards, examples, own }) {
  const stream = useLatest(fetchExamples, (/** @type {Shown[]} */ found) => {
    examples.value = found;
  });
  useSignalEffect(() => {
    // Nobody sees them but who has kept too little, and has put nothing into the formula.
    const wanted = kept().length < 2 || own.value === null || own.value.some(({ point }) => point.name === '');
    if (wanted) stream.request(cards.find(({ id }) => id === filter.value) ?? first);
  });
}

/**
 * Points of a link that are kept here too, or stand in the gallery, get their names and pictures.
 * @param {import('@preact/signals').Signal<Term[] | null>} own @param {import('@preact/signals').Signal<Shown[]>} examples
 */
function useRecognition(own, examples) {
  useSignalEffect(() => {
    const known = [...kept(), ...examples.value];
    const named = own.value?.map((term) => (term.point.name === '' ? recognised(term, known) : term));
    if (named?.some((term, place) => term !== own.value?.[place])) own.value = named;
  });
}

/** @param {Term} term @param {readonly Shown[]} known @returns {Term} */
function recognised(term, known) {
  const { model, weights, latent } = term.point;
  const found = known.find(
    (one) => one.model === model && one.weights === weights && sums.sameInLinks(one.latent, latent),
  );
  return found ? { ...term, point: found } : term;
}

/** A kept point may have another name by now. @param {Term} term @returns {Term} */
function upToDate(term) {
  const { id } = term.point;
  const point = id === undefined ? undefined : kept().find((one) => one.id === id);
  return point ? { ...term, point } : term;
}

/** What a point is called. @param {Pick<Shown, 'name'>} point */
export function nameOf({ name }) {
  return say(name) || t('collection.point');
}

/** Why points cannot be added up, in words; empty: they can. @param {readonly PointData[] | readonly Shown[]} among */
export function whyNotWords(among) {
  const reason = sums.whyNot(among, (model) => cardOf(model)?.weights.sha256);
  const models = [...countByModel(/** @type {PointData[]} */ (among)).keys()].join(', ');
  return reason ? t(`collection.whyNot.${reason}`, { models }) : '';
}

/** The formula in words: "Dress − Shirt + 0.5 Coat". @param {readonly Term[]} terms @param {(amount: number) => string} written */
export function formulaText(terms, written) {
  const parts = terms.map(({ point, sign, amount }, place) => {
    const before = place === 0 ? (sign < 0 ? '−' : '') : sign < 0 ? ' − ' : ' + ';
    return `${before}${amount === 1 ? '' : `${written(amount)} `}${nameOf(point)}`;
  });
  return parts.join('');
}

/** @param {CollectionState} state @param {string} id */
export function toggle({ chosenIds }, id) {
  const now = chosenIds.value;
  chosenIds.value = now.includes(id) ? now.filter((one) => one !== id) : [...now, id];
}

/** Chosen points take the place of the formula. @param {CollectionState} state @param {readonly Shown[]} among */
export function putInFormula({ own, strength, label }, among) {
  batch(() => {
    own.value = among.map(asTerm);
    strength.value = 1;
    label.value = null;
  });
}

/** @param {CollectionState} state @param {number} place @param {Partial<Term>} change */
export function changeTerm(state, place, change) {
  state.own.value = state.terms().map((term, index) => (index === place ? { ...term, ...change } : term));
}

/** @param {CollectionState} state @param {number} place */
export function removeTerm(state, place) {
  const rest = state.terms().filter((_, index) => index !== place);
  // The first one is what is added to.
  if (place === 0 && rest[0]) rest[0] = { ...rest[0], sign: 1 };
  state.own.value = rest;
}
