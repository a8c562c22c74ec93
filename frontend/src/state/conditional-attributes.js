/** What the conditional screen knows for models that are told attributes. */

import { batch, useSignal, useSignalEffect } from '@preact/signals';
import { ask, askPicture, quality } from '../api.js';
import { weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import { useLatest } from '../hooks.js';
import { readChoice, readNumber, readSeed, readValues, writeSource, writeValues } from '../lib/permalink.js';
import { firstSource, readStart, resolve, writeStart } from '../points.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').ConditionAttribute} ConditionAttribute */
/** @typedef {import('../components/side-effects.js').Judged} Judged */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../types.d.ts').Samples} Samples */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {Record<string, number>} Values of attributes, in [0, 1] */
/** @typedef {ReturnType<typeof useSettings>} Settings */
/** @typedef {{of: Question, image: string, latent: number[], judged: (Omit<Judged, 'stale'> & {of: Question}) | null}} Now */
/** @typedef {Record<string, [string, string]>} Variants for each attribute the picture without and with it */
/** @typedef {{card: Card, start: Resolved | null, seed: number, own: Values, values: Values}} Question */

// A face of the shipped model on which every attribute shows.
const FIRST_SEED = 4;
/** Of draws, to choose from. */
export const COUNTS = ['4', '16', '64'];

/** @param {Card} card @returns {ConditionAttribute[]} */
export function attributesOf(card) {
  return card.condition?.kind === 'attributes' ? card.condition.attributes : [];
}

/** Where the controls start: what the image was read under, else the mean of the data. @param {Card} card @param {Resolved | null} start @returns {Values} */
export function ownValues(card, start) {
  const label = typeof start?.label === 'object' && start.label ? start.label : {};
  return Object.fromEntries(attributesOf(card).map(({ name, mean }) => [name, label[name] ?? mean]));
}

/** @param {import('../router.js').Query} query @param {Card[]} cards @param {import('@preact/signals').Signal<string>} model */
export function useSettings(query, cards, model) {
  const first = cards.find(({ id }) => id === model.peek()) ?? cards[0];
  const gallery = firstSource(first, '', 0);
  const from = query.from ? readStart(query.from, first, gallery) : null;
  const seed = useLinked(readSeed(query, 'seed', FIRST_SEED));
  /** The image that gives z; null: z is drawn with the seed. */
  const image = useLinked(/** @type {Source | null} */ (from?.kind === 'seed' ? null : from));
  /** What was set by hand; the rest is the image's own, or the mean. */
  const chosen = useLinked(readValues(query, 'c', attributesOf(first)));
  const active = useSignal(Object.keys(chosen.peek())[0] ?? '');
  const count = useLinked(readChoice(query, 'n', COUNTS, '16'));
  const prior = useLinked(readChoice(query, 'prior', /** @type {const} */ (['standard', 'fitted']), 'standard'));
  const temperature = useLinked(readNumber(query, 't', { min: 0, max: 2, initial: 1 }));
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const address = () => ({
    m: model.value,
    c: writeValues(chosen.value),
    seed: seed.value,
    from: image.value ? writeSource(image.value) : null,
    n: count.value,
    prior: prior.value,
    t: temperature.value,
    w: weightsTag(card()),
  });
  /** What only this tab understands of the state. */
  const here = () => ({ from: image.value ? writeStart(image.value) : null });
  return { model, seed, image, chosen, active, count, prior, temperature, card, address, here };
}

/** One z under several conditions. @param {Question} question @param {Values[]} conditions */
export function underBody({ start, seed }, conditions) {
  const point = start ? { latent: start.latent } : { seed };
  return { conditions: conditions.map((attributes) => ({ attributes })), point };
}

/** The picture under the image's own condition and under the chosen one, judged in one call. @param {Question} question @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Now>} */
async function askNow(question, signal, asked) {
  const { card, own, values } = question;
  if (asked.draft) {
    const body = underBody(question, [values]);
    const { images, latents } = await askPicture(card.id, 'conditional-generate', body, asked, signal);
    return { of: question, image: images[0], latent: latents[0], judged: null };
  }
  const judge = card.judge ? { judge: true } : {};
  const body = { ...underBody(question, [own, values]), ...judge };
  const answer = /** @type {Pictures} */ (await ask(card.id, 'conditional-generate', body, signal));
  const { images, latents, judgements } = answer;
  const edits = Object.fromEntries(Object.keys(values).map((name) => [name, values[name] - own[name]]));
  const judged = judgements ? { of: question, before: judgements[0], after: judgements[1], edits } : null;
  return { of: question, image: images[1], latent: latents[1], judged };
}

/** Drafts are not judged: what the judge said last of this start stays meanwhile. @param {Now | null} last @param {Now} next @returns {Now} */
function withJudgement(last, next) {
  const { card, start, seed } = next.of;
  const isSame = last?.of.card === card && last.of.start === start && last.of.seed === seed;
  return next.judged || !isSame ? next : { ...next, judged: last.judged };
}

/** Each attribute off and on, the others as they are. @param {Question} question @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Variants>} */
async function askVariants(question, signal, asked) {
  const names = attributesOf(question.card).map(({ name }) => name);
  const conditions = names.flatMap((name) => [0, 1].map((value) => ({ ...question.values, [name]: value })));
  const body = { ...underBody(question, conditions), ...quality(asked) };
  const answer = await ask(question.card.id, 'conditional-generate', body, signal);
  return Object.fromEntries(names.map((name, i) => [name, [answer.images[2 * i], answer.images[2 * i + 1]]]));
}

/** @param {Settings} state @param {Values} values @returns {Record<string, unknown>} */
export function samplesBody({ count, seed, prior, temperature }, values) {
  return {
    condition: { attributes: values },
    count: Number(count.value),
    seed: seed.value,
    prior: prior.value,
    temperature: temperature.value,
  };
}

/** The image behind z. @param {Settings} state */
function useStart({ card, image }) {
  const start = useSignal(/** @type {{card: Card, source: Source, resolved: Resolved} | null} */ (null));
  const stream = useLatest(
    (/** @type {{card: Card, source: Source}} */ input, signal) => resolve(input.card, input.source, null, signal),
    (/** @type {Resolved} */ resolved, input) => {
      start.value = { ...input, resolved };
    },
  );
  const request = () => {
    if (image.value) stream.request({ card: card(), source: image.value }, { restart: true });
  };
  useSignalEffect(request);
  return { start, stream, request };
}

/** @template Answer @param {import('@preact/signals').Signal<Answer>} shown */
function shownIn(shown) {
  return (/** @type {Answer} */ answer) => {
    shown.value = answer;
  };
}

/** The three answers about one question. @param {Settings} state */
function useAnswers(state) {
  const now = useSignal(/** @type {Now | null} */ (null));
  const variants = useSignal(/** @type {Variants} */ ({}));
  const samples = useSignal(/** @type {Samples | null} */ (null));
  const showNow = (/** @type {Now} */ next) => {
    now.value = withJudgement(now.peek(), next);
  };
  const nowStream = useLatest(askNow, showNow, { drafts: true });
  const variantStream = useLatest(askVariants, shownIn(variants), { drafts: true });
  const sampleStream = useLatest(askSamples, shownIn(samples), { drafts: true });
  /** @param {Question} question */
  const request = (question) => {
    nowStream.request(question);
    variantStream.request(question);
    sampleStream.request({ id: question.card.id, body: samplesBody(state, question.values) });
  };
  return { now, variants, samples, nowStream, variantStream, sampleStream, request };
}

/** @param {{id: string, body: Record<string, unknown>}} input @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Samples>} */
function askSamples({ id, body }, signal, asked) {
  return ask(id, 'conditional-generate', { ...body, ...quality(asked) }, signal);
}

/**
 * What is to be drawn; null while the image is still being read.
 * @param {Settings} state
 * @param {{card: Card, source: Source, resolved: Resolved} | null} known
 * @returns {Question | null}
 */
function questionOf({ card, image, seed, chosen }, known) {
  const isKnown = known && known.card === card() && known.source === image.value;
  if (image.value && !isKnown) return null;
  const start = image.value && known ? known.resolved : null;
  const own = ownValues(card(), start);
  return { card: card(), start, seed: seed.value, own, values: { ...own, ...chosen.value } };
}

/** The streams of the screen. @param {Settings} state */
export function useConditioned(state) {
  const { start, stream: starting, request: requestStart } = useStart(state);
  const answers = useAnswers(state);
  const { nowStream, variantStream, sampleStream } = answers;
  const request = () => {
    const question = questionOf(state, start.value);
    if (question) answers.request(question);
  };
  useSignalEffect(request);
  const retry = () => {
    requestStart();
    request();
  };
  const failed = [starting, nowStream, variantStream, sampleStream].map(({ error }) => error.value);
  return {
    asked: questionOf(state, start.value),
    now: answers.now.value,
    variants: answers.variants.value,
    samples: answers.samples.value,
    busy: starting.busy.value || nowStream.busy.value,
    sampling: sampleStream.busy.value,
    error: failed.find(Boolean) ?? null,
    retry,
    /** What goes into files. */
    exact: { now: nowStream.exact, variants: variantStream.exact, samples: sampleStream.exact },
  };
}

/** @param {Settings} state @param {string} name @param {number} value */
export function setValue({ chosen, active }, name, value) {
  batch(() => {
    active.value = name;
    chosen.value = { ...chosen.value, [name]: value };
  });
}

/** Back to the image's own value, or to the mean. @param {Settings} state @param {string} [name] absent: all of them */
export function clearValue({ chosen }, name) {
  const rest = Object.entries(chosen.value).filter(([key]) => name !== undefined && key !== name);
  chosen.value = Object.fromEntries(rest);
}

/** @param {Settings} state @param {Source | null} source null: a draw with the seed */
export function chooseImage({ image, seed, chosen }, source) {
  batch(() => {
    chosen.value = {};
    if (source?.kind === 'seed') seed.value = source.seed;
    image.value = source?.kind === 'seed' ? null : source;
  });
}
