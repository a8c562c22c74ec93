/** Comparar / Compare: two or three models beside each other, doing the same. */

import { ComparedColumn } from '../components/compare/column.js';
import { InfoNote } from '../components/notes.js';
import { DetailsFrame, MissingModels, Screen } from '../components/screen.js';
import { Segmented } from '../components/segmented.js';
import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { ACTIONS } from '../lib/compare.js';
import { hashFor, useAddress } from '../router.js';
import { useCompareState } from '../state/compare.js';
import { useComparison } from '../state/compare-streams.js';
import { t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/compare.js').Action} Action */
/** @typedef {import('../router.js').Query} Query */

const CompareDetails = lazy(async () => (await import('../components/compare/compare-details.js')).CompareDetails);
const CompareTakeaway = lazy(
  async () => (await import('../components/compare/takeaway.js')).CompareTakeaway,
  () => html`<div class="takeaway"></div>`,
);
const CompareTools = lazy(async () => (await import('../components/compare/tools.js')).CompareTools);
/** The controls of the action, and what stands under all columns; until then of about their size. */
const Part = lazy(
  async () => (await import('../components/compare/part.js')).Part,
  ({ place, state }) => html`<div class=${`compare-${place} coming ${state.action.value}`}></div>`,
);

/** @param {{query: Query, cards: Card[]}} props */
export default function Compare({ query, cards }) {
  if (cards.length < 2) return html`<${MissingModels} name="compare" needs="AE + VAE" />`;
  return html`<${CompareScreen} query=${query} cards=${cards} />`;
}

/** @param {{query: Query, cards: Card[]}} props */
function CompareScreen({ query, cards }) {
  const state = useCompareState(query, cards);
  const comparison = useComparison(state);
  useAddress('compare', state.address, state.here);
  const shown = state.shown.value;
  const props = { state, comparison };
  return html`<${Screen} name="compare" card=${shown[0]} asked=${shown.map(({ id }) => id)} hash=${() => hashFor('compare', state.address())}
    tools=${html`<${CompareTools} state=${state} />`}
    details=${html`<${DetailsFrame}><${CompareDetails} ...${props} /></${DetailsFrame}>`}>
    <${Segmented} label=${t('compare.action')} value=${state.action.value} testid="action" showLabel=${false}
      choices=${ACTIONS.map((value) => ({ value, label: t(`compare.action.${value}`) }))}
      onChange=${(/** @type {Action} */ next) => {
        state.action.value = next;
      }} />
    <${Notices} query=${query} state=${state} />
    ${
      state.isPossible()
        ? html`<${Part} place="controls" ...${props} /><${Part} place="same" ...${props} />`
        : html`<${Part} place="impossible" ...${props} />`
    }
    <div class=${`compare-columns of-${shown.length}`}>
      ${shown.map(
        (card, index) => html`<${ComparedColumn} key=${index} ...${props} card=${card} index=${index} Part=${Part} />`,
      )}
    </div>
    ${state.isPossible() && html`<${Part} place="below" ...${props} />`}
    <${CompareTakeaway} ...${props} />
  </${Screen}>`;
}

/** What of the link could not be kept. @param {{query: Query, state: import('../state/compare.js').CompareState}} props */
function Notices({ query, state }) {
  // Of `m`, which other screens write, the frame speaks.
  const missing = state.missing.filter((id) => id !== query.m);
  return html`${missing.map((model) => html`<${InfoNote} key=${model} testid="link-notice">${t('error.linkModel', { model })}<//>`)}
    ${state.otherWeights && html`<${InfoNote} testid="link-notice">${t('error.linkWeights')}<//>`}`;
}
