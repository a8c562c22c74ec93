import { html } from '../../html.js';
import { countByModel } from '../../lib/collection.js';
import { kept } from '../../state/collection.js';
import { t } from '../../store.js';
import { Select } from '../segmented.js';

/** Which model's points are shown; nothing to choose where all are of one. @param {{state: import('../../state/collection-screen.js').CollectionState}} props */
export function ModelFilter({ state }) {
  const { filter } = state;
  const counts = countByModel(kept());
  if (filter.value && !counts.has(filter.value)) counts.set(filter.value, 0);
  if (counts.size < 2) return null;
  const choices = [
    { value: '', label: t('collection.all', { count: kept().length }) },
    ...[...counts].map(([model, count]) => ({ value: model, label: t('collection.ofModel', { model, count }) })),
  ];
  return html`<${Select} label=${t('collection.filter')} value=${filter.value} choices=${choices} testid="filter" hideLabel onChange=${(
    /** @type {string} */ next,
  ) => {
    filter.value = next;
  }} />`;
}
