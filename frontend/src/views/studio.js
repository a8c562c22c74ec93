/** Estudio / Studio: a film through latent space, keyframe by keyframe, to take away. */

import { useSignal } from '@preact/signals';
import { DetailsFrame, Screen } from '../components/screen.js';
import { ModelSelect } from '../components/segmented.js';
import { html } from '../html.js';
import { chooseFilm } from '../keyframes.js';
import { lazy } from '../lazy.js';
import { hashFor, useAddress } from '../router.js';
import { useStudioState } from '../state/studio.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../state/studio.js').StudioState} StudioState */

const Workshop = lazy(async () => (await import('../components/studio/work.js')).Workshop, Opening);
const StudioDetails = lazy(async () => (await import('../components/studio/studio-details.js')).StudioDetails);

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Studio({ query, cards }) {
  const state = useStudioState(query, cards);
  /** What is seen of the film; null: its frames have not come. */
  const footage = useSignal(/** @type {import('../state/studio-frames.js').Footage | null} */ (null));
  // Coming back finds what is kept, which may have grown meanwhile: no keyframes are named then.
  useAddress('studio', state.address, () => ({ k: null }));
  const card = state.card();
  const tools = html`<${ModelSelect} cards=${cards} value=${card.id} onChange=${(/** @type {string} */ id) => {
    chooseFilm(id);
    state.selected.value = 0;
  }} />`;
  return html`<${Screen} name="studio" card=${card} hash=${() => hashFor('studio', state.address())} tools=${tools}
    details=${html`<${DetailsFrame}><${StudioDetails} state=${state} footage=${footage} /></${DetailsFrame}>`}>
    <${Workshop} state=${state} footage=${footage} />
  </${Screen}>`;
}

/** Until the studio is at work: the film's first keyframe in its place. @param {{state: StudioState}} props */
function Opening({ state }) {
  const first = state.film().keyframes[0]?.thumbnail;
  return html`<div class="studio-grid opening">
    <figure class="studio-preview"><span class="picture size-screen">${first && html`<img src=${first} alt="" decoding="sync" />`}</span><figcaption></figcaption></figure>
    <div class="dock alpha-dock studio-dock"></div>
    <div class="studio-timeline"></div>
    <div class="studio-side"><div class="studio-editor"></div></div>
  </div>`;
}
