/** Interpolación: from one image to another through latent space, with AE and VAE in step. */

import { Button, TakePoint } from '../components/buttons.js';
import { Film } from '../components/film.js';
import { InterpolationTakeaway } from '../components/interpolation-takeaway.js';
import { ErrorNote } from '../components/notes.js';
import { Picture } from '../components/picture.js';
import { DetailsFrame, Screen } from '../components/screen.js';
import { ClassSelect, ModelSelect, PartnerSelect, ReadAs, Segmented } from '../components/segmented.js';
import { Slider } from '../components/slider.js';
import { SourceFigure } from '../components/source-figure.js';
import { familyName, shortName } from '../families.js';
import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { classOf, sourceName } from '../points.js';
import { hashFor, useAddress } from '../router.js';
import { changeModel, FRAMES, pointAt, useInterpolationState, usePlayer, useReels } from '../state/interpolation.js';
import { decimals, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../state/interpolation.js').Method} Method */
/** @typedef {import('../state/interpolation.js').Reel} Reel */

const InterpolationDetails = lazy(
  async () => (await import('../components/interpolation-details.js')).InterpolationDetails,
);

/** @type {Method[]} */
const METHODS = ['linear', 'spherical'];

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Interpolation({ query, cards }) {
  const state = useInterpolationState(query, cards);
  const { model, from, to, alpha, card, address } = state;
  const { reels, nearest, middle, busy, error, request, decodeExactly } = useReels(state);
  const player = usePlayer(alpha);
  useAddress('interpolation', () => (player.playing.value ? { ...address(), a: 0.5 } : address()), state.here);
  /** @param {number} at */
  const scrub = (at) => {
    player.stop();
    alpha.value = at;
  };
  const names = [from, to].map((end) => sourceName(card(), end.value.source));
  const [reel] = reels;
  const shared = { card: card(), busy };
  const beside = state.beside();
  const tools = html`<${ModelSelect} cards=${cards} value=${model.value} onChange=${(/** @type {string} */ id) => changeModel(state, cards, id)} />
    <${PartnerSelect} cards=${beside} value=${state.partner()?.id ?? ''} onChange=${(/** @type {string} */ id) => {
      state.other.value = id;
    }} />`;
  return html`<${Screen} name="interpolation" card=${card()} hash=${() => hashFor('interpolation', address())} tools=${tools}
    details=${html`<${DetailsFrame}><${InterpolationDetails} state=${state} reels=${reels} nearest=${nearest} /></${DetailsFrame}>`}>
    <div class="triptych">
      <${EndFigure} ...${shared} end=${from} heading=${t('interpolation.image1')} name=${names[0]} resolved=${reel?.start ?? null} testid="from" />
      <${Between} card=${card()} src=${middle} alpha=${alpha.value} names=${names} busy=${busy} />
      <${EndFigure} ...${shared} end=${to} heading=${t('interpolation.image2')} name=${names[1]} resolved=${reel?.end ?? null} testid="to" />
    </div>
    <${ErrorNote} error=${error} onRetry=${request} />
    <${AlphaDock} alpha=${alpha.value} names=${names} player=${player} onInput=${scrub} onRest=${decodeExactly} />
    <${Films} reels=${reels} alpha=${alpha.value} names=${names} busy=${busy} onScrub=${scrub} onRelease=${decodeExactly} />
    <${Takeaway} state=${state} reels=${reels} picture=${middle} names=${names} />
  </${Screen}>`;
}

/** What the model draws at alpha. @param {{card: Card, src: string | undefined, alpha: number, names: string[], busy: boolean}} props */
function Between({ card, src, alpha, names, busy }) {
  const shown = decimals(alpha, 2);
  const alt = t('interpolation.pictureAt', { alpha: shown, from: names[0], to: names[1] });
  return html`<figure class="between" data-testid="between">
    <${Picture} src=${src} alt=${alt} size="large" busy=${busy} testid="between-picture" />
    <figcaption><strong>${t('interpolation.between')}</strong>
      <span class="source-name">${familyName(card)} · <span class="hot">α = ${shown}</span></span></figcaption>
  </figure>`;
}

/**
 * The slider of the screen, and a button that moves it by itself.
 * @param {{alpha: number, names: string[], player: ReturnType<typeof usePlayer>, onInput: (alpha: number) => void, onRest: (alpha: number) => void}} props
 */
function AlphaDock({ alpha, names, player, onInput, onRest }) {
  const playing = player.playing.value;
  const pause = () => {
    player.stop();
    onRest(alpha);
  };
  return html`<div class="dock alpha-dock">
    <${Button} icon=${playing ? 'pause' : 'play'} iconOnly label=${t(playing ? 'interpolation.pause' : 'interpolation.play')}
      testid="play" onClick=${playing ? pause : player.play} />
    <${Slider} label="α" value=${alpha} min=${0} max=${1} step=${0.01} digits=${2} initial=${0.5} large active testid="alpha"
      less=${names[0]} more=${names[1]} onInput=${onInput} onCommit=${onRest} />
  </div>`;
}

/** @param {{reels: Reel[], alpha: number, names: string[], busy: boolean, onScrub: (alpha: number) => void, onRelease: (alpha: number) => void}} props */
function Films({ reels, alpha, names, busy, onScrub, onRelease }) {
  const shown = reels.map(({ card }) => card);
  return html`<section class="films" aria-label=${t('interpolation.strips')}>
    ${reels.map(({ card, path }) => {
      const family = shortName(card, shown);
      const label = t('interpolation.stripOf', { family, count: FRAMES, from: names[0], to: names[1] });
      return html`<div class="film-row named" key=${card.id}><h2 class="film-label">${family}</h2>
        <${Film} frames=${path.images} position=${alpha} busy=${busy} testid=${`film-${family === card.id ? card.id : card.family}`} label=${label}
          onScrub=${onScrub} onRelease=${onRelease} /></div>`;
    })}
  </section>`;
}

/** @param {{state: any, reels: Reel[], picture: string | undefined, names: string[]}} props */
function Takeaway({ state, reels, picture, names }) {
  const { alpha, method } = state;
  return html`<div class="takeaway" role="group" aria-label=${t('take.label')}>
    <${Segmented} label=${t('interpolation.method')} value=${method.value} testid="method" showLabel=${false}
      choices=${METHODS.map((value) => ({ value, label: t(`interpolation.${value}`) }))}
      onChange=${(/** @type {Method} */ next) => {
        method.value = next;
      }} />
    <${InterpolationTakeaway} reels=${reels} picture=${picture} alpha=${alpha.value} method=${method.value} names=${names} />
    <${TakePoint} disabled=${reels.length === 0} point=${() => pointAt(state, reels[0], names)} />
  </div>`;
}

/** One end with, for conditional models, the class it is read and decoded under. @param {any} props see SourceFigure; `end` is a signal of End */
function EndFigure({ end, ...props }) {
  const { card, resolved } = props;
  const label = end.value.label ?? resolved?.label ?? null;
  return html`<${SourceFigure} ...${props} source=${end.value.source} onChoose=${(/** @type {Source} */ source) => {
    end.value = { source, label: null };
  }}>
    <${ClassSelect} card=${card} label=${t('conditional.class')} value=${classOf(label)} testid=${`${props.testid}-class`}
      onChange=${(/** @type {number} */ index) => {
        end.value = { ...end.value, label: index };
      }} />
    <${ReadAs} card=${card} label=${label} />
  </${SourceFigure}>`;
}
