import { html } from '../../html.js';
import { later } from '../../lazy.js';
import { t } from '../../store.js';
import { files, WorkButton } from '../buttons.js';

/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */

const drawing = later(() => import('./comparison-picture.js'));

/** All columns as one picture with their names. @param {{state: CompareState, comparison: Comparison}} props */
export function CompareTakeaway({ state, comparison }) {
  const ready = state.isPossible() && comparison.columns.some(({ picture }) => picture);
  const save = async () => {
    const [{ comparisonBlob }, { fileName, saveBlob, withView }] = await Promise.all([drawing(), files()]);
    const words = ['compare', state.action.value, ...state.models.value];
    saveBlob(await withView(await comparisonBlob(state, comparison)), `${fileName(...words)}.png`);
  };
  return html`<div class="takeaway" role="group" aria-label=${t('take.label')}>
    <${WorkButton} icon="download" label=${t('compare.take')} disabled=${!ready} testid="download-comparison" run=${save} />
  </div>`;
}
