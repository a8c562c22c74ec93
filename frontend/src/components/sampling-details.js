import { sheetScale } from '../download.js';
import { html } from '../html.js';
import { sheetColumns } from '../lib/image.js';
import { encodeLatent } from '../lib/permalink.js';
import { hashFor } from '../router.js';
import { decimals, t } from '../store.js';
import { DetailsBody } from './details.js';
import { decoded, Formula, fittedPrior, standardPrior } from './formula.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Samples} Samples */
/** @typedef {import('../views/sampling.js').SamplingState} SamplingState */

/** @param {{state: SamplingState, answers: (Samples | null)[]}} props */
export function SamplingDetails({ state, answers }) {
  const { seed, temperature, selected, pair } = state;
  const shownTemperature = decimals(temperature.value, 2);
  const formula = html`
    <${Formula} label=${t('sampling.formulaStandard', { temperature: shownTemperature })}>${standardPrior(shownTemperature)}<//>
    <${Formula} label=${t('sampling.formulaFitted', { temperature: shownTemperature })}>${fittedPrior(shownTemperature)}<//>
    <${Formula} label=${t('formula.decoder')}>${decoded()}<//>`;
  const latent = answers[1]?.latents[selected.value];
  const { main, other } = pair();
  const sizes = state.sizes();
  const smallest = sizes[sizes.length - 1].main.id;
  const next = [
    { href: hashFor('sampling', { ...state.address(), seed: seed.value + 1 }), label: t('sampling.tryNextSeed') },
    { href: hashFor('sampling', { ...state.address(), t: 0.4 }), label: t('sampling.tryCold') },
    ...(smallest === main.id
      ? []
      : [
          {
            href: hashFor('sampling', { ...state.address(), m: smallest, o: null, w: null }),
            label: t('sampling.tryTwo'),
          },
        ]),
    ...(latent
      ? [
          {
            href: hashFor('attributes', { m: main.id, from: `z:${encodeLatent(latent)}` }),
            label: t('sampling.tryEdit'),
          },
          {
            href: hashFor('interpolation', { m: main.id, from: `z:${encodeLatent(latent)}` }),
            label: t(main.classes?.length ? 'sampling.tryBlend' : 'sampling.tryMorph'),
          },
        ]
      : []),
  ];
  const { seed: drawn, n, t: heat, i } = state.address();
  const company = { m1: other.id, m2: main.id, act: 'sample', seed: drawn, n, t: heat, i };
  next.push({ href: hashFor('compare', company), label: t('compare.link') });
  return html`<${DetailsBody} formula=${formula} next=${next}
    explain=${explanation(main, other)}
    request=${sheetRequest(main, state)} />`;
}

/** @param {Card} main @param {Card} other */
function explanation(main, other) {
  if (main.family === other.family) return [t('sampling.explainOther'), t('sampling.explain3')];
  return [t('sampling.explain1'), t('sampling.explain2'), t('sampling.explain3')];
}

/** The middle column as one picture. @param {Card} card @param {SamplingState} state */
function sheetRequest(card, { seed, count, temperature }) {
  const draws = Number(count.value);
  const body = {
    count: draws,
    seed: seed.value,
    temperature: temperature.value,
    columns: sheetColumns(draws),
    scale: sheetScale(card),
  };
  return { model: card.id, call: 'sample', body, accept: 'image/png', output: 'latente.png' };
}
