/** What the comparing screen knows: two or three models, an action, and everything that they share. */

import { batch, computed, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import {
  ACTIONS,
  commonExtent,
  placed,
  readModels,
  sharedAttributes,
  sharesImages,
  sharesZ,
  writeModels,
} from '../lib/compare.js';
import {
  readChoice,
  readClass,
  readLabel,
  readNumber,
  readSeed,
  readValues,
  writeLabel,
  writeSource,
  writeValues,
} from '../lib/permalink.js';
import { carriedOver, firstSource, readStart, writeStart } from '../points.js';
import { datasetAtHand } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../lib/compare.js').Action} Action */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../router.js').Query} Query */
/** @typedef {{source: Source, label: Label | null}} End `label`: what conditional models read it under; null: its own */
/** @typedef {'standard' | 'fitted'} Prior */
/** @typedef {'linear' | 'spherical'} Method */
/** @typedef {'z' | 'image'} Share what a draw gives to all: the vector, or the picture that the first model draws of it */
/** @typedef {ReturnType<typeof useCompareState>} CompareState */

/** Few enough for three columns of drafts to follow the slider at display rate. */
export const COUNTS = /** @type {const} */ (['1', '4', '16']);
const FIRST_SEED = 7;
/** A dress. */
const FIRST_CLASS = 3;

/** Where the two images of a screen start. @param {Card} card @returns {[Source, Source]} */
function firstEnds(card) {
  return [firstSource(card, 'shirt-1', 0), firstSource(card, 'dress-1', 1)];
}

/** The model that reads labels, as links write them. @param {Card[]} shown */
function labelled(shown) {
  return shown.find(({ condition }) => condition) ?? shown[0];
}

/** What belongs to all actions that start from one image. @param {Query} query @param {Card[]} shown */
function useStarts(query, shown) {
  const [one, two] = firstEnds(shown[0]);
  const reader = labelled(shown);
  const from = useLinked(
    /** @type {End} */ ({ source: readStart(query.from, shown[0], one), label: readLabel(query, 'fc', reader) }),
  );
  const to = useLinked(
    /** @type {End} */ ({ source: readStart(query.to, shown[0], two), label: readLabel(query, 'tc', reader) }),
  );
  const share = useLinked(readChoice(query, 'share', /** @type {Share[]} */ (['z', 'image']), 'z'));
  const method = useLinked(readChoice(query, 'method', /** @type {Method[]} */ (['linear', 'spherical']), 'linear'));
  return { from, to, share, method };
}

/** What belongs to drawing at random. @param {Query} query @param {Card[]} shown */
function useDraws(query, shown) {
  const seed = useLinked(readSeed(query, 'seed', FIRST_SEED));
  const asked = readChoice(query, 'n', COUNTS, '16');
  const count = useLinked(asked);
  const temperature = useLinked(readNumber(query, 't', { min: 0, max: 2, initial: 1 }));
  const prior = useLinked(readChoice(query, 'prior', /** @type {Prior[]} */ (['standard', 'fitted']), 'standard'));
  /** The class that conditional models are told; null: all in turn. */
  const drawn = useLinked(readClass(query, 'c', labelled(shown)));
  const last = Number(asked) - 1;
  const selected = useLinked(readNumber(query, 'i', { min: 0, max: last, initial: 0, integer: true }));
  return { seed, count, temperature, prior, drawn, selected };
}

/** @param {Card[]} shown @returns {Card['condition']} what the first conditional one is told */
export function conditionOfAll(shown) {
  return shown.find(({ condition }) => condition)?.condition ?? null;
}

/** What belongs to attributes and conditions. @param {Query} query @param {Card[]} shown */
function useChoices(query, shown) {
  const attributes = sharedAttributes(shown);
  const known = attributes.find(({ attribute }) => attribute.name === query.x);
  const name = (known ?? attributes[0])?.attribute.name ?? '';
  const attribute = useLinked(name);
  const extent = commonExtent(shown, name);
  /** Steps along the attribute. */
  const steps = useLinked(readNumber(query, 'k', { min: -extent, max: extent, initial: Math.min(1, extent) }));
  const condition = conditionOfAll(shown);
  const told = condition?.kind === 'attributes' ? condition.attributes : [];
  const classIndex = useLinked(readClass(query, 'y', labelled(shown)) ?? FIRST_CLASS);
  /** Attributes that conditional models are told by hand; the rest is the image's own. */
  const set = readValues(query, 'y', told);
  const values = useLinked(set);
  const aspect = useLinked(Object.keys(set)[0] ?? told[0]?.name ?? '');
  return { attribute, steps, classIndex, values, aspect };
}

/** What of the state a link needs, by action. @param {any} state @returns {Record<Action, () => import('../router.js').Writable>} */
function addresses(state) {
  const { seed, count, temperature, prior, drawn, selected, from, to, alpha, playing, method, share } = state;
  const { attribute, steps, classIndex, values } = state;
  const start = () => ({ from: writeSource(from.value.source), fc: writeLabel(from.value.label) });
  const shared = () => (share.value === 'z' ? null : share.value);
  return {
    sample: () => ({
      seed: seed.value,
      n: count.value,
      t: temperature.value,
      prior: prior.value === 'standard' ? null : prior.value,
      c: drawn.value,
      i: selected.value || null,
    }),
    reconstruct: start,
    interpolate: () => ({
      ...start(),
      to: writeSource(to.value.source),
      tc: writeLabel(to.value.label),
      // While it plays, its every frame is no state to come back to.
      a: playing.value ? 0.5 : Number(alpha.value.toFixed(3)),
      method: method.value === 'linear' ? null : method.value,
      share: shared(),
    }),
    edit: () => ({ ...start(), x: attribute.value, k: Number(steps.value.toFixed(3)), share: shared() }),
    condition: () => ({
      ...start(),
      y: state.condition()?.kind === 'attributes' ? writeValues(values.value) : classIndex.value,
      share: shared(),
    }),
  };
}

/** @param {readonly string[]} ids @param {Card[]} cards @returns {Card[]} */
function cardsOf(ids, cards) {
  return ids.flatMap((id) => cards.find((card) => card.id === id) ?? []);
}

/** The models, and what they do. @param {Query} query @param {Card[]} cards */
function useModels(query, cards) {
  const { models: linked, missing } = readModels(query, cards, datasetAtHand());
  const first = cardsOf(linked, cards);
  /** Whether the pictures of the link were made with other weights. */
  const otherWeights =
    Boolean(query.ws && query.m1) && missing.length === 0 && query.ws !== first.map(weightsTag).join(',');
  const models = useLinked(linked);
  const action = useLinked(readChoice(query, 'act', ACTIONS, 'sample'));
  const shown = useMemo(() => computed(() => cardsOf(models.value, cards)), []);
  return { cards, first, missing, otherWeights, models, action, shown };
}

/** @param {End} end whether it is a vector, and no picture yet */
export function isDraw({ source }) {
  return source.kind === 'seed' || source.kind === 'latent';
}

/** What the models that are shown have in common. @param {any} state */
function sharedBy({ action, shown, from, to, share, attribute }) {
  /** The ends that the action starts from. @returns {End[]} */
  const ends = () => (action.value === 'interpolate' ? [from.value, to.value] : [from.value]);
  /** Whether a draw can be given to all as the same vector, which is a choice then. */
  const canShareZ = () => action.value !== 'reconstruct' && ends().some(isDraw) && sharesZ(shown.value);
  return {
    ends,
    canShareZ,
    /** Models of different pictures have only a seed in common. */
    isPossible: () => action.value === 'sample' || sharesImages(shown.value),
    /** @returns {Share} */
    sharing: () => (canShareZ() ? share.value : 'image'),
    /** How far the slider of the attribute goes. */
    extent: () => commonExtent(shown.value, attribute.value),
    condition: () => conditionOfAll(shown.value),
  };
}

/** @param {Query} query @param {Card[]} cards at least two */
export function useCompareState(query, cards) {
  const { first, ...models } = useModels(query, cards);
  const starts = useStarts(query, first);
  const draws = useDraws(query, first);
  const choices = useChoices(query, first);
  const alpha = useLinked(readNumber(query, 'a', { min: 0, max: 1, initial: 0.5 }));
  /** Whether alpha moves by itself. */
  const playing = useSignal(false);
  const signals = { ...models, ...starts, ...draws, ...choices, alpha, playing };
  const state = { ...signals, ...sharedBy(signals) };
  const byAction = addresses(state);
  /** @returns {import('../router.js').Writable} */
  const address = () => ({
    ...writeModels(state.models.value),
    act: state.action.value,
    ...byAction[state.action.value](),
    // Not `w`: that is of one model.
    ws: state.shown.value.map(weightsTag).join(','),
  });
  /** What only this tab understands of the state. */
  const here = () => (state.action.value === 'sample' ? {} : uploadsOf(state));
  return { ...state, address, here };
}

/** @param {{action: {value: Action}, from: {value: End}, to: {value: End}}} state */
function uploadsOf({ action, from, to }) {
  const start = { from: writeStart(from.value.source) };
  return action.value === 'interpolate' ? { ...start, to: writeStart(to.value.source) } : start;
}

/**
 * Puts a model into a column, or takes the column away; what means nothing to the models that
 * stand there then is replaced.
 * @param {CompareState} state @param {number} place @param {string} id
 */
export function placeModel(state, place, id) {
  setModels(state, placed(state.models.value, place, id));
}

/** @param {CompareState} state @param {string[]} models ids */
export function setModels(state, models) {
  const [before] = state.shown.peek();
  batch(() => {
    state.models.value = models;
    const shown = state.shown.value;
    const [one, two] = firstEnds(shown[0]);
    adapt(state.from, before, shown, one);
    adapt(state.to, before, shown, two);
    const attributes = sharedAttributes(shown);
    const known = attributes.some(({ attribute }) => attribute.name === state.attribute.value);
    if (!known) state.attribute.value = attributes[0]?.attribute.name ?? '';
    const extent = state.extent();
    state.steps.value = Math.min(extent, Math.max(-extent, state.steps.value));
    adaptCondition(state);
  });
}

/** @param {import('@preact/signals').Signal<End>} end @param {Card} before @param {Card[]} shown @param {Source} otherwise */
function adapt(end, before, shown, otherwise) {
  const { source, label } = end.value;
  const next = carriedOver(source, before, shown[0], otherwise);
  const kind = conditionOfAll(shown)?.kind;
  const fits = next === source && kind === (typeof label === 'number' ? 'class' : 'attributes');
  if (next !== source || (label !== null && !fits)) end.value = { source: next, label: fits ? label : null };
}

/** @param {CompareState} state */
function adaptCondition({ condition, values, aspect, classIndex, drawn }) {
  const next = condition();
  const names = next?.kind === 'attributes' ? next.attributes.map(({ name }) => name) : [];
  const classes = next?.kind === 'class' ? next.classes.length : 0;
  values.value = Object.fromEntries(Object.entries(values.value).filter(([name]) => names.includes(name)));
  if (!names.includes(aspect.value)) aspect.value = names[0] ?? '';
  if (classes) classIndex.value = Math.min(classes - 1, classIndex.value);
  if (classes && drawn.value !== null) drawn.value = Math.min(classes - 1, drawn.value);
}
