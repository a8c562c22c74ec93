/** What the map screen knows: which maps, what of them is seen, pins, path and examples. */

import { batch, useSignal } from '@preact/signals';
import { chooseCard, partners, weightsTag } from '../families.js';
import * as link from '../lib/map-link.js';
import { readChoice, readClass, readNumber } from '../lib/permalink.js';
import { announce, datasetAtHand, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/map-data.js').Place} Place */
/** @typedef {import('../lib/viewport.js').View} View */
/** @typedef {import('./map-side.js').Side} Side */
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

/** The sizes of grid that one request may ask of this model. @param {Card} card */
export function gridChoices({ limits }) {
  return GRIDS.filter((size) => Number(size) ** 2 <= (limits?.max_images ?? 256));
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
export function useMapState(query, cards) {
  const first = firstCard(cards, query.m);
  const pinned = firstPins(query);
  const model = useSignal(first.id);
  /** The model beside it; empty: none. */
  const other = useSignal(query.o ?? '');
  /** Empty: the model's first. */
  const projection = useSignal(readChoice(query, 'pr', PROJECTIONS, ''));
  const view = useSignal(link.readView(query, 'v'));
  const hidden = useSignal(/** @type {ReadonlySet<number>} */ (link.readHidden(query, 'off')));
  const pins = useSignal(pinned);
  const path = useSignal(link.readPath(query, 'path', pinned.length));
  const alpha = useSignal(readNumber(query, 'a', { min: 0, max: 1, initial: 0.5 }));
  const names = useSignal(query.names !== '0');
  /** Whether two maps of latent space itself show the same part of it. */
  const scale = useSignal(query.scale !== '0');
  const density = useSignal(query.prior === '1');
  const grid = useSignal(Number(readChoice(query, 'grid', gridChoices(first), '0')));
  /** What conditional models decode under. */
  const label = useSignal(readClass(query, 'c', first));
  const tool = useSignal(/** @type {Tool} */ ('explore'));
  const target = useSignal(/** @type {Examples} */ ('with'));
  const chosen = useSignal(/** @type {Chosen} */ ({ withs: [], withouts: [] }));
  const steer = useSignal(0);
  /** The pin that the own direction moves; null: the middle of the examples without. */
  const steered = useSignal(/** @type {number | null} */ (null));
  const cursor = useSignal(/** @type {Cursor | null} */ (null));
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const beside = () => partners(card(), cards);
  const partner = () => beside().find(({ id }) => id === other.value);
  const address = () => ({
    m: model.value,
    o: partner()?.id,
    pr: projection.value,
    v: link.writeView(view.value),
    off: link.writeHidden(hidden.value),
    p: link.writePins(pins.value.map(({ place, point }) => ({ x: place?.[0] ?? 0, y: place?.[1] ?? 0, point }))),
    path: path.value?.map((pin) => pin + 1).join('-'),
    a: path.value ? Number(alpha.value.toFixed(3)) : null,
    names: names.value ? null : 0,
    scale: scale.value ? null : 0,
    prior: density.value ? 1 : null,
    grid: grid.value || null,
    c: label.value,
    w: weightsTag(card()),
  });
  const own = { tool, target, chosen, steer, steered };
  const layers = { names, scale, density, grid, hidden };
  return {
    model,
    other,
    projection,
    view,
    pins,
    path,
    alpha,
    label,
    cursor,
    card,
    beside,
    partner,
    address,
    ...layers,
    ...own,
  };
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
