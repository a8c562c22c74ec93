/** The studio at work: the film on its screen, the timeline, and everything that is done to it. */

import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html, Icon } from '../../html.js';
import { keeps } from '../../keyframes.js';
import { MAX_FRAMES } from '../../lib/studio-plan.js';
import { isTooLong, keyframeName } from '../../state/studio.js';
import { useExport } from '../../state/studio-export.js';
import { clearFilm, moveKeyframe, removeKeyframe } from '../../state/studio-film.js';
import { useFootage, usePlayer } from '../../state/studio-frames.js';
import { t } from '../../store.js';
import { Button } from '../buttons.js';
import { ErrorNote } from '../notes.js';
import { AddKeyframe, usePicking } from './add-keyframe.js';
import { FilmSettings, KeyframeEditor } from './editor.js';
import { ExportPanel } from './export-panel.js';
import { PlayDock, Preview } from './preview.js';
import { CurlLines, ImportArea } from './recipe.js';
import { Timeline } from './timeline.js';

/** @typedef {import('../../state/studio.js').StudioState} StudioState */
/** @typedef {import('@preact/signals').Signal<import('../../state/studio-frames.js').Footage | null>} FootageSignal */
/** @typedef {ReturnType<typeof usePlayer>} Player */

/** @param {{state: StudioState, footage: FootageSignal}} props */
export function Workshop({ state, footage }) {
  const { done, busy, error, request } = useFootage(state, footage);
  const player = usePlayer(footage);
  const exporting = useExport(footage);
  const picking = usePicking(state);
  const { id } = state.card();
  // The film of another model is seen from its beginning.
  useEffect(() => player.show(0), [id]);
  return html`<div class="studio-grid">
      <${Preview} footage=${footage} player=${player} busy=${busy.value} first=${state.film().keyframes[0]?.thumbnail} />
      <${PlayDock} footage=${footage} player=${player} />
      <${Notices} busy=${busy.value || state.busy()} done=${done.value} tooLong=${isTooLong(state.film())} error=${error.value ?? state.error()} onRetry=${request} />
      <${Keyframes} state=${state} footage=${footage} player=${player} picking=${picking} />
      <div class="studio-side">
        <${KeyframeEditor} state=${state} onPick=${picking.open} />
        <${FilmSettings} state=${state} />
      </div>
    </div>
    <${ExportPanel} state=${state} footage=${footage} exporting=${exporting} player=${player} />
    <${CurlLines} footage=${footage.value} />
    <${ImportArea} />`;
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

/** Choosing a keyframe, which the film then goes to; one that is awaited is chosen when it comes. @param {StudioState} state @param {FootageSignal} footage @param {Player} player */
function useSelecting(state, footage, player) {
  /** @param {number} place */
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
  return select;
}

/** @param {{state: StudioState, footage: FootageSignal, player: Player, picking: ReturnType<typeof usePicking>}} props */
function Keyframes({ state, footage, player, picking }) {
  const film = state.film();
  const { keyframes, model } = film;
  const select = useSelecting(state, footage, player);
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
