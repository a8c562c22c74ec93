/** What is there before anybody has kept a point: three of the gallery, to be kept at one press. */

import { isSmooth } from '../../families.js';
import { html } from '../../html.js';
import { keepPoint } from '../../state/collection.js';
import { nameOf } from '../../state/collection-screen.js';
import { announce, t } from '../../store.js';
import { Keep, WorkButton } from '../buttons.js';
import { Picture } from '../picture.js';

/** @typedef {import('../../state/collection-screen.js').CollectionState} CollectionState */
/** @typedef {import('../../state/collection-screen.js').Shown} Shown */

/** As other screens offer what they show. @param {Shown} point */
function offered(point) {
  return { ...point, label: point.name };
}

/** @param {{state: CollectionState}} props */
export function Examples({ state }) {
  const examples = state.examples.value;
  const names = examples.map(nameOf).join(', ');
  const keepAll = async () => {
    // One after the other: they stand in this order.
    for (const one of examples) await keepPoint(offered(one));
    announce(t('collection.keptAll', { names }));
  };
  return html`<section class="examples" aria-label=${t('collection.points')} data-testid="examples">
    <p>${t('collection.empty')}</p>
    <ul class=${`kept-sheet ${isSmooth(state.first) ? 'smooth' : 'crisp'}`}>
      ${examples.map(
        (point, place) => html`<li class="kept-item" key=${place}>
          <${Picture} src=${point.thumbnail} alt=${t('picture.decoded', { name: nameOf(point) })} size="kept" />
          <span class="example-foot"><span class="kept-name">${nameOf(point)}</span><${Keep} name=${nameOf(point)} point=${() => offered(point)} /></span>
        </li>`,
      )}
    </ul>
    <${WorkButton} icon="bookmark" label=${t('collection.keepAll')} kind="primary" disabled=${examples.length === 0} run=${keepAll} testid="keep-all" />
    <p class="hint">${t('collection.emptyHow')}</p>
  </section>`;
}
