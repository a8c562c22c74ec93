/** Colección / Collection: points that were kept, sums of them, and what is near them. */

import { useEffect, useRef } from 'preact/hooks';
import { DetailsFrame, Screen } from '../components/screen.js';
import { html } from '../html.js';
import { lazy, onDemand } from '../lazy.js';
import { hashFor, useAddress } from '../router.js';
import { keeps, kept, points } from '../state/collection.js';
import { useCollectionState } from '../state/collection-screen.js';
import { t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */

const CollectionDetails = lazy(
  async () => (await import('../components/collection/collection-details.js')).CollectionDetails,
);
const Examples = onDemand(async () => (await import('../components/collection/examples.js')).Examples);
const KeptPart = onDemand(async () => (await import('../components/collection/kept-part.js')).KeptPart);
const ModelFilter = lazy(async () => (await import('../components/collection/model-filter.js')).ModelFilter);
const WorkPart = lazy(
  async () => (await import('../components/collection/work-part.js')).WorkPart,
  () => html`<div class="work-part-waits"></div>`,
);

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Collection(props) {
  // What is kept is read in a moment; which model is shown depends on it.
  if (points.value === null)
    return html`<main id="main" class="work" tabindex="-1"><p role="status">${t('loading')}</p></main>`;
  return html`<${CollectionScreen} ...${props} />`;
}

/** With the first point that is kept, and the last that is deleted, the button that did it goes: the reader starts at the heading. @param {boolean} empty */
function useFocusAfter(empty) {
  const before = useRef(empty);
  useEffect(() => {
    const isLost = before.current !== empty && !document.activeElement?.closest('#app');
    before.current = empty;
    if (isLost) /** @type {HTMLElement | null} */ (document.querySelector('#main h1'))?.focus({ preventScroll: true });
  }, [empty]);
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
function CollectionScreen({ query, cards }) {
  const state = useCollectionState(query, cards);
  useAddress('collection', state.address, state.here);
  const isEmpty = kept().length === 0;
  useFocusAfter(isEmpty);
  return html`<${Screen} name="collection" card=${state.card()} asked=${cards.map(({ id }) => id)} hash=${() => hashFor('collection', state.address())}
    tools=${html`<${ModelFilter} state=${state} />`}
    details=${html`<${DetailsFrame}><${CollectionDetails} state=${state} /></${DetailsFrame}>`}>
    ${isEmpty ? html`<${Examples} state=${state} />` : html`<${KeptPart} state=${state} />`}
    <${WorkPart} state=${state} />
    <p class="hint privacy">${t(keeps.value ? 'collection.storedHere' : 'collection.notKept')}</p>
  </${Screen}>`;
}
