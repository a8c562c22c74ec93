import { html } from '../../html.js';
import { t } from '../../store.js';
import { KeptSheet } from './kept-sheet.js';
import { Selection } from './selection.js';

/** Everything that is kept, and what to do with what is chosen of it. @param {{state: import('../../state/collection-screen.js').CollectionState}} props */
export function KeptPart({ state }) {
  return html`${state.shown.value.length === 0 && html`<p>${t('collection.noneOf')}</p>`}
    <${KeptSheet} state=${state} />
    <p id="collection-keys" class="hint">${t('collection.keys')}</p>
    <${Selection} state=${state} />`;
}
