/** What the posterior screen knows: an image, draws, and moved dimensions, as its link carries them. */

import { batch } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { chooseCard, counterpart, weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import {
  readAlphas,
  readChoice,
  readLabel,
  readList,
  readNumber,
  readSeed,
  writeAlphas,
  writeLabel,
  writeSource,
} from '../lib/permalink.js';
import { readOffsets, readPair, writeOffsets } from '../lib/posterior.js';
import { carriedOver, firstSource, readStart, writeStart } from '../points.js';
import { announce, datasetAtHand, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {ReturnType<typeof usePosteriorState>} PosteriorState */

/** A square sheet of whole pictures. */
export const DRAWS = 9;
export const MOST_SCALE = 3;
export const ORDERS = /** @type {const} */ (['kl', 'number']);
const FIRST_SEED = 7;
const FIRST_ITEM = 'ankle-boot-1';

/** What the link says of an image and of the draws. @param {import('../router.js').Query} query @param {Card} first */
function useImage(query, first) {
  return {
    model: useLinked(first.id),
    source: useLinked(readStart(query.from, first, firstSource(first, FIRST_ITEM))),
    /** What the image is read under, where it is not its own class or attributes. */
    label: useLinked(readLabel(query, 'fc', first)),
    seed: useLinked(readSeed(query, 'seed', FIRST_SEED)),
    scale: useLinked(readNumber(query, 't', { min: 0, max: MOST_SCALE, initial: 1 })),
    /** The draw that stands out in the drawing. */
    selected: useLinked(readNumber(query, 'i', { min: 0, max: DRAWS - 1, initial: 0, integer: true })),
  };
}

/** What it says of dimensions. @param {import('../router.js').Query} query @param {number} size how many there are */
function useDimensions(query, size) {
  const looked = query.x ? readNumber(query, 'x', { min: 1, max: size, initial: 1, integer: true }) - 1 : null;
  return {
    offsets: useLinked(readOffsets(readAlphas(query, 'd'), size)),
    /** The dimension that is looked at; null: the one with the most KL. */
    active: useLinked(looked),
    /** Drawn dimensions; null: the two with the most KL. */
    pair: useLinked(readPair(readList(query, 'xy'), size)),
    order: useLinked(readChoice(query, 'o', ORDERS, 'kl')),
    strips: useLinked(query.s !== '0'),
    /** Whether the drawings of both spaces have one scale. */
    sameScale: useLinked(query.sc !== '0'),
  };
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
export function usePosteriorState(query, cards) {
  const first = /** @type {Card} */ (chooseCard(cards, query.m, 'vae', datasetAtHand()));
  const image = useImage(query, first);
  const dimensions = useDimensions(query, first.latent_dim);
  // The same object every time: whatever gets it is drawn anew only for what it reads.
  return useMemo(() => stateOf({ ...image, ...dimensions }, cards, first), [cards]);
}

/** @param {ReturnType<typeof useImage> & ReturnType<typeof useDimensions>} choices @param {Card[]} cards @param {Card} first */
function stateOf(choices, cards, first) {
  const { model, source, label, seed, scale, selected, offsets, active, pair, order, strips, sameScale } = choices;
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const other = () => counterpart(card(), cards);
  const address = () => ({
    m: model.value,
    from: writeSource(source.value),
    fc: writeLabel(label.value),
    seed: seed.value,
    t: Number(scale.value.toFixed(2)),
    i: selected.value || null,
    d: writeAlphas(writeOffsets(offsets.value)),
    x: active.value === null ? null : active.value + 1,
    xy: pair.value?.map((index) => index + 1).join(','),
    o: order.value === 'kl' ? null : order.value,
    s: strips.value ? null : 0,
    sc: sameScale.value ? null : 0,
    w: weightsTag(card()),
  });
  /** What only this tab understands of the state. */
  const here = () => ({ from: writeStart(source.value) });
  return { ...choices, card, other, address, here };
}

/** @param {PosteriorState} state @param {number} index @param {number} value */
export function setOffset({ active, offsets }, index, value) {
  batch(() => {
    active.value = index;
    offsets.value = { ...offsets.value, [index]: value };
  });
}

/** All dimensions back to the mean, which can be taken back. @param {PosteriorState} state */
export function resetOffsets({ offsets }) {
  const before = offsets.value;
  offsets.value = {};
  announce(t('posterior.resetDone'), {
    label: t('undo'),
    run: () => {
      offsets.value = before;
    },
  });
}

/** Another image starts at its own code. @param {PosteriorState} state @param {Source} next */
export function chooseImage({ source, label, offsets }, next) {
  batch(() => {
    label.value = null;
    offsets.value = {};
    source.value = next;
  });
}

/** Another model keeps what it knows of the image; dimensions mean something else in it. @param {PosteriorState} state @param {Card} next */
export function changeModel(state, next) {
  const { model, source, label, offsets, active, pair, card } = state;
  const before = card();
  batch(() => {
    model.value = next.id;
    source.value = carriedOver(source.value, before, next, firstSource(next, FIRST_ITEM));
    if (before.condition?.kind !== next.condition?.kind) label.value = null;
    offsets.value = {};
    active.value = null;
    pair.value = null;
  });
}
