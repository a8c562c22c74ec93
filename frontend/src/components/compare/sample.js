import { useSignal } from '@preact/signals';
import { html } from '../../html.js';
import { sheetColumns } from '../../lib/image.js';
import { COUNTS, conditionOfAll } from '../../state/compare.js';
import { say, t } from '../../store.js';
import { DrawFigures } from '../draw-figures.js';
import { SeedField } from '../seed-field.js';
import { Segmented, Select } from '../segmented.js';
import { Sheet } from '../sheet.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare.js').Prior} Prior */
/** @typedef {import('./part.js').PartProps} PartProps */

/** Seed, prior, number of draws, class, temperature. @param {{state: CompareState}} props */
export function SampleControls({ state }) {
  const { seed, prior, count } = state;
  return html`<div class="controls dock">
    <${SeedField} value=${seed.value} onChange=${(/** @type {number} */ next) => {
      seed.value = next;
    }} />
    <${Segmented} label=${t('compare.prior')} value=${prior.value} testid="prior"
      choices=${/** @type {Prior[]} */ (['standard', 'fitted']).map((value) => ({ value, label: t(`prior.${value}`) }))}
      onChange=${(/** @type {Prior} */ next) => {
        prior.value = next;
      }} />
    <${Segmented} label=${t('sampling.count')} value=${count.value} testid="count" choices=${COUNTS.map((value) => ({ value, label: value }))}
      onChange=${(/** @type {typeof COUNTS[number]} */ next) => {
        count.value = next;
      }} />
    <${ClassOfDraws} state=${state} />
    <${Temperature} state=${state} />
  </div>`;
}

/** What models that take a class are told: one class, or all in turn. @param {{state: CompareState}} props */
function ClassOfDraws({ state }) {
  const condition = conditionOfAll(state.shown.value);
  if (condition?.kind !== 'class') return null;
  const classes = condition.classes.map(({ title }, index) => ({ value: String(index), label: say(title) }));
  return html`<${Select} label=${t('compare.classOfDraws')} value=${String(state.drawn.value ?? '')} testid="draws-class"
    choices=${[{ value: '', label: t('compare.allInTurn') }, ...classes]}
    onChange=${(/** @type {string} */ chosen) => {
      state.drawn.value = chosen === '' ? null : Number(chosen);
    }} />`;
}

/** @param {{state: CompareState}} props */
function Temperature({ state }) {
  const active = useSignal(false);
  return html`<div class="labelled-slider"><span class="field-label">${t('sampling.temperature')} <b class="hot">τ</b></span>
    <${Slider} label=${t('sampling.temperature')} value=${state.temperature.value} min=${0} max=${2} step=${0.05} digits=${2} initial=${1}
      active=${active.value} testid="temperature" onInput=${(/** @type {number} */ next) => {
        active.value = true;
        state.temperature.value = next;
      }} onCommit=${() => {
        active.value = false;
      }} /></div>`;
}

/** All draws of one model, and how good they are as a crowd. @param {PartProps} props */
export function SampleUnder({ state, column }) {
  const { card, answer, busy } = column;
  const images = answer?.question.kind === 'sample' ? answer.drawn.images : [];
  const count = Number(state.count.value);
  const selected = Math.min(state.selected.value, count - 1);
  const sheet = html`<${Sheet} images=${images} columns=${sheetColumns(images.length || count)} selected=${selected} busy=${busy} testid="sheet"
    label=${t('compare.sheetOf', { model: card.id })} itemLabel=${(/** @type {number} */ index) => t('sampling.item', { index: index + 1 })}
    onSelect=${(/** @type {number} */ index) => {
      state.selected.value = index;
    }} />`;
  return html`${count > 1 && sheet}
    <${DrawFigures} card=${card} prior=${state.prior.value} />`;
}
