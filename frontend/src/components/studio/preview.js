import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { placeOf } from '../../lib/studio-plan.js';
import { keyframeName } from '../../state/studio.js';
import { decimals, t } from '../../store.js';
import { Button } from '../buttons.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../state/studio-frames.js').Footage} Footage */
/** @typedef {ReturnType<typeof import('../../state/studio-frames.js').usePlayer>} Player */
/** @typedef {import('@preact/signals').Signal<Footage | null>} FootageSignal */

/** Between which keyframes a frame lies, in words. @param {Footage} footage @param {number} frame */
function where({ film, plan }, frame) {
  const { segment, share } = placeOf(frame, plan);
  const { from, to } = plan.segments[segment];
  const names = { from: keyframeName(film.keyframes[from]), to: keyframeName(film.keyframes[to]) };
  if (share === 1) return names.to;
  return share === 0 ? names.from : t('studio.between', names);
}

/** The film on a canvas: drawing a frame asks nobody. @param {{footage: FootageSignal, player: Player, busy: boolean, first?: string}} props `first`: picture of a keyframe, shown until there are frames */
export function Preview({ footage, player, busy, first }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  // At once, not after the next paint as the effects of components: the picture keeps up with the slider.
  useEffect(
    () =>
      effect(() => {
        const bitmaps = footage.value?.bitmaps ?? [];
        const bitmap = bitmaps[Math.min(player.frame.value, bitmaps.length - 1)];
        if (!bitmap || !canvas.current) return;
        const { width, height } = bitmap;
        if (canvas.current.width !== width) Object.assign(canvas.current, { width, height });
        canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0);
      }),
    [],
  );
  const count = footage.value?.bitmaps.length ?? 0;
  return html`<figure class="studio-preview" data-testid="studio-preview">
    <span class=${`picture size-screen ${busy ? 'busy' : ''}`}>
      ${count === 0 && first && html`<img src=${first} alt="" decoding="sync" draggable=${false} />`}
      <canvas ref=${canvas} role="img" hidden=${count === 0} aria-label=${t('studio.preview', { count })}></canvas>
    </span>
    <figcaption><${Caption} footage=${footage} player=${player} /></figcaption>
  </figure>`;
}

/** @param {{footage: FootageSignal, player: Player}} props */
function Caption({ footage, player }) {
  if (!footage.value) return html`<span class="source-name">${t('studio.empty')}</span>`;
  const { bitmaps, film } = footage.value;
  const frame = Math.min(player.frame.value, bitmaps.length - 1);
  return html`<strong>${where(footage.value, frame)}</strong>
    <span class="source-name" data-testid="studio-time">${t('studio.time', {
      frame: frame + 1,
      count: bitmaps.length,
      at: decimals(frame / film.fps, 2),
      seconds: decimals(bitmaps.length / film.fps, 2),
    })}</span>`;
}

/** Play, and a slider over all frames. @param {{footage: FootageSignal, player: Player}} props */
export function PlayDock({ footage, player }) {
  const playing = player.playing.value;
  const count = footage.value?.bitmaps.length ?? 0;
  const frame = Math.min(player.frame.value, Math.max(0, count - 1));
  return html`<div class="dock alpha-dock studio-dock">
    <${Button} icon=${playing ? 'pause' : 'play'} iconOnly label=${t(playing ? 'studio.pause' : 'studio.play')} disabled=${count < 2}
      testid="play" onClick=${playing ? player.stop : player.play} />
    <${Slider} label=${t('studio.frame')} value=${Math.min(frame + 1, Math.max(1, count))} min=${1} max=${Math.max(2, count)} step=${1} digits=${0}
      initial=${1} active testid="frame" disabled=${count < 2}
      onInput=${(/** @type {number} */ to) => player.show(Math.round(to) - 1)} />
  </div>`;
}
