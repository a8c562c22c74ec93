import { batch } from '@preact/signals';
import { html } from '../html.js';
import { classOf, sourceName } from '../points.js';
import { t } from '../store.js';
import { ClassSelect } from './segmented.js';
import { SourceFigure } from './source-figure.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/permalink.js').Source} Source */

/** The image that gives z, and the class it is read under. @param {any} props */
export function OwnImage({ state, start, busy, ownClass }) {
  const card = /** @type {Card} */ (state.card());
  const source = state.image.value;
  const value = ownClass.value ?? classOf(start?.label);
  return html`<${SourceFigure} heading=${t('conditional.own')} name=${sourceName(card, source)} resolved=${start} size="small" testid="own"
    card=${card} source=${source} busy=${busy} onChoose=${(/** @type {Source} */ next) => {
      batch(() => {
        ownClass.value = null;
        if (next.kind === 'seed') state.seed.value = next.seed;
        state.image.value = next.kind === 'seed' ? null : next;
      });
    }}>
    <${ClassSelect} card=${card} label=${t('conditional.readAs')} value=${value} testid="own-class"
      onChange=${(/** @type {number} */ index) => {
        ownClass.value = index;
      }} />
  </${SourceFigure}>`;
}
