import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { sheetColumns } from '../lib/image.js';
import { t } from '../store.js';
import { Segmented } from './segmented.js';
import { Sheet } from './sheet.js';
import { Slider } from './slider.js';

/** @typedef {import('../types.d.ts').Samples} Samples */
/** @typedef {'standard' | 'fitted'} Prior */

/** Many draws under the chosen condition. @param {{state: any, counts: string[], samples: Samples | null, busy: boolean, className: string}} props `counts`: of draws, to choose from */
export function SampleGrid({ state, counts, samples, busy, className }) {
  const { count, prior, temperature } = state;
  const selected = useSignal(0);
  const images = samples?.images ?? [];
  return html`<section class="condition-samples" aria-labelledby="samples-heading">
    <h2 id="samples-heading">${t('conditional.samplesOf', { class: className })}</h2>
    <div class="samples-body">
    <${Sheet} images=${images} columns=${sheetColumns(images.length || 16)} selected=${Math.min(selected.value, Math.max(0, images.length - 1))} busy=${busy} testid="samples"
      label=${t('conditional.samplesOf', { class: className })} itemLabel=${(/** @type {number} */ index) => t('sampling.item', { index: index + 1 })}
      onSelect=${(/** @type {number} */ index) => {
        selected.value = index;
      }} />
    <div class="controls">
      <${Segmented} label=${t('sampling.count')} value=${count.value} testid="count" choices=${counts.map((value) => ({ value, label: value }))}
        onChange=${(/** @type {string} */ next) => {
          count.value = next;
        }} />
      <${Segmented} label=${t('conditional.prior')} value=${prior.value} testid="prior"
        choices=${[{ value: 'standard', label: t('prior.standard') }, { value: 'fitted', label: t('prior.fitted') }]}
        onChange=${(/** @type {Prior} */ next) => {
          prior.value = next;
        }} />
      <div class="labelled-slider"><span class="field-label">${t('sampling.temperature')} τ</span>
        <${Slider} label=${t('sampling.temperature')} value=${temperature.value} min=${0} max=${2} step=${0.05} digits=${2} initial=${1} testid="temperature"
          onInput=${(/** @type {number} */ next) => {
            temperature.value = next;
          }} /></div>
    </div>
    </div>
  </section>`;
}
