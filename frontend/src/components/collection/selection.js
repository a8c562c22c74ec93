import { html } from '../../html.js';
import { later } from '../../lazy.js';
import { removePoints } from '../../state/collection.js';
import { nameOf, putInFormula, whyNotWords } from '../../state/collection-screen.js';
import { t } from '../../store.js';
import { Button } from '../buttons.js';
import { InfoNote } from '../notes.js';

/** @typedef {import('../../state/collection-screen.js').CollectionState} CollectionState */

const ways = later(() => import('../../state/collection-open.js'));

/** What can be done with the points that are chosen. @param {{state: CollectionState}} props */
export function Selection({ state }) {
  const chosen = state.chosen.value;
  const none = chosen.length === 0;
  const whyNot = whyNotWords(chosen);
  const names = chosen.map(nameOf).join(', ');
  const clear = () => {
    state.chosenIds.value = [];
  };
  const remove = () => {
    removePoints(chosen.map(({ id }) => id));
    clear();
  };
  const isPair = chosen.length === 2 && !whyNot;
  return html`<section class="selection" aria-label=${t('collection.selection')} data-testid="selection">
    <p role="status" data-testid="selected">${none ? t('collection.selectHint') : t('collection.selected', { count: chosen.length, names })}</p>
    <div class="selection-acts">
      <${Button} icon="plus" label=${t('collection.useAll')} disabled=${none || whyNot !== ''} testid="use-all" onClick=${() => putInFormula(state, chosen)} />
      <${Button} icon="blend" label=${t('collection.interpolate')} disabled=${!isPair} testid="interpolate" onClick=${async () => (await ways()).openBetween(chosen[0], chosen[1])} />
      <${Button} icon="trash-2" label=${t('collection.delete')} disabled=${none} testid="delete" onClick=${remove} />
      <${Button} icon="x" label=${t('collection.selectNone')} disabled=${none} testid="select-none" kind="quiet" onClick=${clear} />
    </div>
    ${whyNot && html`<${InfoNote} testid="why-not">${whyNot}<//>`}
  </section>`;
}
