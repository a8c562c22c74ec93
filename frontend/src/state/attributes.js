/** What the attribute screen knows: a start, one alpha for each attribute, what is held, and the pictures. */

import { batch, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { ask } from '../api.js';
import { chooseCard, weightsTag } from '../families.js';
import { useLatest } from '../hooks.js';
import { readAlphas, readClass, readList, readSource, writeAlphas, writeSource } from '../lib/permalink.js';
import { linspace, symmetric } from '../lib/vectors.js';
import { conditionOf, resolve } from '../points.js';
import { announce, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {ReturnType<typeof useAttributeState>} AttributeState */
/** @typedef {ReturnType<typeof useBase>['base']} Base */
/** @typedef {{card: Card, base: Resolved, edits: Record<string, number>, preserve: string[]}} Edit */

const SWEEP_FRAMES = 25;
const FIRST_ITEM = 't-shirt-top-1';

/** @param {Edit} edit @returns {Record<string, unknown>} body of attribute-edit */
export function editBody({ card, base, edits, preserve }) {
  const { condition } = conditionOf(card, base.classIndex);
  return {
    point: { latent: base.latent },
    edits,
    ...(preserve.length ? { preserve } : {}),
    ...(condition ? { condition } : {}),
  };
}

/** @param {Record<string, number>} alphas @param {Card} card known names only, within the slider's range */
function withinRange(alphas, card) {
  const entries = card.attributes
    .filter(({ name }) => name in alphas)
    .map(({ name, range }) => {
      const [low, high] = symmetric(range);
      return [name, Math.min(high, Math.max(low, alphas[name]))];
    });
  return /** @type {Record<string, number>} */ (Object.fromEntries(entries));
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
export function useAttributeState(query, cards) {
  const first = /** @type {Card} */ (chooseCard(cards, query.m, 'vae'));
  const known = new Set(first.attributes.map(({ name }) => name));
  const asked = readSource(query.from);
  const fits = asked && (asked.kind !== 'latent' || asked.latent.length === first.latent_dim);
  const model = useSignal(first.id);
  const source = useSignal(/** @type {Source} */ (fits ? asked : { kind: 'gallery', id: FIRST_ITEM }));
  const ownClass = useSignal(readClass(query, 'fc', first));
  const held = readList(query, 'keep').filter((name) => known.has(name));
  const locked = useSignal(held);
  // What is held cannot be moved as well: of such a link the lock counts.
  const free = Object.entries(readAlphas(query, 'a')).filter(([name]) => !held.includes(name));
  const alphas = useSignal(withinRange(Object.fromEntries(free), first));
  const active = useSignal(query.x && known.has(query.x) ? query.x : first.attributes[0].name);
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const attribute = () => card().attributes.find(({ name }) => name === active.value) ?? card().attributes[0];
  const address = () => ({
    m: model.value,
    from: writeSource(source.value),
    fc: ownClass.value,
    a: writeAlphas(alphas.value),
    keep: locked.value.join(','),
    x: active.value,
    w: weightsTag(card()),
  });
  return { model, source, ownClass, alphas, locked, active, card, attribute, address };
}

/** The starting image as a latent. @param {AttributeState} state */
function useBase({ card, source, ownClass }) {
  const base = useSignal(/** @type {{card: Card, resolved: Resolved} | null} */ (null));
  const stream = useLatest(
    (/** @type {{card: Card, source: Source, classIndex: number | null}} */ input) =>
      resolve(input.card, input.source, input.classIndex),
    (/** @type {Resolved} */ resolved, input) => {
      base.value = { card: input.card, resolved };
    },
  );
  const request = () =>
    stream.request({ card: card(), source: source.value, classIndex: ownClass.value }, { restart: true });
  useSignalEffect(request);
  return { base, stream, request };
}

/** The edited picture, live. @param {AttributeState} state @param {Base} base @param {() => void} onEdited */
function useEdited({ alphas, locked }, base, onEdited) {
  const edited = useSignal(/** @type {Pictures | null} */ (null));
  const stream = useLatest(
    (/** @type {Edit} */ input, signal) => ask(input.card.id, 'attribute-edit', editBody(input), signal),
    (/** @type {Pictures} */ pictures) => {
      edited.value = pictures;
      onEdited();
    },
  );
  const request = () => {
    if (!base.value) return;
    stream.request({ card: base.value.card, base: base.value.resolved, edits: alphas.value, preserve: locked.value });
  };
  useSignalEffect(request);
  return { edited, stream, request };
}

/** The strip over the active attribute. @param {AttributeState} state @param {Base} base */
function useSweep({ alphas, locked, active }, base) {
  const frames = useSignal(/** @type {string[]} */ ([]));
  const stream = useLatest(askSweep, (/** @type {Pictures} */ pictures) => {
    frames.value = pictures.images;
  });
  // The strip depends on everything but the moved alpha itself: dragging does not fetch it anew.
  const others = useComputed(() => writeAlphas({ ...alphas.value, [active.value]: 0 }));
  const request = () => {
    const attribute = base.value?.card.attributes.find(({ name }) => name === active.value);
    if (!base.value || !attribute) return;
    const edits = readAlphas({ others: others.value }, 'others');
    const preserve = locked.value.filter((name) => name !== active.value);
    stream.request({ card: base.value.card, base: base.value.resolved, edits, preserve, attribute });
  };
  useSignalEffect(request);
  /** A strip that was lost with the server is fetched when the server is back. */
  const catchUp = () => {
    if (stream.error.peek()) request();
  };
  return { frames, stream, catchUp };
}

/** @param {Edit & {attribute: Attribute}} input @param {AbortSignal} signal @returns {Promise<Pictures>} */
function askSweep(input, signal) {
  const { name, range } = input.attribute;
  const sweep = { attribute: name, alphas: linspace(SWEEP_FRAMES, ...symmetric(range)) };
  return ask(input.card.id, 'attribute-edit', { ...editBody(input), sweep }, signal);
}

/** The three streams of the screen. @param {AttributeState} state */
export function useEditing(state) {
  const { base, stream: start, request: requestBase } = useBase(state);
  const { frames, stream: strip, catchUp } = useSweep(state, base);
  const { edited, stream: edit, request: requestEdit } = useEdited(state, base, catchUp);
  const streams = { start, edit, strip, requestBase, requestEdit };
  return { base: base.value, edited: edited.value, frames: frames.value, ...streams };
}

/** @param {AttributeState} state @param {string} name @param {number} value */
export function setAlpha({ active, alphas }, name, value) {
  batch(() => {
    active.value = name;
    alphas.value = { ...alphas.value, [name]: value };
  });
}

/** All alphas to zero, which can be taken back. @param {AttributeState} state */
export function resetAll({ alphas }) {
  const before = alphas.value;
  alphas.value = {};
  announce(t('attributes.resetDone'), {
    label: t('undo'),
    run: () => {
      alphas.value = before;
    },
  });
}

/** Another model keeps what it knows of the alphas and locks. @param {AttributeState} state @param {Card} next */
export function changeModel({ model, source, alphas, locked, active }, next) {
  const known = new Set(next.attributes.map(({ name }) => name));
  batch(() => {
    model.value = next.id;
    alphas.value = withinRange(alphas.value, next);
    locked.value = locked.value.filter((name) => known.has(name));
    if (!known.has(active.value)) active.value = next.attributes[0].name;
    const { value } = source;
    const foreign = value.kind === 'latent' && value.latent.length !== next.latent_dim;
    if (foreign) source.value = { kind: 'gallery', id: FIRST_ITEM };
  });
}

/** What is held fixed cannot be moved itself: its alpha returns to zero. @param {AttributeState} state @param {string} name */
export function toggleLock({ locked, alphas }, name) {
  batch(() => {
    const isLocked = locked.value.includes(name);
    locked.value = isLocked ? locked.value.filter((one) => one !== name) : [...locked.value, name];
    if (!isLocked) alphas.value = { ...alphas.value, [name]: 0 };
  });
}
