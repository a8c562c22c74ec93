/** What a column shows, as a point that other screens can take in. */

import { classOfDraw } from '../lib/compare.js';
import { writeLabel } from '../lib/permalink.js';
import { sourceName } from '../points.js';
import { say, signed, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('./compare.js').CompareState} CompareState */
/** @typedef {import('./compare-streams.js').Column} Column */
/** @typedef {import('./compare-streams.js').Drawn} Drawn */
/** @typedef {{latent: number[], thumbnail: string, condition: Label | null, label: string}} Taken */

/** @param {CompareState} state @param {Column} column @returns {Promise<Parameters<typeof import('../keyframes.js').addKeyframe>[0]>} */
export async function pointIn(state, column) {
  const { card, drawn } = await column.exact();
  const taken = TAKEN[state.action.peek()](state, card, drawn);
  const ends = state.action.peek() === 'interpolate' ? [state.from, state.to] : [state.from];
  const photo = state.action.peek() !== 'sample' && ends.some((end) => end.peek().source.kind === 'upload');
  return { model: card.id, photo, ...taken, condition: card.condition ? taken.condition : null };
}

/** @type {Record<import('../lib/compare.js').Action, (state: CompareState, card: Card, drawn: Drawn) => Taken>} */
const TAKEN = { sample, reconstruct, interpolate, edit, condition };

/** @param {CompareState} state */
function startName({ shown, from }) {
  return sourceName(shown.peek()[0], from.peek().source);
}

/** @param {CompareState} state @param {Card} card @param {Drawn} drawn @returns {Taken} */
function sample({ seed, selected, drawn: told }, card, { images, latents }) {
  const index = Math.min(selected.peek(), images.length - 1);
  const name = t('source.seed', { seed: String(seed.peek()) });
  return {
    latent: latents[index],
    thumbnail: images[index],
    condition: card.condition?.kind === 'class' ? classOfDraw(card, index, told.peek()) : {},
    label: `${name}, ${t('sampling.item', { index: index + 1 })}`,
  };
}

/** @param {CompareState} state @param {Card} _card @param {Drawn} drawn @returns {Taken} */
function reconstruct(state, _card, { images, latents, label = null }) {
  return { latent: latents[0], thumbnail: images[0], condition: label, label: startName(state) };
}

/** Between two conditions it takes the nearer one, and is decoded anew. @param {CompareState} state @param {Card} card @param {Drawn} drawn @returns {Taken} */
function interpolate(state, card, { images, latents, label = null, otherLabel = label }) {
  const at = state.alpha.peek();
  const [from, to] = [state.from, state.to].map((end) => sourceName(state.shown.peek()[0], end.peek().source));
  const mixed = card.condition && at > 0 && at < 1 && writeLabel(label) !== writeLabel(otherLabel);
  return {
    latent: latents[0],
    thumbnail: mixed ? '' : images[0],
    condition: label,
    label: `${from} → ${to} ${at.toFixed(2)}`,
  };
}

/** @param {CompareState} state @param {Card} _card @param {Drawn} drawn @returns {Taken} */
function edit(state, _card, { images, latents, label = null, indifferent }) {
  const name = state.attribute.peek();
  const attribute = state.shown
    .peek()
    .flatMap(({ attributes }) => attributes.find((one) => one.name === name) ?? [])[0];
  const words = `${say(attribute?.title)} ${signed(state.steps.peek(), 2)}`;
  const whole = indifferent ? startName(state) : `${startName(state)}, ${words}`;
  return { latent: latents[0], thumbnail: images[0], condition: label, label: whole };
}

/** @param {CompareState} state @param {Card} card @param {Drawn} drawn @returns {Taken} */
function condition(state, card, { images, latents, told }) {
  const isClass = card.condition?.kind === 'class';
  const index = isClass ? state.classIndex.peek() : 0;
  const classes = card.condition?.kind === 'class' ? card.condition.classes : [];
  const name = startName(state);
  return {
    latent: latents[index],
    thumbnail: images[index],
    condition: isClass ? index : (told ?? null),
    label: isClass ? `${name}, ${say(classes[index]?.title)}` : name,
  };
}
