/** Estudio / Studio: a film through latent space, keyframe by keyframe, to take away. */

import { useSignalEffect } from '@preact/signals';
import { Button } from '../components/buttons.js';
import { Icon } from '../components/icon.js';
import { ErrorNote } from '../components/notes.js';
import { Screen } from '../components/screen.js';
import { ModelSelect } from '../components/segmented.js';
import { AddKeyframe, usePicking } from '../components/studio/add-keyframe.js';
import { FilmSettings, KeyframeEditor } from '../components/studio/editor.js';
import { ExportPanel } from '../components/studio/export-panel.js';
import { PlayDock, Preview } from '../components/studio/preview.js';
import { CurlLines, ImportArea } from '../components/studio/recipe.js';
import { StudioDetails } from '../components/studio/studio-details.js';
import { Timeline } from '../components/studio/timeline.js';
import { html } from '../html.js';
import { chooseFilm, keeps } from '../keyframes.js';
import { MAX_FRAMES } from '../lib/studio-plan.js';
import { hashFor, useAddress } from '../router.js';
import { isTooLong, keyframeName, useStudioState } from '../state/studio.js';
import { useExport } from '../state/studio-export.js';
import { clearFilm, moveKeyframe, removeKeyframe } from '../state/studio-film.js';
import { useFootage, usePlayer } from '../state/studio-frames.js';
import { t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Studio({ query, cards }) {
  const state = useStudioState(query, cards);
  const { footage, done, busy, error, request } = useFootage(state);
  const player = usePlayer(footage);
  const exporting = useExport(footage);
  const picking = usePicking(state);
  // Coming back finds what is kept, which may have grown meanwhile: no keyframes are named then.
  useAddress('studio', state.address, () => ({ k: null }));
  const film = state.film();
  const card = state.card();
  const tools = html`<${ModelSelect} cards=${cards} value=${card.id} onChange=${(/** @type {string} */ id) => {
    player.show(0);
    chooseFilm(id);
    state.selected.value = 0;
  }} />`;
  return html`<${Screen} name="studio" card=${card} hash=${() => hashFor('studio', state.address())} tools=${tools}
    details=${html`<${StudioDetails} state=${state} footage=${footage.value} />`}>
    <div class="studio-grid">
      <${Preview} footage=${footage} player=${player} busy=${busy.value} />
      <${PlayDock} footage=${footage} player=${player} />
      <${Notices} busy=${busy.value || state.busy()} done=${done.value} tooLong=${isTooLong(film)} error=${error.value ?? state.error()} onRetry=${request} />
      <${Keyframes} state=${state} footage=${footage} player=${player} picking=${picking} />
      <div class="studio-side">
        <${KeyframeEditor} state=${state} onPick=${picking.open} />
        <${FilmSettings} state=${state} />
      </div>
    </div>
    <${ExportPanel} state=${state} footage=${footage} exporting=${exporting} player=${player} />
    <${CurlLines} footage=${footage.value} />
    <${ImportArea} />
  </${Screen}>`;
}

/**
 * What is being decoded, or why nothing is.
 * @param {{busy: boolean, done: number, tooLong: boolean, error: unknown, onRetry: () => void}} props
 */
function Notices({ busy, done, tooLong, error, onRetry }) {
  const decoding = busy ? t('studio.decoding', { count: done }) : '';
  return html`<div class="studio-notices">
    <p class="studio-progress" role="status" data-testid="studio-progress">${decoding}</p>
    ${tooLong && html`<div class="note failure" role="alert" data-testid="too-long"><${Icon} name="triangle-alert" /><p>${t('studio.tooLong', { count: MAX_FRAMES })}</p></div>`}
    <${ErrorNote} error=${error} onRetry=${onRetry} />
  </div>`;
}

/** @param {{state: ReturnType<typeof useStudioState>, footage: any, player: any, picking: any}} props */
function Keyframes({ state, footage, player, picking }) {
  const film = state.film();
  const { keyframes, model } = film;
  /** @param {number} place the film goes to where it begins */
  const select = (place) => {
    state.selected.value = place;
    const segment = footage.peek()?.plan.segments[place];
    if (player.playing.peek() || footage.peek()?.film !== state.film()) return;
    player.show(segment ? segment.start : Number.POSITIVE_INFINITY);
  };
  useSignalEffect(() => {
    if (state.awaited.value === null || footage.value?.film !== state.film()) return;
    select(state.awaited.value);
    state.awaited.value = null;
  });
  /** @param {number} from @param {number} to */
  const move = (from, to) => {
    state.selected.value = moveKeyframe(model, from, to);
  };
  /** @param {number} place */
  const remove = (place) => {
    if (keyframes[place]) removeKeyframe(model, place, keyframeName(keyframes[place]));
  };
  return html`<section class="studio-timeline" aria-labelledby="timeline-heading">
    <h2 id="timeline-heading">${t('studio.timeline')}</h2>
    ${
      keyframes.length > 0 &&
      html`<${Timeline} film=${film} selected=${state.chosen()} onSelect=${select} onMove=${move} onRemove=${remove} footage=${footage} player=${player} />`
    }
    <p id="timeline-help" class="hint">${t('studio.timelineHelp')}</p>
    <div class="timeline-acts">
      <${AddKeyframe} state=${state} picking=${picking} />
      <${Button} icon="x" label=${t('studio.clear')} disabled=${keyframes.length === 0} onClick=${() => clearFilm(state.card())} testid="film-clear" kind="quiet" />
    </div>
    <p class="hint privacy">${t(keeps.value ? 'studio.kept' : 'studio.notKept')}</p>
  </section>`;
}
