import { html } from '../../html.js';
import { t } from '../../store.js';
import { Button } from '../buttons.js';
import { Film } from '../film.js';
import { ErrorNote } from '../notes.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-path.js').Reel} Reel */

/**
 * The way between two pins as strips, one for each map that has both, and the slider that runs along.
 * @param {{state: MapState, films: {name: string, testid: string, reel: Reel | null, busy: boolean, error: unknown, onRetry: () => void}[],
 *   player: ReturnType<typeof import('../../state/interpolation.js').usePlayer>}} props
 */
export function PathStrip({ state, films, player }) {
  const { path, alpha } = state;
  if (!path.value) return null;
  const [from, to] = path.value.map((index) => t('map.pin', { name: index + 1 }));
  const playing = player.playing.value;
  /** @param {number} at */
  const scrub = (at) => {
    player.stop();
    alpha.value = at;
  };
  return html`<section class="map-path" aria-label=${t('map.path')} data-testid="map-path">
    <div class="dock alpha-dock">
      <${Button} icon=${playing ? 'pause' : 'play'} iconOnly label=${t(playing ? 'interpolation.pause' : 'interpolation.play')}
        testid="play" onClick=${playing ? player.stop : player.play} />
      <${Slider} label="α" value=${alpha.value} min=${0} max=${1} step=${0.01} digits=${2} initial=${0} active testid="alpha"
        less=${from} more=${to} onInput=${scrub} />
    </div>
    <div class="films">${films.map(
      ({
        name,
        testid,
        reel,
        busy,
        error,
        onRetry,
      }) => html`<div class=${`film-row ${films.length > 1 ? 'named' : ''}`} key=${testid}>
        ${films.length > 1 && html`<h2 class="film-label">${name}</h2>`}
        <${Film} frames=${reel?.images ?? []} position=${alpha.value} busy=${busy} testid=${testid}
          label=${t('map.pathStrip', { from, to, model: name })} onScrub=${scrub} />
        <${ErrorNote} error=${error} onRetry=${onRetry} /></div>`,
    )}</div>
  </section>`;
}
