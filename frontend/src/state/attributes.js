/** What the attribute screen knows: a start, one alpha for each attribute, what is held, and the pictures. */

import { batch, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { ask, askPicture, DRAFT, quality } from '../api.js';
import { chooseCard, weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import { useLatest } from '../hooks.js';
import { isApplied } from '../lib/attribute-groups.js';
import { isOwn, splitEdits } from '../lib/own-directions.js';
import { readAlphas, readChoice, readLabel, readList, writeAlphas, writeLabel, writeSource } from '../lib/permalink.js';
import { linspace, symmetric } from '../lib/vectors.js';
import { adoptOwn, dropDirection, ownLink, withOwn } from '../own-directions.js';
import { carriedOver, conditionOf, firstSource, readStart, resolve, writeStart } from '../points.js';
import { announce, datasetAtHand, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Judgement} Judgement */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../types.d.ts').Preset} Preset */
/** @typedef {import('../lib/judgements.js').Method} Method */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {ReturnType<typeof useAttributeState>} AttributeState */
/** @typedef {ReturnType<typeof useBase>['base']} Base */
/** @typedef {{card: Card, base: Resolved, edits: Record<string, number>, preserve: string[], method: Method}} Edit */
/** @typedef {{of: Resolved, edits: Record<string, number>}} Edited whose picture, and how it was moved */

const SWEEP_FRAMES = 25;
const FIRST_ITEM = 't-shirt-top-1';
/** @type {Method[]} */
export const METHODS = ['mean-difference', 'best'];

/** Whether a model has two directions for some of its attributes. @param {Card} card */
export function hasMethods(card) {
  return card.attributes.some(({ method }) => method === 'refined');
}

/** @param {Edit} edit @returns {Record<string, unknown>} body of attribute-edit */
export function editBody({ card, base, edits, preserve, method }) {
  const { condition } = conditionOf(card, base.label);
  return {
    point: { latent: base.latent },
    ...splitEdits(edits, card.attributes),
    ...(preserve.length ? { preserve } : {}),
    ...(hasMethods(card) && method !== 'best' ? { method } : {}),
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
  const plain = /** @type {Card} */ (chooseCard(cards, query.m, 'vae', datasetAtHand()));
  // Once for each link: what somebody has thrown away since must not come back by itself.
  useMemo(() => adoptOwn(query.d, plain), [query]);
  const first = withOwn(plain);
  const known = new Set(first.attributes.map(({ name }) => name));
  const model = useLinked(first.id);
  const source = useLinked(readStart(query.from, first, firstSource(first, FIRST_ITEM)));
  /** What the start is read under, where it is not its own class or attributes. */
  const label = useLinked(readLabel(query, 'fc', first));
  const held = readList(query, 'keep').filter((name) => known.has(name) && !isOwn(name));
  const locked = useLinked(held);
  // What is held cannot be moved as well: of such a link the lock counts.
  const free = Object.entries(readAlphas(query, 'a')).filter(([name]) => !held.includes(name));
  const alphas = useLinked(withinRange(Object.fromEntries(free), first));
  const active = useLinked(query.x && known.has(query.x) ? query.x : first.attributes[0].name);
  const method = useLinked(readChoice(query, 'method', METHODS, 'best'));
  const signals = { model, source, label, alphas, locked, active, method };
  // The same object every time: whatever gets it is drawn anew only for what it reads.
  return useMemo(() => stateOf(signals, cards, plain), [cards]);
}

/**
 * @typedef {object} Signals
 * @property {import('@preact/signals').Signal<string>} model
 * @property {import('@preact/signals').Signal<Source>} source
 * @property {import('@preact/signals').Signal<Label | null>} label
 * @property {import('@preact/signals').Signal<Record<string, number>>} alphas
 * @property {import('@preact/signals').Signal<string[]>} locked
 * @property {import('@preact/signals').Signal<string>} active
 * @property {import('@preact/signals').Signal<Method>} method
 */

/** @param {Signals} signals @param {Card[]} cards @param {Card} plain */
function stateOf({ model, source, label, alphas, locked, active, method }, cards, plain) {
  const card = () => withOwn(cards.find(({ id }) => id === model.value) ?? plain);
  const attribute = () => card().attributes.find(({ name }) => name === active.value) ?? card().attributes[0];
  const address = () => ({
    m: model.value,
    from: writeSource(source.value),
    fc: writeLabel(label.value),
    a: writeAlphas(alphas.value),
    keep: locked.value.join(','),
    x: active.value,
    d: ownLink(card()),
    method: hasMethods(card()) && method.value !== 'best' ? method.value : null,
    w: weightsTag(card()),
  });
  /** What only this tab understands of the state. */
  const here = () => ({ from: writeStart(source.value) });
  return { model, source, label, alphas, locked, active, method, card, attribute, address, here };
}

/** The starting image as a latent. @param {AttributeState} state */
function useBase({ card, source, label }) {
  const base = useSignal(/** @type {{card: Card, resolved: Resolved} | null} */ (null));
  const stream = useLatest(
    (/** @type {{card: Card, source: Source, label: Label | null}} */ input, signal) =>
      resolve(input.card, input.source, input.label, signal),
    (/** @type {Resolved} */ resolved, input) => {
      base.value = { card: input.card, resolved };
    },
  );
  const request = () => stream.request({ card: card(), source: source.value, label: label.value }, { restart: true });
  useSignalEffect(request);
  return { base, stream, request };
}

/** What the judge says of the start, with which every edit is compared. @param {Base} base */
function useBaseline(base) {
  const baseline = useSignal(/** @type {{of: Resolved, judgement: Judgement} | null} */ (null));
  const stream = useLatest(
    (/** @type {{card: Card, resolved: Resolved}} */ { card, resolved }, signal) => {
      const body = { latents: [resolved.latent], judge: true, ...conditionOf(card, resolved.label), ...DRAFT };
      return ask(card.id, 'decode', body, signal);
    },
    (/** @type {Pictures} */ { judgements }, { resolved }) => {
      if (judgements) baseline.value = { of: resolved, judgement: judgements[0] };
    },
  );
  useSignalEffect(() => {
    if (base.value?.card.judge) stream.request(base.value, { restart: true });
  });
  return baseline;
}

/** The edited picture, live, with what the judge says of it. @param {AttributeState} state @param {Base} base @param {() => void} onEdited */
function useEdited({ alphas, locked, method }, base, onEdited) {
  const edited = useSignal(/** @type {(Pictures & Edited) | null} */ (null));
  /** The last that was judged: drafts are not. */
  const judged = useSignal(/** @type {(Edited & {judgement: Judgement}) | null} */ (null));
  const show = (/** @type {Pictures} */ pictures, /** @type {Edit} */ { base: of, edits }) => {
    batch(() => {
      edited.value = { ...pictures, of, edits };
      if (pictures.judgements) judged.value = { of, edits, judgement: pictures.judgements[0] };
    });
    onEdited();
  };
  const stream = useLatest(askEdit, show, { drafts: true });
  const request = () => {
    if (!base.value) return;
    const { card, resolved } = base.value;
    stream.request({ card, base: resolved, edits: alphas.value, preserve: locked.value, method: method.value });
  };
  useSignalEffect(request);
  return { edited, judged, stream, request };
}

/** Picture and judgement in one call. @param {Edit} input @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Pictures>} */
function askEdit(input, signal, asked) {
  // Judging costs the service three times what the picture does: the judge waits for the rest.
  const judge = input.card.judge && !asked.draft ? { judge: true } : {};
  return askPicture(input.card.id, 'attribute-edit', { ...editBody(input), ...judge }, asked, signal);
}

/** The strip over the active attribute. @param {AttributeState} state @param {Base} base */
function useSweep({ alphas, locked, active, method }, base) {
  const frames = useSignal(/** @type {string[]} */ ([]));
  const show = (/** @type {Pictures} */ { images }) => {
    frames.value = images;
  };
  const stream = useLatest(askSweep, show, { drafts: true });
  // The strip depends on everything but the moved alpha itself: dragging does not fetch it anew.
  const others = useComputed(() => writeAlphas({ ...alphas.value, [active.value]: 0 }));
  const request = () => {
    const attribute = base.value?.card.attributes.find(({ name }) => name === active.value);
    if (!base.value || !attribute) return;
    const { card, resolved } = base.value;
    const edits = readAlphas({ others: others.value }, 'others');
    const preserve = locked.value.filter((name) => name !== active.value);
    stream.request({ card, base: resolved, edits, preserve, method: method.value, attribute });
  };
  useSignalEffect(request);
  /** A strip that was lost with the server is fetched when the server is back. */
  const catchUp = () => {
    if (stream.error.peek()) request();
  };
  return { frames, stream, catchUp };
}

/** @param {Edit & {attribute: Attribute}} input @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Pictures>} */
function askSweep(input, signal, asked) {
  const { name, range, direction } = input.attribute;
  const along = direction ? { direction } : { attribute: name };
  const sweep = { ...along, alphas: linspace(SWEEP_FRAMES, ...symmetric(range)) };
  return ask(input.card.id, 'attribute-edit', { ...editBody(input), sweep, ...quality(asked) }, signal);
}

/** The streams of the screen. @param {AttributeState} state */
export function useEditing(state) {
  const { base, stream: start, request: requestBase } = useBase(state);
  const baseline = useBaseline(base);
  const { frames, stream: strip, catchUp } = useSweep(state, base);
  const { edited, judged, stream: edit, request: requestEdit } = useEdited(state, base, catchUp);
  const streams = { start, edit, strip, requestBase, requestEdit };
  return {
    base: base.value,
    edited: edited.value,
    frames: frames.value,
    judged: judgedChange(baseline.value, judged.value, edited.value),
    ...streams,
  };
}

/**
 * Both judgements of one start; null while one of them still belongs to another.
 * @param {{of: Resolved, judgement: Judgement} | null} baseline
 * @param {(Edited & {judgement: Judgement}) | null} judged
 * @param {Edited | null} shown `stale`: what is shown has not been judged yet
 */
function judgedChange(baseline, judged, shown) {
  if (!baseline || !judged || !shown || baseline.of !== judged.of || shown.of !== judged.of) return null;
  return {
    before: baseline.judgement,
    after: judged.judgement,
    edits: judged.edits,
    stale: shown.edits !== judged.edits,
  };
}

/** @param {AttributeState} state @param {string} name @param {number} value */
export function setAlpha({ active, alphas }, name, value) {
  batch(() => {
    active.value = name;
    alphas.value = { ...alphas.value, [name]: value };
  });
}

/** A preset moves its own sliders; pressed again it takes them back to zero. @param {AttributeState} state @param {Preset} preset */
export function togglePreset({ active, alphas, locked, card }, { edits }) {
  const back = isApplied(edits, alphas.value);
  const moved = Object.fromEntries(Object.keys(edits).map((name) => [name, back ? 0 : edits[name]]));
  batch(() => {
    alphas.value = { ...alphas.value, ...withinRange(moved, card()) };
    locked.value = locked.value.filter((name) => !(name in edits));
    active.value = Object.keys(edits)[0];
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

/** A slider of one's own goes, which can be taken back. @param {AttributeState} state @param {Attribute} attribute */
export function dropOwn({ alphas, active, card }, { name, title }) {
  const alpha = alphas.value[name] ?? 0;
  const of = card();
  const bringBack = dropDirection(of, name);
  batch(() => {
    alphas.value = { ...alphas.value, [name]: 0 };
    if (active.value === name) active.value = of.attributes[0].name;
  });
  announce(t('own.dropped', { name: title.en }), {
    label: t('undo'),
    run: () => {
      bringBack();
      alphas.value = { ...alphas.value, [name]: alpha };
    },
  });
}

/** Another model keeps what it knows of the start, alphas and locks. @param {AttributeState} state @param {Card} plain */
export function changeModel({ model, source, label, alphas, locked, active, card }, plain) {
  const next = withOwn(plain);
  const known = new Set(next.attributes.map(({ name }) => name));
  const before = card();
  batch(() => {
    model.value = next.id;
    alphas.value = withinRange(alphas.value, next);
    locked.value = locked.value.filter((name) => known.has(name));
    if (!known.has(active.value)) active.value = next.attributes[0].name;
    source.value = carriedOver(source.value, before, next, firstSource(next, FIRST_ITEM));
    if (before.condition?.kind !== next.condition?.kind) label.value = null;
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
