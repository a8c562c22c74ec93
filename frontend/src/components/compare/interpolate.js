import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html } from '../../html.js';
import { sourceName } from '../../points.js';
import { usePlayer } from '../../state/interpolation.js';
import { decimals, t } from '../../store.js';
import { Button } from '../buttons.js';
import { Segmented } from '../segmented.js';
import { Slider } from '../slider.js';
import { Films } from './films.js';
import { ShareChoice, StartFigure } from './start.js';

/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare.js').Method} Method */
/** @typedef {import('./part.js').PartProps} PartProps */

/** @param {PartProps} props */
export function InterpolateControls({ state }) {
  return html`<div class="compare-starts">
    <${StartFigure} state=${state} end=${state.from} heading=${t('interpolation.image1')} testid="from" />
    <${StartFigure} state=${state} end=${state.to} heading=${t('interpolation.image2')} testid="to" />
    <div class="compare-choices"><${ShareChoice} state=${state} /></div>
  </div>`;
}

/** One slider for all. @param {PartProps} props */
export function InterpolateBelow({ state, comparison }) {
  const { alpha, from, to, playing } = state;
  const player = usePlayer(alpha);
  useSignalEffect(() => {
    playing.value = player.playing.value;
  });
  useEffect(
    () => () => {
      playing.value = false;
    },
    [],
  );
  const isPlaying = player.playing.value;
  const play = () => {
    // Before its first frame, which would be asked for as one that stays.
    playing.value = true;
    player.play();
  };
  const [first] = state.shown.value;
  const names = [from, to].map(({ value }) => sourceName(first, value.source));
  const ends = { from: names[0], to: names[1] };
  /** @param {number} at */
  const scrub = (at) => {
    player.stop();
    alpha.value = at;
  };
  const spoken = t('compare.alphaAt', { alpha: decimals(alpha.value, 2), ...ends });
  return html`<div class="dock alpha-dock">
      <${Button} icon=${isPlaying ? 'pause' : 'play'} iconOnly label=${t(isPlaying ? 'interpolation.pause' : 'interpolation.play')} testid="play"
        onClick=${isPlaying ? player.stop : play} />
      <${Slider} label=${t('compare.alphaOfAll')} value=${alpha.value} min=${0} max=${1} step=${0.01} digits=${2} initial=${0.5} large active testid="alpha"
        less=${names[0]} more=${names[1]} spoken=${spoken} onInput=${scrub} />
    </div>
    <${Films} comparison=${comparison} position=${alpha.value} label=${t('compare.way', ends)} onScrub=${scrub} />
    <${MethodChoice} state=${state} />`;
}

/** @param {{state: CompareState}} props */
function MethodChoice({ state }) {
  const choices = /** @type {Method[]} */ (['linear', 'spherical']).map((value) => ({
    value,
    label: t(`interpolation.${value}`),
  }));
  return html`<div class="compare-method"><${Segmented} label=${t('interpolation.method')} value=${state.method.value} testid="method" showLabel=${false}
    choices=${choices} onChange=${(/** @type {Method} */ next) => {
      state.method.value = next;
    }} /></div>`;
}
