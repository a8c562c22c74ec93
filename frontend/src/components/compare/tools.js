import { html } from '../../html.js';
import { MOST_MODELS, tellingModels } from '../../lib/compare.js';
import { placeModel, setModels } from '../../state/compare.js';
import { datasetName, t } from '../../store.js';
import { Button } from '../buttons.js';
import { Segmented } from '../segmented.js';

/** Whose pictures, and a third column. @param {{state: import('../../state/compare.js').CompareState}} props */
export function CompareTools({ state }) {
  const { cards, models, shown } = state;
  // In the order of the other screens: the smallest pictures first.
  const sorted = [...cards].sort((one, other) => one.image.width - other.image.width);
  const datasets = [...new Set(sorted.map(({ dataset }) => dataset))];
  const [{ dataset }] = shown.value;
  const spare = cards.filter(({ id }) => !models.value.includes(id));
  const next = spare.find((card) => card.dataset === dataset) ?? spare[0];
  return html`${
    datasets.length > 1 &&
    html`<${Segmented} label=${t('models.dataset')} value=${dataset} testid="dataset" showLabel=${false}
      choices=${datasets.map((value) => ({ value, label: datasetName(value) }))}
      onChange=${(/** @type {string} */ chosen) => {
        setModels(
          state,
          tellingModels(cards, chosen).map(({ id }) => id),
        );
      }} />`
  }${
    models.value.length < MOST_MODELS &&
    next &&
    html`<${Button} icon="plus" label=${t('compare.add')} testid="add-model" onClick=${() => placeModel(state, models.value.length, next.id)} />`
  }`;
}
