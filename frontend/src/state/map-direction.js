/** A direction of one's own, from points that were encircled, and what it does to a picture. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { ask, askPicture } from '../api.js';
import { useLatest } from '../hooks.js';
import { others, thinned } from '../lib/lasso.js';
import { say } from '../store.js';
import { conditionAt, placesOf } from './map-asked.js';

/** @typedef {import('../types.d.ts').Condition} Condition */
/** @typedef {import('../types.d.ts').OwnDirection} OwnDirection */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/map-data.js').Place} Place */
/** @typedef {import('./map.js').Chosen} Chosen */
/** @typedef {import('./map.js').MapState} MapState */
/** @typedef {import('./map-side.js').Loaded} Loaded */
/** @typedef {import('./map-asked.js').Side} Side */
/** @typedef {OwnDirection & {of: Loaded, chosen: Chosen, middle: number[], lacking: number, counts: [number, number]}} Fitted
 * `middle`: mean of the examples without, `lacking`: the first of them */
/** @typedef {{loaded: Loaded, start: number[], direction: number[], alpha: number, condition?: Condition}} Steer */
/** @typedef {Pictures & {places: Place[]}} Steered */

/** So many examples of a kind one request may hold. */
const MOST = 256;
const FEWEST = 2;

/**
 * The examples that are sent: without any that lack it, all other visible points do.
 * @param {Loaded} loaded @param {Chosen} chosen @param {ReadonlySet<number>} hidden
 */
export function examplesOf({ map }, { withs, withouts }, hidden) {
  const lacking = withouts.length ? withouts : others(map, withs, hidden);
  return { positive: thinned(withs, MOST), negative: thinned(lacking, MOST) };
}

/** @param {number[][]} latents */
function mean(latents) {
  return latents[0].map((_, i) => latents.reduce((sum, latent) => sum + latent[i], 0) / latents.length);
}

/** @param {{loaded: Loaded, chosen: Chosen, hidden: ReadonlySet<number>}} input @param {AbortSignal} signal @returns {Promise<Fitted>} */
async function fit({ loaded, chosen, hidden }, signal) {
  const { card } = loaded;
  const { positive, negative } = examplesOf(loaded, chosen, hidden);
  const { latents } = await ask(card.id, 'map/points', { indices: [...positive, ...negative] }, signal);
  /** @param {number[][]} rows */
  const points = (rows) => rows.map((latent) => ({ latent }));
  const split = positive.length;
  const lacking = latents.slice(split);
  const body = { positive: points(latents.slice(0, split)), negative: points(lacking) };
  const found = /** @type {OwnDirection} */ (await ask(card.id, 'directions', body, signal));
  return {
    ...found,
    of: loaded,
    chosen,
    middle: mean(lacking),
    lacking: negative[0],
    counts: [positive.length, negative.length],
  };
}

/** The body of the call that moves a point along the direction. @param {Steer} input */
export function steerBody({ start, direction, alpha, condition }) {
  return { point: { latent: start }, directions: [{ direction, alpha }], ...(condition && { condition }) };
}

/** @param {Steer} input @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Steered>} */
async function askSteered(input, signal, asked) {
  const pictures = await askPicture(input.loaded.card.id, 'attribute-edit', steerBody(input), asked, signal);
  return { ...pictures, places: await placesOf(input.loaded, [input.start, pictures.latents[0]], signal) };
}

/** The classes as ready sets of examples. @param {Loaded | null} loaded */
function classesOf(loaded) {
  const groups = loaded?.map.classes;
  if (!loaded?.card.classes || !groups) return null;
  return {
    titles: loaded.card.classes.map(({ title }) => say(title)),
    /** @param {number} index */
    pointsOf: (index) => Array.from(groups.keys()).filter((point) => groups[point] === index),
  };
}

/** The direction between the examples. @param {MapState} state @param {Side} side */
function useFitted({ chosen, hidden }, side) {
  const found = useSignal(/** @type {Fitted | null} */ (null));
  const fitting = useLatest(fit, (/** @type {Fitted} */ next) => {
    found.value = next;
  });
  const request = () => {
    const loaded = side.current.value;
    if (!loaded || chosen.value.withs.length < FEWEST) return;
    fitting.request({ loaded, chosen: chosen.value, hidden: hidden.peek() }, { restart: true });
  };
  useSignalEffect(request);
  const fitted = useComputed(() => {
    const isCurrent = chosen.value.withs.length >= FEWEST && found.value?.of === side.current.value;
    return isCurrent ? found.value : null;
  });
  return { fitted, fitting, request };
}

/** @typedef {import('@preact/signals').ReadonlySignal<Fitted | null>} FittedSignal */

/** What is moved: the chosen pin, or the middle of the examples without. @param {MapState} state @param {Side} side @param {FittedSignal} fitted */
function useStart({ steered, label }, side, fitted) {
  return useComputed(() => {
    const pin = steered.value === null ? undefined : side.pinned.value.get(steered.value);
    if (pin) return pin;
    const found = fitted.value;
    if (!found) return null;
    // The mean of many is under no class of its own: the one it starts from is that of the first example without.
    const condition = conditionAt(found.of, label.value, found.lacking);
    return { latent: found.middle, condition };
  });
}

/** @param {MapState} state @param {Side} side */
export function useDirection(state, side) {
  const { fitted, fitting, request } = useFitted(state, side);
  const start = useStart(state, side, fitted);
  const moved = useSignal(/** @type {Steered | null} */ (null));
  const show = (/** @type {Steered} */ next) => {
    moved.value = next;
  };
  const steering = useLatest(askSteered, show, { drafts: true });
  useSignalEffect(() => {
    const found = fitted.value;
    if (!found || !start.value) return;
    const { of: loaded, direction } = found;
    const { latent, condition } = start.value;
    steering.request({ loaded, start: latent, direction, alpha: state.steer.value, condition });
  });
  const shown = useComputed(() => (fitted.value ? moved.value : null));
  const classes = useComputed(() => classesOf(side.current.value));
  return { classes, fitted, fitting, request, moved: shown, steering, start };
}
