/** Interpolación: from one image to another through latent space, with AE and VAE in step. */

import { batch, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ask } from '../api.js';
import { Button } from '../components/buttons.js';
import { ClassSelect } from '../components/class-select.js';
import { Film } from '../components/film.js';
import { InterpolationDetails } from '../components/interpolation-details.js';
import { InterpolationTakeaway } from '../components/interpolation-takeaway.js';
import { ErrorNote } from '../components/notes.js';
import { Picture } from '../components/picture.js';
import { Screen } from '../components/screen.js';
import { Segmented, Select } from '../components/segmented.js';
import { Slider } from '../components/slider.js';
import { SourceFigure } from '../components/source-figure.js';
import { chooseCard, counterpart, weightsTag } from '../families.js';
import { useGallery, useLatest } from '../hooks.js';
import { html } from '../html.js';
import { readChoice, readClass, readNumber, readSource, writeSource } from '../lib/permalink.js';
import { familyName } from '../metrics.js';
import { conditionOf, resolve, sourceName } from '../points.js';
import { hashFor, useAddress } from '../router.js';
import { decimals, say, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Path} Path */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {'linear' | 'spherical'} Method */
/** @typedef {{source: Source, classIndex: number | null}} End */
/** @typedef {{card: Card, start: Resolved, end: Resolved, conditions: {start_condition?: object, end_condition?: object}, path: Path}} Reel */

export const FRAMES = 33;
const PLAY_MS = 2600;

/**
 * @param {Card} card @param {End} from @param {End} to @param {Method} method @param {AbortSignal} signal
 * @returns {Promise<Reel>}
 */
async function fetchReel(card, from, to, method, signal) {
  const [start, end] = await Promise.all([resolveEnd(card, from), resolveEnd(card, to)]);
  const conditions = card.condition
    ? {
        start_condition: conditionOf(card, start.classIndex).condition,
        end_condition: conditionOf(card, end.classIndex).condition,
      }
    : {};
  const body = { start: { latent: start.latent }, end: { latent: end.latent }, steps: FRAMES, method, ...conditions };
  return { card, start, end, conditions, path: await ask(card.id, 'interpolate', body, signal) };
}

/** @param {Card} card @param {End} end */
function resolveEnd(card, { source, classIndex }) {
  return resolve(card, source, classIndex);
}

/** @param {string | undefined} text @param {Card} card @param {string} initial id in the gallery @returns {Source} */
function readEnd(text, card, initial) {
  const source = readSource(text);
  const fits = source && (source.kind !== 'latent' || source.latent.length === card.latent_dim);
  return fits ? source : { kind: 'gallery', id: initial };
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
function useInterpolationState(query, cards) {
  const first = /** @type {Card} */ (chooseCard(cards, query.m, 'vae'));
  const model = useSignal(first.id);
  const from = useSignal(
    /** @type {End} */ ({ source: readEnd(query.from, first, 'shirt-1'), classIndex: readClass(query, 'fc', first) }),
  );
  const to = useSignal(
    /** @type {End} */ ({ source: readEnd(query.to, first, 'dress-1'), classIndex: readClass(query, 'tc', first) }),
  );
  const alpha = useSignal(readNumber(query, 'a', { min: 0, max: 1, initial: 0.5 }));
  const method = useSignal(readChoice(query, 'method', /** @type {Method[]} */ (['linear', 'spherical']), 'linear'));
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const address = () => ({
    m: model.value,
    from: writeSource(from.value.source),
    fc: from.value.classIndex,
    to: writeSource(to.value.source),
    tc: to.value.classIndex,
    a: Number(alpha.value.toFixed(3)),
    method: method.value,
    w: weightsTag(card()),
  });
  return { model, from, to, alpha, method, card, address };
}

/** Moves alpha there and back until stopped. @param {import('@preact/signals').Signal<number>} alpha */
function usePlayer(alpha) {
  const playing = useSignal(false);
  const frame = useRef(0);
  const stop = () => {
    cancelAnimationFrame(frame.current);
    playing.value = false;
  };
  const play = () => {
    const begin = performance.now() - alpha.value * PLAY_MS;
    playing.value = true;
    const tick = () => {
      const phase = ((performance.now() - begin) / PLAY_MS) % 2;
      alpha.value = phase <= 1 ? phase : 2 - phase;
      frame.current = requestAnimationFrame(tick);
    };
    tick();
  };
  useEffect(() => stop, []);
  return { playing, play, stop };
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Interpolation({ query, cards }) {
  const state = useInterpolationState(query, cards);
  const { model, from, to, alpha, method, card, address } = state;
  const reels = useSignal(/** @type {Reel[]} */ ([]));
  const exact = useSignal(/** @type {{alpha: number, image: string} | null} */ (null));
  const { items } = useGallery(() => model.value);
  const player = usePlayer(alpha);

  const film = useLatest(
    (/** @type {{cards: Card[], from: End, to: End, method: Method}} */ input, signal) =>
      Promise.all(input.cards.map((one) => fetchReel(one, input.from, input.to, input.method, signal))),
    (/** @type {Reel[]} */ fetched) => {
      batch(() => {
        reels.value = fetched;
        exact.value = null;
      });
      if (!player.playing.peek()) decodeExactly(alpha.peek());
    },
  );
  const request = () => {
    const other = counterpart(card(), cards);
    const input = { cards: other ? [card(), other] : [card()], from: from.value, to: to.value, method: method.value };
    film.request(input, { restart: true });
  };
  useSignalEffect(request);

  const still = useLatest(
    (/** @type {{reel: Reel, alpha: number, method: Method}} */ { reel, alpha: at, method: way }, signal) =>
      ask(
        reel.card.id,
        'interpolate',
        {
          start: { latent: reel.start.latent },
          end: { latent: reel.end.latent },
          alphas: [at],
          method: way,
          ...reel.conditions,
        },
        signal,
      ),
    (/** @type {Path} */ path, input) => {
      if (input.reel === reels.value[0]) exact.value = { alpha: input.alpha, image: path.images[0] };
    },
  );
  /** The strip holds every 32nd: between its frames the picture is decoded once the slider rests. @param {number} at */
  function decodeExactly(at) {
    const [reel] = reels.peek();
    if (reel && !Number.isInteger(at * (FRAMES - 1))) still.request({ reel, alpha: at, method: method.peek() });
  }
  /** @param {number} at */
  const scrub = (at) => {
    player.stop();
    alpha.value = at;
  };

  useAddress('interpolation', () => (player.playing.value ? { ...address(), a: 0.5 } : address()));
  const hash = () => hashFor('interpolation', address());
  const [reel] = reels.value;
  const nearest = Math.round(alpha.value * (FRAMES - 1));
  const middle = exact.value?.alpha === alpha.value ? exact.value.image : reel?.path.images[nearest];
  const current = card();
  const names = [from, to].map((end) => sourceName(current, end.value.source, items.value));
  const shownAlpha = decimals(alpha.value, 2);

  const tools = html`<${Select} label=${t('model.label')} value=${model.value} testid="model" hideLabel
    choices=${cards.map((one) => ({ value: one.id, label: say(one.title) }))}
    onChange=${(/** @type {string} */ id) => changeModel(state, cards, id)} />`;
  return html`<${Screen} name="interpolation" card=${current} hash=${hash} tools=${tools}
    details=${html`<${InterpolationDetails} state=${state} reels=${reels.value} nearest=${nearest} />`}>
    <div class="triptych">
      <${EndFigure} end=${from} heading=${t('interpolation.image1')} name=${names[0]} resolved=${reel?.start ?? null} testid="from" card=${current} items=${items.value} busy=${film.busy.value} />
      <figure class="between" data-testid="between">
        <${Picture} src=${middle} alt=${t('interpolation.pictureAt', { alpha: shownAlpha, from: names[0], to: names[1] })} size="large" busy=${film.busy.value} moving testid="between-picture" />
        <figcaption><strong>${t('interpolation.between')}</strong><span class="source-name">${familyName(current)} · <span class="hot">α = ${shownAlpha}</span></span></figcaption>
      </figure>
      <${EndFigure} end=${to} heading=${t('interpolation.image2')} name=${names[1]} resolved=${reel?.end ?? null} testid="to" card=${current} items=${items.value} busy=${film.busy.value} />
    </div>
    <${ErrorNote} error=${film.error.value ?? still.error.value} onRetry=${request} />
    <div class="dock alpha-dock">
      <${Button} icon=${player.playing.value ? 'pause' : 'play'} iconOnly label=${t(player.playing.value ? 'interpolation.pause' : 'interpolation.play')}
        testid="play" onClick=${player.playing.value ? player.stop : player.play} />
      <${Slider} label="α" value=${alpha.value} min=${0} max=${1} step=${0.01} digits=${2} initial=${0.5} large active testid="alpha"
        less=${names[0]} more=${names[1]} onInput=${scrub} onCommit=${decodeExactly} />
    </div>
    <section class="films" aria-label=${t('interpolation.strips')}>
      ${reels.value.map(
        (one) => html`<div class="film-row named" key=${one.card.id}><h2 class="film-label">${familyName(one.card)}</h2>
          <${Film} frames=${one.path.images} position=${alpha.value} busy=${film.busy.value} testid=${`film-${one.card.family}`}
            label=${t('interpolation.stripOf', { family: familyName(one.card), count: FRAMES, from: names[0], to: names[1] })}
            onScrub=${scrub} onRelease=${decodeExactly} /></div>`,
      )}
    </section>
    <div class="takeaway" role="group" aria-label=${t('take.label')}>
      <${Segmented} label=${t('interpolation.method')} value=${method.value} testid="method" showLabel=${false}
        choices=${/** @type {Method[]} */ (['linear', 'spherical']).map((value) => ({ value, label: t(`interpolation.${value}`) }))}
        onChange=${(/** @type {Method} */ next) => {
          method.value = next;
        }} />
      <${InterpolationTakeaway} reels=${reels.value} picture=${middle} alpha=${alpha.value} method=${method.value} names=${names} />
    </div>
  </${Screen}>`;
}

/** @param {ReturnType<typeof useInterpolationState>} state @param {Card[]} cards @param {string} id */
function changeModel(state, cards, id) {
  const next = cards.find((card) => card.id === id);
  batch(() => {
    state.model.value = id;
    // A latent of one space says nothing in a space of another size.
    for (const [end, initial] of /** @type {const} */ ([
      [state.from, 'shirt-1'],
      [state.to, 'dress-1'],
    ])) {
      const { source } = end.value;
      if (source.kind === 'latent' && source.latent.length !== next?.latent_dim)
        end.value = { source: { kind: 'gallery', id: initial }, classIndex: null };
    }
  });
}

/** One end with, for conditional models, the class it is read and decoded under. @param {any} props see SourceFigure; `end` is a signal of End */
function EndFigure({ end, ...props }) {
  const { card, resolved } = props;
  const classIndex = end.value.classIndex ?? resolved?.classIndex ?? 0;
  return html`<${SourceFigure} ...${props} source=${end.value.source} onChoose=${(/** @type {Source} */ source) => {
    end.value = { source, classIndex: null };
  }}>
    <${ClassSelect} card=${card} label=${t('conditional.class')} value=${classIndex} testid=${`${props.testid}-class`}
      onChange=${(/** @type {number} */ index) => {
        end.value = { ...end.value, classIndex: index };
      }} />
  </${SourceFigure}>`;
}
