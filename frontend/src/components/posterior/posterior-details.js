/** The panel of the posterior screen: formulas, figures, the moved code as a request. */

import { exportScale } from '../../download.js';
import { familyName } from '../../families.js';
import { html } from '../../html.js';
import { sigmasAway, totalKl } from '../../lib/posterior.js';
import { norm } from '../../lib/vectors.js';
import { metric, metricValue } from '../../metrics.js';
import { hashFor } from '../../router.js';
import { cards, decimals, number, t } from '../../store.js';
import { DetailsBody } from '../details.js';
import { Formula, hot, num, op, row, symbol } from '../formula.js';

/** @typedef {import('../../state/posterior-streams.js').Posterior} Posterior */
/** @typedef {import('../../state/posterior.js').PosteriorState} PosteriorState */
/** @typedef {import('../../state/posterior-read.js').Reading} Reading */

/** z = μ + τ σ ⊙ ε @param {number} scale */
function drawFormula(scale) {
  return html`${symbol('z')}${op('=')}${symbol('μ')}${op('+')}${hot(num(decimals(scale, 2)))}${symbol('σ')}${op('⊙')}${symbol('ε')}${op(
    ',',
  )}${symbol('ε')}${op('∼')}${symbol('𝒩')}${op('(')}${num(0)}${op(',')}${symbol('I')}${op(')')}`;
}

/** KL = ½ (μ² + σ² − log σ² − 1), of one dimension. */
export function klFormula() {
  const i = () => symbol('i');
  /** @param {string} name */
  const squared = (name) => html`<msubsup>${symbol(name)}${i()}${num(2)}</msubsup>`;
  return html`${symbol('KL', i())}${op('=')}<mfrac>${num(1)}${num(2)}</mfrac>${row(
    html`${op('(')}${squared('μ')}${op('+')}${squared('σ')}${op('−')}${symbol('log')}${squared('σ')}${op('−')}${num(1)}${op(')')}`,
  )}`;
}

/** @param {{state: PosteriorState, posterior: Posterior}} props */
export function PosteriorDetails({ state, posterior }) {
  const { value: gaussian } = posterior.gaussian;
  const formula = gaussian
    ? html`<${Formula} label=${t('posterior.formulaDraw', { scale: decimals(state.scale.value, 2) })}>${drawFormula(state.scale.value)}<//>
      <${Formula} label=${t('posterior.formulaKl')}>${klFormula()}<//>`
    : null;
  const both = gaussian && posterior.read.value?.readings.some(({ dimensions }) => !dimensions);
  return html`<${DetailsBody} formula=${formula} figures=${figures(posterior)} request=${request(posterior)} next=${links(state)}
    explain=${[t('posterior.explain1'), t(both ? 'posterior.explain2' : 'posterior.explainAlone'), t('posterior.explain3')]} />`;
}

/** @param {Posterior} posterior */
function figures(posterior) {
  const [read, gaussian] = [posterior.read.value, posterior.gaussian.value];
  const [moved, steps] = [posterior.moved.value, posterior.steps.value];
  // An image that the model has drawn itself is easy to rebuild: its error says nothing.
  const measured = read?.start.original ? read.readings : [];
  const errors = measured.map(({ card, error }) => ({
    term: t('posterior.error', { family: familyName(card) }),
    value: metricValue('reconstruction_mse', error),
  }));
  return [
    ...errors,
    ...(gaussian ? klFigures(gaussian) : []),
    ...(moved?.isMoved && steps?.reading.dimensions
      ? [
          {
            term: t('posterior.away'),
            value: `${number(sigmasAway(moved.code, steps.reading.dimensions), { maximumFractionDigits: 1 })} σ`,
            note: t('posterior.awayNote'),
          },
        ]
      : []),
    ...(moved ? [{ term: '‖z′‖', value: decimals(norm(moved.code), 2) }] : []),
  ];
}

/** @param {Reading} reading */
function klFigures({ card, dimensions }) {
  const average = metric(card, 'kl');
  const active = metric(card, 'active_dimensions');
  return [
    {
      term: t('posterior.total'),
      value: decimals(totalKl(dimensions ?? []), 2),
      ...(average === null ? {} : { note: t('posterior.totalAverage', { kl: decimals(average, 2) }) }),
    },
    ...(active === null
      ? []
      : [{ term: t('posterior.active'), value: number(active), note: t('posterior.activeNote') }]),
  ];
}

/** The moved code, to decode; untouched, the point or the mean. @param {Posterior} posterior */
function request(posterior) {
  const [steps, moved] = [posterior.steps.value, posterior.moved.value];
  if (!steps || !moved) return null;
  const { card, condition } = steps.reading;
  const latents = [moved.code.map((value) => Number(value.toFixed(3)))];
  const body = { latents, ...condition, scale: exportScale(card) };
  return { model: card.id, call: 'decode', body, accept: 'image/png', output: 'latente.png' };
}

/** @param {PosteriorState} state */
function links(state) {
  const address = { ...state.address(), ...state.here() };
  const card = state.card();
  const flat = cards.value.find(
    (one) => one.dataset === card.dataset && one.family === 'vae' && one.latent_dim === 2 && one.id !== card.id,
  );
  return [
    { href: hashFor('posterior', { ...address, t: 3 }), label: t('posterior.tryFar') },
    ...(flat
      ? [
          {
            href: hashFor('posterior', { m: flat.id, from: address.from || null }),
            label: t('posterior.tryTwo'),
          },
        ]
      : []),
    { href: hashFor('sampling', {}), label: t('posterior.trySampling') },
    { href: hashFor('interpolation', { m: card.id, from: address.from || null }), label: t('posterior.tryBlend') },
  ];
}
