/** Muestreo / Sampling: the same draws through AE and VAE, and the prior that rescues the AE. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { ask } from '../api.js';
import { WorkButton } from '../components/buttons.js';
import { Details } from '../components/details.js';
import { decoded, Formula, fittedPrior, standardPrior } from '../components/formula.js';
import { ErrorNote } from '../components/notes.js';
import { Reconstructions } from '../components/reconstructions.js';
import { SampleColumn } from '../components/sample-column.js';
import { MissingModels, Screen } from '../components/screen.js';
import { SeedField } from '../components/seed-field.js';
import { Segmented } from '../components/segmented.js';
import { Slider } from '../components/slider.js';
import { saveSheet, sheetScale } from '../download.js';
import { pairs, weightsTag } from '../families.js';
import { useLatest } from '../hooks.js';
import { html } from '../html.js';
import { fileName, sheetColumns, sideBySide } from '../lib/image.js';
import { encodeLatent } from '../lib/latent-code.js';
import { readChoice, readNumber, readSeed } from '../lib/permalink.js';
import { hashFor, useAddress } from '../router.js';
import { decimals, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Samples} Samples */
/** @typedef {ReturnType<typeof useSamplingState>} SamplingState */
/** @typedef {{card: Card, prior: 'standard' | 'fitted'}} Column */
/** @typedef {{columns: Column[], seed: number, count: number, temperature: number}} Question */

/** Side of the square sheets: whole multiples of 28 pixels at every width. */
const COUNTS = ['4', '16', '64'];
const FIRST_SEED = 7;

/** @param {Question} question @param {AbortSignal} signal @returns {Promise<Samples[]>} */
function askSamples({ columns, seed, count, temperature }, signal) {
  return Promise.all(
    columns.map(({ card, prior }) => ask(card.id, 'sample', { count, seed, temperature, prior }, signal)),
  );
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Sampling({ query, cards }) {
  const available = pairs(cards);
  if (available.length === 0) return html`<${MissingModels} name="sampling" needs="AE + VAE" />`;
  return html`<${SamplingScreen} query=${query} available=${available} />`;
}

/** @param {import('../router.js').Query} query @param {import('../families.js').Pair[]} available */
function useSamplingState(query, available) {
  const size = useSignal(
    readChoice(
      query,
      'd',
      available.map(({ key }) => key),
      available[0].key,
    ),
  );
  const seed = useSignal(readSeed(query, 'seed', FIRST_SEED));
  const count = useSignal(readChoice(query, 'n', COUNTS, '16'));
  const temperature = useSignal(readNumber(query, 't', { min: 0, max: 2, initial: 1 }));
  const selected = useSignal(
    readNumber(query, 'i', { min: 0, max: Number(count.value) - 1, initial: 0, integer: true }),
  );
  const pair = () => available.find(({ key }) => key === size.value) ?? available[0];
  /** @returns {Column[]} */
  const columns = () => [
    { card: pair().ae, prior: 'standard' },
    { card: pair().vae, prior: 'standard' },
    { card: pair().ae, prior: 'fitted' },
  ];
  const address = () => ({
    d: size.value,
    seed: seed.value,
    n: count.value,
    t: temperature.value,
    i: selected.value || null,
    w: weightsTag(pair().vae),
  });
  // Pairs come with the largest space first.
  const smallest = () => available[available.length - 1].key;
  return { size, seed, count, temperature, selected, pair, columns, smallest, address };
}

/** @param {{query: import('../router.js').Query, available: import('../families.js').Pair[]}} props */
function SamplingScreen({ query, available }) {
  const state = useSamplingState(query, available);
  const { size, seed, count, pair, columns, address } = state;
  const { answers, busy, error, request } = useSamples(state);
  useAddress('sampling', address);
  const tools =
    available.length > 1 &&
    html`<${Segmented} label=${t('sampling.size')} value=${size.value} testid="size" showLabel=${false}
      choices=${available.map(({ key }) => ({ value: key, label: t('dimensions', { count: Number(key) }) }))}
      onChange=${(/** @type {string} */ key) => {
        size.value = key;
      }} />`;
  const save = () =>
    saveSamples(answers, Number(count.value), fileName('samples', pair().vae.dataset, `seed-${seed.value}`));
  return html`<${Screen} name="sampling" card=${pair().vae} hash=${() => hashFor('sampling', address())} tools=${tools}
    details=${html`<${SamplingDetails} state=${state} answers=${answers} />`}>
    <${Controls} state=${state} />
    <${ErrorNote} error=${error} onRetry=${request} />
    <${Columns} state=${state} columns=${columns()} answers=${answers} busy=${busy} />
    <div class="takeaway" role="group" aria-label=${t('take.label')}>
      <${WorkButton} icon="download" label=${t('take.sheet')} testid="download-sheet" run=${save} />
      <span class="hint">${t('sampling.sameZ')}</span>
    </div>
    <${Reconstructions} ae=${pair().ae} vae=${pair().vae} />
  </${Screen}>`;
}

/** All columns are asked together, so that they always show the same draw. @param {SamplingState} state */
function useSamples({ columns, seed, count, temperature }) {
  const answers = useSignal(/** @type {(Samples | null)[]} */ ([null, null, null]));
  const stream = useLatest(askSamples, (/** @type {Samples[]} */ samples) => {
    answers.value = samples;
  });
  const request = () => {
    const draws = Number(count.value);
    stream.request({ columns: columns(), seed: seed.value, count: draws, temperature: temperature.value });
  };
  useSignalEffect(request);
  return { answers: answers.value, busy: stream.busy.value, error: stream.error.value, request };
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

/** @param {{state: SamplingState, columns: Column[], answers: (Samples | null)[], busy: boolean}} props */
function Columns({ state, columns, answers, busy }) {
  const { selected, count } = state;
  const shown = Math.min(selected.value, Number(count.value) - 1);
  /** @param {number} next */
  const select = (next) => {
    selected.value = next;
  };
  return html`<div class="columns">
    ${columns.map(({ card, prior }, index) => {
      const answer = answers[index];
      return html`<${SampleColumn} key=${`${card.id} ${prior}`} card=${card} prior=${prior} answer=${answer} selected=${shown}
        busy=${busy} onSelect=${select} />`;
    })}
  </div>`;
}

/** The three sheets next to each other, as on the screen. @param {(Samples | null)[]} answers @param {number} count @param {string} name */
function saveSamples(answers, count, name) {
  const columns = sheetColumns(count);
  const sheets = answers.map((answer) => answer?.images ?? []);
  return saveSheet(sideBySide(sheets, columns), columns * sheets.length, name);
}

/** @param {{state: SamplingState, answers: (Samples | null)[]}} props */
function SamplingDetails({ state, answers }) {
  const { seed, temperature, selected, pair } = state;
  const shownTemperature = decimals(temperature.value, 2);
  const formula = html`
    <${Formula} label=${t('sampling.formulaStandard', { temperature: shownTemperature })}>${standardPrior(shownTemperature)}<//>
    <${Formula} label=${t('sampling.formulaFitted', { temperature: shownTemperature })}>${fittedPrior(shownTemperature)}<//>
    <${Formula} label=${t('formula.decoder')}>${decoded()}<//>`;
  const latent = answers[1]?.latents[selected.value];
  const vae = pair().vae;
  const next = [
    { href: hashFor('sampling', { ...state.address(), seed: seed.value + 1 }), label: t('sampling.tryNextSeed') },
    { href: hashFor('sampling', { ...state.address(), t: 0.4 }), label: t('sampling.tryCold') },
    ...(state.smallest() === state.size.value
      ? []
      : [
          {
            href: hashFor('sampling', { ...state.address(), d: state.smallest(), w: null }),
            label: t('sampling.tryTwo'),
          },
        ]),
    ...(latent
      ? [
          {
            href: hashFor('attributes', { m: vae.id, from: `z:${encodeLatent(latent)}` }),
            label: t('sampling.tryEdit'),
          },
          {
            href: hashFor('interpolation', { m: vae.id, from: `z:${encodeLatent(latent)}` }),
            label: t('sampling.tryBlend'),
          },
        ]
      : []),
  ];
  return html`<${Details} formula=${formula} next=${next}
    explain=${[t('sampling.explain1'), t('sampling.explain2'), t('sampling.explain3')]}
    request=${sheetRequest(vae, state)} />`;
}

/** The middle column as one picture. @param {Card} card @param {SamplingState} state */
function sheetRequest(card, { seed, count, temperature }) {
  const draws = Number(count.value);
  const body = {
    count: draws,
    seed: seed.value,
    temperature: temperature.value,
    columns: sheetColumns(draws),
    scale: sheetScale(card),
  };
  return { model: card.id, call: 'sample', body, accept: 'image/png', output: 'latente.png' };
}
