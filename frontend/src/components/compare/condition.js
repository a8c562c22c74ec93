import { html } from '../../html.js';
import { decimals, say, t } from '../../store.js';
import { Button } from '../buttons.js';
import { ClassPicker } from '../class-picker.js';
import { ReadAs, Select } from '../segmented.js';
import { Slider } from '../slider.js';
import { ShareChoice, StartFigure } from './start.js';

/** @typedef {import('../../types.d.ts').Card} Card */
/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */
/** @typedef {import('./part.js').PartProps} PartProps */

/** @param {PartProps} props */
export function ConditionControls({ state }) {
  return html`<div class="compare-starts">
    <${StartFigure} state=${state} end=${state.from} heading=${t('conditional.own')} testid="from" />
    <div class="compare-choices"><${AspectChoice} state=${state} /><${ShareChoice} state=${state} /></div>
  </div>`;
}

/** Which attribute of the condition is moved. @param {{state: CompareState}} props */
function AspectChoice({ state }) {
  const condition = state.condition();
  if (condition?.kind !== 'attributes') return null;
  const { aspect, values } = state;
  const choices = condition.attributes.map(({ name, title }) => ({ value: name, label: say(title) }));
  const moved = Object.keys(values.value).length > 0;
  return html`<${Select} label=${t('conditional.attributes')} value=${aspect.value} choices=${choices} testid="aspect"
      onChange=${(/** @type {string} */ name) => {
        aspect.value = name;
      }} />
    <${Button} icon="rotate-ccw" label=${t('conditional.resetAll')} disabled=${!moved} testid="reset-values" onClick=${() => {
      values.value = {};
    }} />`;
}

/** Models that take no condition, and under what the others have read the image. @param {PartProps} props */
export function ConditionUnder({ column }) {
  const { card, answer } = column;
  if (answer?.question.kind !== 'condition') return null;
  if (answer.drawn.indifferent) return html`<p class="hint" data-testid="indifferent">${t('compare.noCondition')}</p>`;
  return html`<${ReadAs} card=${card} label=${answer.drawn.label ?? null} />`;
}

/** The class for all, or one attribute of the condition. @param {PartProps} props */
export function ConditionBelow({ state, comparison }) {
  const condition = state.condition();
  if (!condition) return html`<p class="hint" data-testid="no-condition">${t('compare.nobodyTold')}</p>`;
  if (condition.kind === 'attributes') return html`<${AspectSlider} state=${state} comparison=${comparison} />`;
  const place = state.shown.value.findIndex((card) => card.condition);
  const { answer, busy } = comparison.columns[place];
  const images = answer?.question.kind === 'condition' ? answer.drawn.images : [];
  return html`<${ClassPicker} card=${state.shown.value[place]} images=${images} value=${state.classIndex.value} busy=${busy}
    label=${t('compare.pickClass')} onChange=${(/** @type {number} */ index) => {
      state.classIndex.value = index;
    }} />`;
}

/** @param {{state: CompareState, comparison: Comparison}} props */
function AspectSlider({ state, comparison }) {
  const condition = state.condition();
  if (condition?.kind !== 'attributes') return null;
  const { aspect, values } = state;
  const attribute = condition.attributes.find(({ name }) => name === aspect.value) ?? condition.attributes[0];
  const drawn = comparison.columns
    .map(({ answer }) => (answer?.question.kind === 'condition' ? answer.drawn : null))
    .find((one) => one?.told);
  const label = typeof drawn?.label === 'object' && drawn.label ? drawn.label : {};
  const own = label[attribute.name] ?? attribute.mean;
  const value = values.value[attribute.name] ?? own;
  const title = say(attribute.title);
  const spoken = `${decimals(value, 2)}: ${t(value >= 0.5 ? 'conditional.with' : 'conditional.without', { attribute: title })}`;
  return html`<div class="dock alpha-dock">
    <${Slider} label=${title} value=${value} min=${0} max=${1} step=${0.05} digits=${2} initial=${own} large active testid="alpha" spoken=${spoken}
      less=${t('conditional.without', { attribute: title })} more=${t('conditional.with', { attribute: title })}
      onInput=${(/** @type {number} */ next) => {
        const { [attribute.name]: _, ...others } = values.value;
        values.value = next === own ? others : { ...others, [attribute.name]: next };
      }} />
  </div>`;
}
