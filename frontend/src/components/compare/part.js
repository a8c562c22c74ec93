/** What each action has of its own: controls above the columns, something in each, something below. */

import { html } from '../../html.js';
import { tellingModels } from '../../lib/compare.js';
import { setModels } from '../../state/compare.js';
import { datasetName, t } from '../../store.js';
import { Button } from '../buttons.js';
import { InfoNote } from '../notes.js';
import { ConditionBelow, ConditionControls, ConditionUnder } from './condition.js';
import { EditBelow, EditControls, EditUnder } from './edit.js';
import { InterpolateBelow, InterpolateControls } from './interpolate.js';
import { ReconstructControls, ReconstructUnder } from './reconstruct.js';
import { sameWords } from './same.js';
import { SampleControls, SampleUnder } from './sample.js';

/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare-streams.js').Column} Column */
/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */
/** @typedef {{state: CompareState, comparison: Comparison, column: Column, index: number}} PartProps `column`, `index`: under a picture only */

/** @type {Record<import('../../lib/compare.js').Action, {controls: any, under?: any, below?: any}>} */
const PARTS = {
  sample: { controls: SampleControls, under: SampleUnder },
  reconstruct: { controls: ReconstructControls, under: ReconstructUnder },
  interpolate: { controls: InterpolateControls, below: InterpolateBelow },
  edit: { controls: EditControls, under: EditUnder, below: EditBelow },
  condition: { controls: ConditionControls, under: ConditionUnder, below: ConditionBelow },
};

/** @param {PartProps & {place: 'controls' | 'same' | 'impossible' | 'under' | 'below'}} props */
export function Part({ place, ...props }) {
  const action = props.state.action.value;
  if (place === 'same')
    return html`<p class="compare-same" role="status" data-testid="same">${sameWords(props.state, props.comparison)}</p>`;
  if (place === 'impossible') return html`<${Impossible} state=${props.state} />`;
  const Own = PARTS[action][place];
  if (place === 'under') return Own ? html`<div class=${`compare-under ${action}`}><${Own} ...${props} /></div>` : null;
  if (place === 'below')
    return html`<div class=${`compare-below ${action}`}>${Own && html`<${Own} ...${props} />`}
      <p class="prose compare-look">${t(lookOf(props.state))}</p></div>`;
  return html`<div class=${`compare-controls ${action}`}><${Own} ...${props} /></div>`;
}

/** Models of different pictures, and an action that starts from one: why not, and what to do. @param {{state: CompareState}} props */
function Impossible({ state }) {
  const [first] = state.shown.value;
  const alike = tellingModels(state.cards, first.dataset).map(({ id }) => id);
  return html`<${InfoNote} testid="impossible">${t('compare.impossible', { action: t(`compare.action.${state.action.value}`) })}<//>
    <div class="compare-ways">
      <${Button} icon="columns-3" label=${t('compare.choose', { dataset: datasetName(first.dataset) })} testid="choose-alike"
        onClick=${() => setModels(state, alike)} />
      <${Button} icon="dices" label=${t('compare.try.sample')} testid="choose-sample" onClick=${() => {
        state.action.value = 'sample';
      }} />
    </div>`;
}

/** What to look at. @param {CompareState} state @returns {import('../../i18n/keys.d.ts').Key} */
function lookOf({ action, prior, shown }) {
  if (action.value !== 'sample') return `compare.look.${action.value}`;
  if (prior.value === 'fitted') return 'compare.look.sampleFitted';
  return shown.value.some(({ family }) => family === 'ae') ? 'compare.look.sampleAe' : 'compare.look.sample';
}
