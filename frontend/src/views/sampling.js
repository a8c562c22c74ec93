/** Muestreo / Sampling: the same draws through AE and VAE, and the prior that rescues the AE. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { ask, quality } from '../api.js';
import { files, TakePoint, WorkButton } from '../components/buttons.js';
import { ErrorNote } from '../components/notes.js';
import { SampleColumn } from '../components/sample-column.js';
import { DetailsFrame, MissingModels, Screen } from '../components/screen.js';
import { SeedField } from '../components/seed-field.js';
import { PartnerSelect, Segmented } from '../components/segmented.js';
import { Slider } from '../components/slider.js';
import { companies, shortName, weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import { useLatest } from '../hooks.js';
import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { sheetColumns, sideBySide } from '../lib/image.js';
import { together } from '../lib/patience.js';
import { readChoice, readNumber, readSeed } from '../lib/permalink.js';
import { hashFor, useAddress } from '../router.js';
import { datasetAtHand, datasetName, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Samples} Samples */
/** @typedef {import('../families.js').Company} Company */
/** @typedef {ReturnType<typeof useSamplingState>} SamplingState */
/** @typedef {{card: Card, prior: 'standard' | 'fitted'}} Column */
/** @typedef {{columns: Column[], seed: number, count: number, temperature: number}} Question */

const SamplingDetails = lazy(async () => (await import('../components/sampling-details.js')).SamplingDetails);
const Reconstructions = lazy(async () => (await import('../components/reconstructions.js')).Reconstructions);
const OwnReconstructions = lazy(async () => (await import('../components/own-reconstructions.js')).OwnReconstructions);

/** Side of the square sheets: whole multiples of 28 pixels at every width. */
const COUNTS = ['4', '16', '64'];
const FIRST_SEED = 7;

/** @param {Question} question @param {AbortSignal} signal @param {{draft: boolean}} asked @returns {Promise<Samples[]>} */
function askSamples({ columns, seed, count, temperature }, signal, asked) {
  const draw = { count, seed, temperature, ...quality(asked) };
  return together(
    asked,
    columns.map(
      ({ card, prior }) =>
        () =>
          ask(card.id, 'sample', { ...draw, prior }, signal),
    ),
  );
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Sampling({ query, cards }) {
  const available = companies(cards);
  if (available.length === 0) return html`<${MissingModels} name="sampling" needs="AE + VAE" />`;
  return html`<${SamplingScreen} query=${query} available=${available} />`;
}

/**
 * The company that a link means: by a model in it, or as older links say, by its dimensions.
 * @param {import('../router.js').Query} query @param {Company[]} available
 */
function firstCompany(query, available) {
  const known = available.filter(({ main }) => main.dataset === datasetAtHand());
  /** @param {Company} company */
  const holds = ({ main, partners }) => [main, ...partners].some(({ id }) => id === query.m);
  const sized = available.find(({ main }) => query.m === undefined && query.d === String(main.latent_dim));
  return available.find(holds) ?? sized ?? known[0] ?? available[0];
}

/** @param {import('../router.js').Query} query @param {Company[]} available */
function useSamplingState(query, available) {
  const first = firstCompany(query, available);
  const model = useLinked(first.main.id);
  const named = query.m !== first.main.id && first.partners.find(({ id }) => id === query.m);
  /** The model beside it; empty: the most telling one. */
  const other = useLinked(named ? named.id : (query.o ?? ''));
  const seed = useLinked(readSeed(query, 'seed', FIRST_SEED));
  const shown = readChoice(query, 'n', COUNTS, '16');
  const count = useLinked(shown);
  const temperature = useLinked(readNumber(query, 't', { min: 0, max: 2, initial: 1 }));
  const selected = useLinked(readNumber(query, 'i', { min: 0, max: Number(shown) - 1, initial: 0, integer: true }));
  const company = () => available.find(({ main }) => main.id === model.value) ?? available[0];
  const pair = () => {
    const { main, partners } = company();
    return { main, other: partners.find(({ id }) => id === other.value) ?? partners[0] };
  };
  /** @returns {Column[]} */
  const columns = () => [
    { card: pair().other, prior: 'standard' },
    { card: pair().main, prior: 'standard' },
    { card: pair().other, prior: 'fitted' },
  ];
  const address = () => ({
    m: model.value,
    o: company().partners.length > 1 ? pair().other.id : null,
    seed: seed.value,
    n: count.value,
    t: temperature.value,
    i: selected.value || null,
    w: weightsTag(pair().main),
  });
  /** Other sizes of codes for the same pictures, the largest first. */
  const sizes = () => available.filter(({ main }) => main.dataset === company().main.dataset);
  return { model, other, seed, count, temperature, selected, company, pair, columns, sizes, address };
}

/** @param {{query: import('../router.js').Query, available: Company[]}} props */
function SamplingScreen({ query, available }) {
  const state = useSamplingState(query, available);
  const { seed, pair, columns, address } = state;
  const { answers, busy, error, request, exact } = useSamples(state);
  useAddress('sampling', address);
  const { main, other } = pair();
  const save = async () => {
    const words = ['samples', main.dataset, `seed-${seed.value}`];
    await saveSamples(await exact(), words);
  };
  /** The chosen draw of the model itself, under the standard prior. */
  const point = async () => {
    const { latents, images } = (await exact())[1];
    const index = Math.min(state.selected.value, images.length - 1);
    const label = `${t('source.seed', { seed: String(seed.value) })}, ${t('sampling.item', { index: index + 1 })}`;
    return { model: main.id, latent: latents[index], label, thumbnail: images[index] };
  };
  return html`<${Screen} name="sampling" card=${main} asked=${[main.id, other.id]} hash=${() => hashFor('sampling', address())}
    tools=${html`<${Tools} state=${state} available=${available} />`}
    details=${html`<${DetailsFrame}><${SamplingDetails} state=${state} answers=${answers} /></${DetailsFrame}>`}>
    <${Controls} state=${state} />
    <${ErrorNote} error=${error} onRetry=${request} />
    <${Columns} state=${state} columns=${columns()} answers=${answers} busy=${busy} exact=${exact} />
    <div class="takeaway" role="group" aria-label=${t('take.label')}>
      <${WorkButton} icon="download" label=${t('take.sheet')} testid="download-sheet" run=${save} />
      <${TakePoint} disabled=${!answers[1]} point=${point} />
      <span class="hint">${t(main.family === other.family ? 'sampling.sameZOther' : 'sampling.sameZ', { other: other.id })}</span>
    </div>
    <${Reconstructions} other=${other} main=${main} />
    ${main.alignment && html`<${OwnReconstructions} key=${main.id} cards=${[main, ...state.company().partners]} />`}
  </${Screen}>`;
}

/** Pictures, size of the codes, and the model beside: each where there is something to choose. @param {{state: SamplingState, available: Company[]}} props */
function Tools({ state, available }) {
  const { model, other, company, pair, sizes } = state;
  const datasets = [...new Set(available.map(({ main }) => main.dataset))];
  /** @param {string} id */
  const choose = (id) => {
    model.value = id;
  };
  return html`${
    datasets.length > 1 &&
    html`<${Segmented} label=${t('models.dataset')} value=${company().main.dataset} testid="dataset" showLabel=${false}
      choices=${datasets.map((value) => ({ value, label: datasetName(value) }))}
      onChange=${(/** @type {string} */ dataset) => choose(available.find(({ main }) => main.dataset === dataset)?.main.id ?? '')} />`
  }${
    sizes().length > 1 &&
    html`<${Segmented} label=${t('sampling.size')} value=${model.value} testid="size" showLabel=${false}
      choices=${sizes().map(({ main }) => ({ value: main.id, label: t('dimensions', { count: main.latent_dim }) }))} onChange=${choose} />`
  }<${PartnerSelect} cards=${company().partners} value=${pair().other.id} onChange=${(/** @type {string} */ id) => {
    other.value = id;
  }} />`;
}

/** All columns are asked together, so that they always show the same draw. @param {SamplingState} state */
function useSamples({ columns, seed, count, temperature }) {
  const answers = useSignal(/** @type {(Samples | null)[]} */ ([null, null, null]));
  const show = (/** @type {Samples[]} */ samples) => {
    answers.value = samples;
  };
  const stream = useLatest(askSamples, show, { drafts: true });
  const request = () => {
    const draws = Number(count.value);
    stream.request({ columns: columns(), seed: seed.value, count: draws, temperature: temperature.value });
  };
  useSignalEffect(request);
  const { busy, error, exact } = stream;
  return { answers: answers.value, busy: busy.value, error: error.value, request, exact };
}

/** Seed, number of draws and temperature. @param {{state: SamplingState}} props */
function Controls({ state }) {
  const { seed, count, temperature } = state;
  const moving = useSignal(false);
  return html`<div class="controls dock">
    <${SeedField} value=${seed.value} onChange=${(/** @type {number} */ next) => {
      seed.value = next;
    }} />
    <${Segmented} label=${t('sampling.count')} value=${count.value} testid="count" choices=${COUNTS.map((value) => ({ value, label: value }))}
      onChange=${(/** @type {string} */ next) => {
        count.value = next;
      }} />
    <div class="labelled-slider"><span class="field-label">${t('sampling.temperature')} <b class="hot">τ</b></span>
      <${Slider} label=${t('sampling.temperature')} value=${temperature.value} min=${0} max=${2} step=${0.05} digits=${2} initial=${1}
        active=${moving.value} testid="temperature" onInput=${(/** @type {number} */ next) => {
          moving.value = true;
          temperature.value = next;
        }} onCommit=${() => {
          moving.value = false;
        }} /></div>
  </div>`;
}

/** @param {{state: SamplingState, columns: Column[], answers: (Samples | null)[], busy: boolean, exact: () => Promise<Samples[]>}} props */
function Columns({ state, columns, answers, busy, exact }) {
  const { selected, count } = state;
  const shown = Math.min(selected.value, Number(count.value) - 1);
  const shownCards = columns.map(({ card }) => card);
  /** @param {number} next */
  const select = (next) => {
    selected.value = next;
  };
  return html`<div class="columns">
    ${columns.map(({ card, prior }, index) => {
      const answer = answers[index];
      return html`<${SampleColumn} key=${`${card.id} ${prior}`} card=${card} prior=${prior} answer=${answer} selected=${shown}
        name=${shortName(card, shownCards)} busy=${busy} onSelect=${select} exact=${async () => (await exact())[index]} />`;
    })}
  </div>`;
}

/** The three sheets next to each other, as on the screen. @param {Samples[]} answers @param {string[]} words of the file's name */
async function saveSamples(answers, words) {
  const { fileName, saveSheet } = await files();
  const sheets = answers.map(({ images }) => images);
  const columns = sheetColumns(sheets[0].length);
  await saveSheet(sideBySide(sheets, columns), columns * sheets.length, fileName(...words));
}
