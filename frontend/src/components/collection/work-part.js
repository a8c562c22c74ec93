/** What is below the contact sheet: the chosen point, the formula, its neighbours, the file. */

import { html } from '../../html.js';
import { useSum, useThumbnails } from '../../state/collection-pictures.js';
import { t } from '../../store.js';
import { ErrorNote } from '../notes.js';
import { Exchange } from './exchange.js';
import { NearPart } from './near.js';
import { PointPart } from './point-part.js';
import { SumPart } from './sum-part.js';

/** @param {{state: import('../../state/collection-screen.js').CollectionState}} props */
export function WorkPart({ state }) {
  const sum = useSum(state);
  const thumbnails = useThumbnails(state.cards);
  const point = state.chosen.value.at(-1);
  return html`<${ErrorNote} error=${thumbnails.error.value} onRetry=${thumbnails.request} />
    ${point && html`<${PointPart} key=${point.id} point=${point} />`}
    <${SumPart} state=${state} sum=${sum} />
    <${NearPart} heading=${t('collection.nearResult')} testid="near-result" wanted=${() => state.wanted.value} />
    <${Exchange} state=${state} />`;
}
