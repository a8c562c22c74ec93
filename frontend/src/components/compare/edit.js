import { html } from '../../html.js';
import { sharedAttributes } from '../../lib/compare.js';
import { shareOf } from '../../state/compare-streams.js';
import { say, signed, t } from '../../store.js';
import { Select } from '../segmented.js';
import { Slider } from '../slider.js';
import { Films } from './films.js';
import { ShareChoice, StartFigure } from './start.js';

/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('./part.js').PartProps} PartProps */

/** @param {PartProps} props */
export function EditControls({ state }) {
  return html`<div class="compare-starts">
    <${StartFigure} state=${state} end=${state.from} heading=${t('attributes.start')} testid="from" />
    <div class="compare-choices"><${AttributeChoice} state=${state} /><${ShareChoice} state=${state} /></div>
  </div>`;
}

/** First what all know; of the rest it is said who does. @param {{state: CompareState}} props */
function AttributeChoice({ state }) {
  const choices = sharedAttributes(state.shown.value).map(({ attribute, knownBy, byAll }) => {
    const title = say(attribute.title);
    return {
      value: attribute.name,
      label: byAll ? title : t('compare.knownBy', { attribute: title, models: knownBy.join(', ') }),
    };
  });
  return html`<${Select} label=${t('compare.attribute')} value=${state.attribute.value} choices=${choices} testid="attribute"
    onChange=${(/** @type {string} */ name) => {
      state.attribute.value = name;
      const extent = state.extent();
      state.steps.value = Math.min(extent, Math.max(-extent, state.steps.value));
    }} />`;
}

/** A model that has no such direction. @param {PartProps} props */
export function EditUnder({ column }) {
  const { answer } = column;
  if (answer?.question.kind !== 'edit' || !answer.drawn.indifferent) return null;
  return html`<p class="hint" data-testid="indifferent">${t('compare.noDirection')}</p>`;
}

/** One slider for all, in steps from the mean without to the mean with. @param {PartProps} props */
export function EditBelow({ state, comparison }) {
  const { attribute, steps } = state;
  const known = sharedAttributes(state.shown.value).find((one) => one.attribute.name === attribute.value);
  if (!known) return html`<p class="hint">${t('compare.noAttributes')}</p>`;
  const title = say(known.attribute.title);
  const extent = state.extent();
  /** @param {number} next */
  const move = (next) => {
    steps.value = next;
  };
  return html`<div class="dock alpha-dock">
      <${Slider} label=${t('compare.stepsOfAll', { attribute: title })} value=${steps.value} min=${-extent} max=${extent} step=${0.05} digits=${2} centred
        initial=${0} large active testid="alpha" less=${say(known.attribute.less) || t('attributes.less')} more=${say(known.attribute.more) || t('attributes.more')}
        onInput=${move} />
    </div>
    <p class="hint compare-unit">${t('compare.unit', { extent: signed(extent, 2).replace('+', '') })}</p>
    <${Films} comparison=${comparison} position=${shareOf(state)} label=${title}
      onScrub=${(/** @type {number} */ share) => move(Number((share * 2 * extent - extent).toFixed(2)))} />`;
}
