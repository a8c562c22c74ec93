/** What the map screen knows: which maps, what of them is seen, pins, path and examples. */

import { batch, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { chooseCard, partners, weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import * as link from '../lib/map-link.js';
import { readChoice, readClass, readNumber } from '../lib/permalink.js';
import { announce, datasetAtHand, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/map-data.js').Place} Place */
/** @typedef {import('../lib/viewport.js').View} View */
/** @typedef {'explore' | 'lasso' | 'box'} Tool */
/** @typedef {'with' | 'without'} Examples */
/** @typedef {'main' | 'other'} SideName */
/** `place` is unknown until the map has come, where a link names a data point. @typedef {{id: number, place: Place | null, point?: number}} Pin */
/** `by`: keys are spoken. @typedef {{side: SideName, place: Place, point: number | null, by: 'pointer' | 'keys' | 'page'}} Cursor */
/** @typedef {{withs: number[], withouts: number[]}} Chosen indices of data points */
/** @typedef {ReturnType<typeof useMapState>} MapState */

/** @type {readonly Tool[]} */
export const TOOLS = ['explore', 'lasso', 'box'];
/** Cells to each side of the decoded grid. */
const GRIDS = ['0', '9', '13', '15', '21'];
const ALPHA_REACH = 3;
/** All that a model may have; the first stands for its own first. @type {readonly string[]} */
const PROJECTIONS = ['', 'latent', 'pca', 'umap'];

let lastId = 0;

/** @param {Omit<Pin, 'id'>} pin @returns {Pin} */
export function newPin(pin) {
  lastId += 1;
  return { id: lastId, ...pin };
}

/**
 * The two-dimensional VAE first: its map is its latent space.
 * @param {Card[]} cards @param {string | undefined} wanted
 */
function firstCard(cards, wanted) {
  const asked = cards.find(({ id }) => id === wanted);
  if (asked) return asked;
  const known = cards.filter(({ dataset }) => dataset === datasetAtHand());
  const flat = (known.length ? known : cards).find((card) => card.latent_dim === 2 && card.family === 'vae');
  return flat ?? /** @type {Card} */ (chooseCard(cards, undefined, 'vae', datasetAtHand()));
}

/** @param {import('../router.js').Query} query @returns {Pin[]} */
function firstPins(query) {
  return link
    .readPins(query, 'p')
    .map((pin) => newPin('point' in pin ? { place: null, point: pin.point } : { place: [pin.x, pin.y] }));
}

/** As links say them. @param {Pin[]} pins */
function writtenPins(pins) {
  return link.writePins(pins.map(({ place, point }) => ({ x: place?.[0] ?? 0, y: place?.[1] ?? 0, point })));
}

/** The sizes of grid of which one request may ask at least a row. @param {Card} card */
export function gridChoices({ limits }) {
  return GRIDS.filter((size) => Number(size) <= (limits?.max_images ?? 256));
}

/** Which maps, and what of them is seen. @param {import('../router.js').Query} query @param {Card} first */
function useMaps(query, first) {
  return {
    model: useLinked(first.id, { fixed: true }),
    /** The model beside it; empty: none. */
    other: useLinked(query.o ?? '', { fixed: true }),
    /** Empty: the model's first. */
    projection: useLinked(readChoice(query, 'pr', PROJECTIONS, ''), { fixed: true }),
    view: useLinked(link.readView(query, 'v')),
    cursor: useSignal(/** @type {Cursor | null} */ (null)),
    /** What conditional models decode under. */
    label: useLinked(readClass(query, 'c', first)),
  };
}

/** What is drawn. @param {import('../router.js').Query} query @param {Card} first */
function useLayers(query, first) {
  const hidden = /** @type {ReadonlySet<number>} */ (link.readHidden(query, 'off'));
  return {
    hidden: useLinked(hidden, { key: link.writeHidden }),
    names: useLinked(query.names !== '0'),
    /** Whether two maps of latent space itself show the same part of it. */
    scale: useLinked(query.scale !== '0'),
    density: useLinked(query.prior === '1'),
    grid: useLinked(Number(readChoice(query, 'grid', gridChoices(first), '0'))),
  };
}

/** Pins, the path between two of them, and where its slider stands. @param {import('../router.js').Query} query */
function usePins(query) {
  const pinned = firstPins(query);
  return {
    pins: useLinked(pinned, { key: writtenPins }),
    path: useLinked(link.readPath(query, 'path', pinned.length)),
    alpha: useLinked(readNumber(query, 'a', { min: 0, max: 1, initial: 0.5 })),
  };
}

/** A direction of one's own, of which nothing is in the link. */
function useExamples() {
  return {
    tool: useSignal(/** @type {Tool} */ ('explore')),
    target: useSignal(/** @type {Examples} */ ('with')),
    chosen: useSignal(/** @type {Chosen} */ ({ withs: [], withouts: [] })),
    steer: useSignal(0),
    /** The pin that the own direction moves; null: the middle of the examples without. */
    steered: useSignal(/** @type {number | null} */ (null)),
  };
}

/** @typedef {ReturnType<typeof useMaps> & ReturnType<typeof useLayers> & ReturnType<typeof usePins> & ReturnType<typeof useExamples>} Signals */

/** @param {import('../router.js').Query} query @param {Card[]} cards */
export function useMapState(query, cards) {
  const first = firstCard(cards, query.m);
  const signals = { ...useMaps(query, first), ...useLayers(query, first), ...usePins(query), ...useExamples() };
  // The same object every time: whatever gets it is drawn anew only for what it reads.
  return useMemo(() => stateOf(signals, cards, first), [cards]);
}

/** @param {Signals} signals @param {Card[]} cards @param {Card} first */
function stateOf(signals, cards, first) {
  const card = () => cards.find(({ id }) => id === signals.model.value) ?? first;
  const beside = () => partners(card(), cards);
  const partner = () => beside().find(({ id }) => id === signals.other.value);
  const { view, projection, hidden, pins, path, alpha, names, scale, density, grid, label, model } = signals;
  const address = () => ({
    m: model.value,
    o: partner()?.id,
    pr: projection.value,
    v: link.writeView(view.value),
    off: link.writeHidden(hidden.value),
    p: writtenPins(pins.value),
    path: path.value?.map((pin) => pin + 1).join('-'),
    a: path.value ? Number(alpha.value.toFixed(3)) : null,
    names: names.value ? null : 0,
    scale: scale.value ? null : 0,
    prior: density.value ? 1 : null,
    grid: grid.value || null,
    c: label.value,
    w: weightsTag(card()),
  });
  return { ...signals, card, beside, partner, address };
}

export const STEER_RANGE = /** @type {const} */ ([-ALPHA_REACH, ALPHA_REACH]);

/**
 * Another model or projection: places of the old map mean nothing there, data points mostly do.
 * @param {MapState} state @param {boolean} samePoints @param {() => void} change
 */
function withNewMap({ pins, path, view, cursor, chosen, steered, steer }, samePoints, change) {
  const before = { pins: pins.value, path: path.value };
  const kept = before.pins.filter(({ point }) => samePoints && point !== undefined);
  batch(() => {
    change();
    view.value = null;
    cursor.value = null;
    chosen.value = { withs: [], withouts: [] };
    steered.value = null;
    steer.value = 0;
    pins.value = kept.map((pin) => ({ ...pin, place: null }));
    if (kept.length !== before.pins.length) path.value = null;
  });
  if (kept.length !== before.pins.length) announce(t('map.pinsLeft', { count: before.pins.length - kept.length }));
}

/** @param {MapState} state @param {Card} next */
export function changeModel(state, next) {
  const before = state.card();
  // Where there are classes the points are test pictures; else each model shows draws of its own.
  const samePoints = before.dataset === next.dataset && Boolean(before.classes?.length);
  withNewMap(state, samePoints, () => {
    state.model.value = next.id;
    state.projection.value = '';
    state.hidden.value = new Set();
    state.grid.value = gridChoices(next).includes(String(state.grid.value)) ? state.grid.value : 0;
    if (before.condition?.kind !== next.condition?.kind) state.label.value = null;
  });
}

/** @param {MapState} state @param {string} next */
export function changeProjection(state, next) {
  withNewMap(state, true, () => {
    state.projection.value = next;
  });
}

/** @param {MapState} state @param {number} index of a class */
export function toggleClass({ hidden }, index) {
  const next = new Set(hidden.value);
  if (!next.delete(index)) next.add(index);
  hidden.value = next;
}

/** @param {MapState} state @param {{place: Place, point: number | null}} at @returns {number} index of the pin */
export function addPin({ pins }, { place, point }) {
  const known = pins.value.findIndex((pin) => (point === null ? pin.place === place : pin.point === point));
  if (known >= 0) return known;
  if (pins.value.length >= link.MOST_PINS) {
    announce(t('map.pinsFull', { count: link.MOST_PINS }));
    return pins.value.length - 1;
  }
  pins.value = [...pins.value, newPin(point === null ? { place } : { place, point })];
  return pins.value.length - 1;
}

/** @param {MapState} state @param {number} index of the pin */
export function removePin({ pins, path, steered }, index) {
  const before = { pins: pins.value, path: path.value, steered: steered.value };
  const { id } = before.pins[index];
  batch(() => {
    pins.value = before.pins.filter((pin) => pin.id !== id);
    path.value = before.path && !before.path.includes(index) ? shifted(before.path, index) : null;
    if (before.steered === id) steered.value = null;
  });
  announce(t('map.unpinned', { name: index + 1 }), {
    label: t('undo'),
    run: () =>
      batch(() => {
        pins.value = before.pins;
        path.value = before.path;
        steered.value = before.steered;
      }),
  });
}

/** The numbers of pins after one of them has gone. @param {[number, number]} path @param {number} gone @returns {[number, number]} */
function shifted([from, to], gone) {
  return [from - Number(from > gone), to - Number(to > gone)];
}

/** @param {MapState} state @param {number} from @param {number} to indices of pins */
export function joinPins({ path, alpha }, from, to) {
  if (from === to) return;
  batch(() => {
    path.value = [from, to];
    alpha.value = 0;
  });
}

/** Selected points become examples; selecting anew replaces them. @param {MapState} state @param {number[]} points */
export function choosePoints({ chosen, target, steer }, points) {
  const key = target.value === 'with' ? 'withs' : 'withouts';
  const taken = new Set(points);
  const other = key === 'withs' ? 'withouts' : 'withs';
  batch(() => {
    chosen.value = /** @type {Chosen} */ ({
      [key]: points,
      [other]: chosen.value[other].filter((point) => !taken.has(point)),
    });
    steer.value = 0;
  });
}

/** @param {MapState} state */
export function forgetExamples({ chosen, steer }) {
  const before = chosen.value;
  batch(() => {
    chosen.value = { withs: [], withouts: [] };
    steer.value = 0;
  });
  announce(t('map.examplesForgotten'), {
    label: t('undo'),
    run: () => {
      chosen.value = before;
    },
  });
}
