import { useSignal } from '@preact/signals';
import { useGallery, useLatest } from '../../hooks.js';
import { html } from '../../html.js';
import { asKeyframe } from '../../keyframes.js';
import { MAX_KEYFRAMES, SECONDS } from '../../lib/studio-plan.js';
import { resolve } from '../../points.js';
import { changeFilm, changeKeyframe, keyframeOf } from '../../state/studio-film.js';
import { t, uploads } from '../../store.js';
import { Button } from '../buttons.js';
import { ImagePicker } from '../image-picker.js';
import { ErrorNote } from '../notes.js';
import { PhotoDialog } from '../photo-dialog.js';

/** @typedef {import('../../state/studio.js').StudioState} StudioState */
/** @typedef {import('../../lib/permalink.js').Source} Source */

/**
 * Choosing a point for a keyframe: gallery, upload or seed, as on the other screens.
 * @param {StudioState} state
 */
export function usePicking(state) {
  /** Place of the keyframe that is changed; the number of keyframes for a new one; null: nothing is picked. */
  const place = useSignal(/** @type {number | null} */ (null));
  const photo = useSignal(/** @type {import('../../photo.js').Photo | null} */ (null));
  const target = useSignal(0);
  const { items } = useGallery(() => state.card().id);
  const stream = useLatest(
    async (
      /** @type {{source: Source, place: number, card: import('../../types.d.ts').Card}} */ { source, card },
      signal,
    ) => ({
      resolved: await resolve(card, source, null, signal),
    }),
    ({ resolved }, { source, place: at, card }) => {
      const name = source.kind === 'upload' ? (uploads.get(source.id)?.name ?? '') : '';
      put(state, at, card, keyframeOf(card, source, resolved, items.peek(), name));
    },
  );
  /** @param {number} at */
  const open = (at) => {
    target.value = at;
    place.value = at;
  };
  /** @param {Source} source */
  const choose = (source) => stream.request({ source, place: target.peek(), card: state.card() });
  return { place, photo, items, open, choose, error: stream.error, busy: stream.busy };
}

/** @param {StudioState} state @param {number} place @param {import('../../types.d.ts').Card} card @param {ReturnType<typeof keyframeOf>} made */
function put(state, place, card, made) {
  const film = state.film();
  if (film.model !== card.id) return;
  const old = film.keyframes[place];
  if (old) changeKeyframe(film.model, old.id, made, () => t('studio.did.change', { place: place + 1 }));
  else {
    const added = asKeyframe({ ...made, seconds: SECONDS.initial, easing: 'smooth' });
    changeFilm(film.model, { keyframes: [...film.keyframes, added] }, () => t('studio.did.add'));
  }
  state.selected.value = place;
  state.awaited.value = place;
}

/** The button for one more, and the dialogs. @param {{state: StudioState, picking: ReturnType<typeof usePicking>}} props */
export function AddKeyframe({ state, picking }) {
  const { place, photo, items, open, choose, error, busy } = picking;
  const card = state.card();
  const count = state.film().keyframes.length;
  const full = count >= MAX_KEYFRAMES;
  return html`<div class="add-keyframe">
    <${Button} icon="plus" label=${t('studio.addHere')} disabled=${full || busy.value} onClick=${() => open(count)} testid="keyframe-add" kind="primary" />
    ${full && html`<p class="hint">${t('studio.full')}</p>`}
    <${ErrorNote} error=${error.value} />
    ${
      place.value !== null &&
      html`<${ImagePicker} title=${t('studio.pick')} card=${card} items=${items.value} source=${{ kind: 'latent', latent: [] }}
        onChoose=${choose} onClose=${() => {
          place.value = null;
        }} onPhoto=${(/** @type {import('../../photo.js').Photo} */ next) => {
          photo.value = next;
        }} />`
    }
    ${
      photo.value &&
      html`<${PhotoDialog} photo=${photo.value} card=${card} onUse=${(/** @type {string} */ id) => choose({ kind: 'upload', id })} onClose=${() => {
        photo.value = null;
      }} />`
    }
  </div>`;
}
