/**
 * The requests of the comparing screen: for each column one stream for what stands in large and
 * one for its strip, kept in step, so that columns beside each other show the same moment.
 */

import { batch, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ask, quality } from '../api.js';
import { useLatest } from '../hooks.js';
import { later } from '../lazy.js';
import { drawnUnder, frameAt, MOST_MODELS } from '../lib/compare.js';
import { inStep } from '../lib/in-step.js';
import { writeLabel, writeSource } from '../lib/permalink.js';
import { moving } from '../moving.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Label} Label */
/** @typedef {import('./compare.js').CompareState} CompareState */
/** @typedef {import('./compare.js').End} End */
/** @typedef {import('./compare.js').Method} Method */
/** @typedef {import('./compare.js').Prior} Prior */
/** @typedef {import('./compare.js').Share} Share */
/** @typedef {{kind: 'sample', cards: Card[], count: number, seed: number, temperature: number, prior: Prior, drawn: number | null}} SampleQuestion */
/** @typedef {{cards: Card[], from: End, share: Share}} FromImage */
/** @typedef {FromImage & {kind: 'reconstruct'}} ReconstructQuestion */
/** @typedef {FromImage & {kind: 'interpolate', to: End, method: Method, alpha: number | null}} InterpolateQuestion `alpha`: null for the strip */
/** @typedef {FromImage & {kind: 'edit', attribute: string, extent: number, alpha: number | null}} EditQuestion likewise */
/** @typedef {FromImage & {kind: 'condition', values: Record<string, number>}} ConditionQuestion */
/** @typedef {SampleQuestion | ReconstructQuestion | InterpolateQuestion | EditQuestion | ConditionQuestion} Question */
/**
 * What a model answers, whatever it was asked.
 * @typedef {object} Drawn
 * @property {string[]} images
 * @property {number[][]} latents of each picture
 * @property {string | null} [original] what was encoded
 * @property {boolean} [inverted]
 * @property {Label | null} [label] what it was read under; between two ends, of the nearer one
 * @property {Label | null} [otherLabel] of the other end
 * @property {number[]} [typicality] of each picture (interpolation)
 * @property {Record<string, number>} [told] all values of a condition of attributes
 * @property {boolean} [indifferent] the model does not know what was asked for: its picture stays
 * @property {number[]} [start] latent that it began with
 * @property {import('../types.d.ts').RequestLine | null} [request] the same, for a terminal
 */
/** @typedef {{card: Card, question: Question, drawn: Drawn}} Answer */
/** @typedef {{question: Question, card: Card}} Asked */
/** @typedef {ReturnType<typeof useComparison>} Comparison */
/** @typedef {Comparison['columns'][number]} Column */

/** Frames of a strip. */
export const FRAMES = 33;

const asks = later(() => import('./compare-asks.js'));

/** @param {Asked} asked @param {AbortSignal} signal @param {{draft: boolean}} how @returns {Promise<Drawn>} */
async function askOne({ question, card }, signal, how) {
  if (question.kind !== 'sample') return (await asks()).askAbout(question, card, signal, how);
  const { count, seed, temperature, prior, drawn } = question;
  const body = { count, seed, temperature, prior, ...drawnUnder(card, count, drawn) };
  const answer = await ask(card.id, 'sample', { ...body, ...quality(how) }, signal);
  return { images: answer.images, latents: answer.latents, request: { model: card.id, call: 'sample', body } };
}

/**
 * One stream for each column, kept in step.
 * @param {{drafts: boolean}} options
 */
function useColumnStreams(options) {
  const answers = useSignal(/** @type {(Answer | null)[]} */ (Array(MOST_MODELS).fill(null)));
  const step = useMemo(
    () =>
      inStep({
        send(column, question, how) {
          streams[column].request({ question, card: question.cards[column] }, how);
        },
        show(/** @type {import('../lib/in-step.js').Shown<Answer>[]} */ shown) {
          const next = [...answers.peek()];
          for (const { column, answer } of shown) next[column] = answer;
          answers.value = next;
        },
      }),
    [],
  );
  const streams = Array.from({ length: MOST_MODELS }, (_, column) =>
    // Always as many, in the same order: what is a hook stays one.
    useLatest(
      async (/** @type {Asked} */ asked, signal, how) => {
        try {
          return await askOne(asked, signal, how);
        } catch (error) {
          if (!signal.aborted) step.failed(column, asked.question);
          throw error;
        }
      },
      (/** @type {Drawn} */ drawn, { question, card }) => step.answered(column, question, { card, question, drawn }),
      options,
    ),
  );
  useEffect(() => step.dispose, []);
  return { answers, streams, step };
}

/** What the strip depends on: everything but the place on it. @param {CompareState} state @returns {InterpolateQuestion | EditQuestion | null} */
function filmQuestion(state) {
  if (!state.isPossible()) return null;
  const shared = { cards: state.shown.value, from: state.from.value, share: state.sharing(), alpha: null };
  if (state.action.value === 'interpolate')
    return { ...shared, kind: 'interpolate', to: state.to.value, method: state.method.value };
  if (state.action.value !== 'edit' || !state.attribute.value) return null;
  return { ...shared, kind: 'edit', attribute: state.attribute.value, extent: state.extent() };
}

/** What stands in large. @param {CompareState} state @returns {Question | null} */
function pictureQuestion(state) {
  const { action, shown, from } = state;
  const cards = shown.value;
  if (action.value === 'sample') {
    const { seed, temperature, prior, drawn } = state;
    const draw = { seed: seed.value, temperature: temperature.value, prior: prior.value, drawn: drawn.value };
    return { kind: 'sample', cards, count: Number(state.count.value), ...draw };
  }
  if (!state.isPossible()) return null;
  const shared = { cards, from: from.value, share: state.sharing() };
  if (action.value === 'reconstruct') return { kind: 'reconstruct', ...shared };
  if (action.value === 'condition') return { kind: 'condition', ...shared, values: state.values.value };
  const film = filmQuestion(state);
  return film && { ...film, alpha: placeOf(state) };
}

/** Where the slider of a strip stands. @param {CompareState} state */
export function placeOf({ action, alpha, steps }) {
  return action.value === 'edit' ? steps.value : alpha.value;
}

/** The same as a share of the strip. @param {CompareState} state */
export function shareOf(state) {
  const { action, alpha, steps } = state;
  if (action.value !== 'edit') return alpha.value;
  return (steps.value + state.extent()) / (2 * state.extent());
}

/** What two questions must have in common, so that the answer to one stands in the strip of the other. @param {Question | null} question */
function keyOf(question) {
  if (question?.kind !== 'interpolate' && question?.kind !== 'edit') return '';
  const ends = question.kind === 'interpolate' ? [question.from, question.to] : [question.from];
  const starts = ends.map(({ source, label }) => [
    source.kind === 'upload' ? source.id : writeSource(source),
    writeLabel(label),
  ]);
  const way = question.kind === 'interpolate' ? question.method : [question.attribute, question.extent];
  return JSON.stringify([question.kind, question.cards[0].id, starts, question.share, way]);
}

/**
 * The picture of a column: exact where it has come, else the nearest frame of its strip.
 * @param {CompareState} state @param {Answer | null} live @param {Answer | null} film
 * @returns {string | undefined}
 */
function pictureOf(state, live, film) {
  const { action, selected, classIndex } = state;
  const images = live?.drawn.images ?? [];
  if (live && live.question.kind !== action.value) return images[0];
  if (action.value === 'sample') return images[Math.min(selected.value, images.length - 1)];
  if (action.value === 'condition') return images[images.length > 1 ? classIndex.value : 0];
  if (action.value === 'reconstruct') return images[0];
  const key = keyOf(filmQuestion(state));
  const question = /** @type {InterpolateQuestion | EditQuestion | undefined} */ (live?.question);
  const isExact = question?.alpha === placeOf(state) && keyOf(question) === key;
  if (isExact || !film || keyOf(film.question) !== key) return images[0] ?? frame(state, film);
  return frame(state, film);
}

/** @param {CompareState} state @param {Answer | null} film */
function frame(state, film) {
  return film ? frameAt(film.drawn.images, shareOf(state)) : undefined;
}

/** An answer of another model is shown on only while its successor may still come. @param {Answer | null} answer @param {Card} card @param {unknown} error */
function usable(answer, card, error) {
  return answer && (answer.card.id === card.id || !error) ? answer : null;
}

/** @typedef {ReturnType<typeof useColumnStreams>} ColumnStreams */

/** Asks for strips when what they depend on changes, and for large pictures when they rest. @param {CompareState} state @param {ColumnStreams} live @param {ColumnStreams} film */
function useQuestions(state, live, film) {
  const hasFilms = () => {
    const key = keyOf(filmQuestion(state));
    return state.shown.value.every((card, column) => {
      const answer = film.answers.value[column];
      return answer?.card.id === card.id && keyOf(answer.question) === key;
    });
  };
  useSignalEffect(() => {
    const question = filmQuestion(state);
    if (question) film.step.ask(question, question.cards.length, { restart: true });
  });
  useSignalEffect(() => {
    const question = pictureQuestion(state);
    if (!question) return;
    // Strips are scrubbed; what stands in large is asked for once it rests.
    const isStrip = question.kind === 'interpolate' || question.kind === 'edit';
    if (isStrip && (moving.value || state.playing.value) && hasFilms()) return;
    live.step.ask(question, question.cards.length, { restart: !moving.peek() && !state.playing.peek() });
  });
}

/** One column with what it shows. @param {CompareState} state @param {ColumnStreams} live @param {ColumnStreams} film @param {Card} card @param {number} column */
function columnOf(state, live, film, card, column) {
  const [large, strip] = [live.streams[column], film.streams[column]];
  const error = large.error.value ?? strip.error.value;
  const answer = usable(live.answers.value[column], card, error);
  const frames = usable(film.answers.value[column], card, error);
  return {
    card,
    answer,
    film: frames && frames.question.kind === state.action.value ? frames : null,
    picture: pictureOf(state, answer, frames),
    busy: large.busy.value,
    filmBusy: strip.busy.value,
    error,
    retry: () =>
      batch(() => {
        if (large.error.peek()) live.step.retry(column);
        if (strip.error.peek()) film.step.retry(column);
      }),
    /** The exact answer, such as for a file. */
    exact: async () => ({ card, drawn: await large.exact() }),
  };
}

/** The columns with what they show. @param {CompareState} state */
export function useComparison(state) {
  const live = useColumnStreams({ drafts: true });
  const film = useColumnStreams({ drafts: false });
  useQuestions(state, live, film);
  return { columns: state.shown.value.map((card, column) => columnOf(state, live, film, card, column)) };
}
