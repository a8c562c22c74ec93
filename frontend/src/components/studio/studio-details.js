import { html } from '../../html.js';
import { frameCount, segmentCount } from '../../lib/studio-plan.js';
import { distance } from '../../lib/vectors.js';
import { hashFor } from '../../router.js';
import { segmentCall } from '../../state/studio-frames.js';
import { decimals, t } from '../../store.js';
import { DetailsBody } from '../details.js';
import { Formula, hot, num, op, row, symbol } from '../formula.js';

/** @typedef {import('../../state/studio.js').StudioState} StudioState */
/** @typedef {import('../../state/studio-frames.js').Footage} Footage */

/** z(t) = (1 − e(t)) zᵢ + e(t) zᵢ₊₁ */
function way() {
  const eased = () => html`${symbol('e')}${op('(')}${hot(symbol('t'))}${op(')')}`;
  const next = symbol('z', row(html`${symbol('i')}${op('+')}${num(1)}`));
  return html`${symbol('z')}${op('(')}${hot(symbol('t'))}${op(')')}${op('=')}${op('(')}${num(1)}${op('−')}${eased()}${op(')')}${symbol('z', symbol('i'))}${op('+')}${eased()}${next}`;
}

/** Sum of the straight distances from keyframe to keyframe. @param {import('../../keyframes.js').StudioFilm} film */
function length(film) {
  const { keyframes } = film;
  let sum = 0;
  for (let index = 0; index < segmentCount(film); index += 1)
    sum += distance(keyframes[index].latent, keyframes[(index + 1) % keyframes.length].latent);
  return sum;
}

/** @param {{state: StudioState, footage: import('@preact/signals').Signal<Footage | null>}} props */
export function StudioDetails({ state, footage: signal }) {
  const { value: footage } = signal;
  const film = state.film();
  const count = frameCount(film);
  const formula = html`<${Formula} label=${t('studio.formula')}>${way()}<//>`;
  const figures = [
    { term: t('studio.figureKeyframes'), value: String(film.keyframes.length) },
    { term: t('studio.figureFrames'), value: String(count) },
    { term: t('studio.figureSeconds'), value: `${decimals(count / film.fps, 2)} s` },
    { term: t('studio.figureLength'), value: decimals(length(film), 2), note: t('studio.figureLengthNote') },
  ];
  const next = [
    { href: hashFor('interpolation', { m: film.model }), label: t('studio.tryInterpolation') },
    { href: hashFor('attributes', { m: film.model }), label: t('studio.tryAttributes') },
    { href: hashFor('sampling', {}), label: t('studio.trySampling') },
  ];
  const segment = footage?.plan.segments[Math.min(state.chosen(), footage.plan.segments.length - 1)];
  const request = footage && segment ? segmentCall(footage.card, footage.film, segment) : null;
  return html`<${DetailsBody} formula=${formula} figures=${figures} next=${next} request=${request}
    explain=${[t('studio.explain1'), t('studio.explain2'), t('studio.explain3')]} />`;
}
