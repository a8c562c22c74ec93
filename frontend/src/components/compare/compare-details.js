import { html } from '../../html.js';
import { sharesZ, tellingModels, writeModels } from '../../lib/compare.js';
import { distance, norm, typicalityDots } from '../../lib/vectors.js';
import { metric } from '../../metrics.js';
import { hashFor } from '../../router.js';
import { shareOf } from '../../state/compare-streams.js';
import { decimals, percent, t } from '../../store.js';
import { DetailsBody, Nearness } from '../details.js';
import { decoded, Formula, fittedPrior, hot, op, row, standardPrior, symbol } from '../formula.js';
import { linear, spherical } from '../interpolation-details.js';

/** @typedef {import('../../types.d.ts').Card} Card */
/** @typedef {import('../../i18n/keys.d.ts').Key} Key */
/** @typedef {import('../../lib/compare.js').Action} Action */
/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare-streams.js').Column} Column */
/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */

/** @param {{state: CompareState, comparison: Comparison}} props */
export function CompareDetails({ state, comparison }) {
  const action = state.action.value;
  const requests = comparison.columns.flatMap(({ answer }) =>
    answer?.question.kind === action ? (answer.drawn.request ?? []) : [],
  );
  return html`<${DetailsBody} formula=${formulaOf(state)} figures=${figuresOf(state, comparison)} requests=${requests} next=${links(state)}
    explain=${explanation(state)} />`;
}

/** @param {CompareState} state @returns {string[]} */
function explanation({ action, shown }) {
  const cards = shown.value;
  const told = cards.some(({ condition }) => condition);
  /** @type {Record<Action, Key[]>} */
  const texts = {
    sample: [
      'compare.explain.sample1',
      'compare.explain.sample2',
      ...(told ? /** @type {Key[]} */ (['compare.explain.sample3']) : []),
    ],
    reconstruct: ['compare.explain.reconstruct1', 'compare.explain.reconstruct2'],
    interpolate: ['interpolation.explain1', 'compare.explain.interpolate'],
    edit: ['attributes.explain1', 'compare.explain.edit1', 'compare.explain.edit2'],
    condition: ['compare.explain.condition1', 'compare.explain.condition2'],
  };
  return texts[action.value].map((key) => t(key));
}

const ENCODED = () =>
  html`<mover><mi>x</mi><mo stretchy="false">^</mo></mover>${op('=')}${symbol('g', symbol('θ'))}${op('(')}${symbol('f', symbol('φ'))}${op('(')}${symbol('x')}${op(')')}${op(')')}`;

/** @param {CompareState} state */
function formulaOf({ action, prior, temperature, method, steps }) {
  const shown = decimals(temperature.value, 2);
  if (action.value === 'sample') {
    const isFitted = prior.value === 'fitted';
    const label = t(isFitted ? 'sampling.formulaFitted' : 'sampling.formulaStandard', { temperature: shown });
    return html`<${Formula} label=${label}>${isFitted ? fittedPrior(shown) : standardPrior(shown)}<//>
      <${Formula} label=${t('formula.decoder')}>${decoded()}<//>`;
  }
  if (action.value === 'reconstruct')
    return html`<${Formula} label=${t('compare.formula.reconstruct')}>${ENCODED()}<//>`;
  if (action.value === 'interpolate')
    return html`<${Formula} label=${t(`interpolation.formula.${method.value}`)}>${method.value === 'linear' ? linear() : spherical()}<//>`;
  if (action.value === 'condition')
    return html`<${Formula} label=${t('compare.formula.condition')}>${decoded(hot(symbol('y')))}<//>`;
  const sum = row(
    html`<msup>${symbol('z')}${op('′')}</msup>${op('=')}${symbol('z')}${op('+')}${hot(symbol('α'))}${symbol('d')}`,
  );
  return html`<${Formula} label=${t('compare.formula.edit', { alpha: decimals(steps.value, 2) })}>${sum}<//>`;
}

/** What the numbers say of each column. @param {CompareState} state @param {Comparison} comparison */
function figuresOf(state, { columns }) {
  const action = state.action.value;
  return columns.flatMap((column) => FIGURES[action]?.(state, column) ?? []);
}

/** @type {Partial<Record<Action, (state: CompareState, column: Column) => {term: string, value: any, note?: string}[]>>} */
const FIGURES = {
  sample: (_state, { card }) =>
    /** @type {const} */ (['standard', 'fitted']).flatMap((prior) => {
      const score = metric(card, `frechet_${prior}_prior`);
      const term = t('compare.frechet', { model: card.id, prior: t(`prior.${prior}`) });
      return score === null ? [] : [{ term, value: decimals(score, 1) }];
    }),
  reconstruct: (_state, { card }) => {
    const error = metric(card, 'reconstruction_mse');
    return error === null ? [] : [{ term: t('compare.meanError', { model: card.id }), value: decimals(error, 4) }];
  },
  interpolate: (state, { card, film }) => {
    const place = film ? Math.round(shareOf(state) * (film.drawn.images.length - 1)) : 0;
    const share = film?.drawn.typicality?.[place];
    if (!film || share === undefined) return [];
    const text = percent(share);
    return [
      {
        term: t('typicality.termFor', { family: card.id }),
        value: html`<${Nearness} filled=${typicalityDots(share)} text=${text} />`,
      },
      { term: t('interpolation.norm', { family: card.id }), value: decimals(norm(film.drawn.latents[place]), 2) },
    ];
  },
  edit: (_state, { card, answer }) => {
    if (answer?.question.kind !== 'edit' || answer.drawn.indifferent || !answer.drawn.start) return [];
    return [
      { term: `‖z′ − z‖, ${card.id}`, value: decimals(distance(answer.drawn.latents[0], answer.drawn.start), 2) },
    ];
  },
};

/** What to try next: the other actions, other models, the screen of this action alone. @param {CompareState} state */
function links(state) {
  const { cards, shown, action } = state;
  /** @type {import('../../router.js').Writable} */
  const address = { ...state.address(), ...state.here() };
  const [first] = shown.value;
  const flat = cards.filter(({ dataset, latent_dim }) => dataset === first.dataset && latent_dim === 2);
  const isFlat = shown.value.some(({ latent_dim }) => latent_dim === 2);
  const others = [...new Set(cards.map(({ dataset }) => dataset))].filter((dataset) => dataset !== first.dataset);
  const next = /** @type {Record<Action, {act: Action, label: Key}>} */ ({
    sample: { act: 'reconstruct', label: 'compare.try.reconstruct' },
    reconstruct: { act: 'interpolate', label: 'compare.try.interpolate' },
    interpolate: { act: 'edit', label: 'compare.try.edit' },
    edit: { act: 'condition', label: 'compare.try.condition' },
    condition: { act: 'sample', label: 'compare.try.sample' },
  })[action.value];
  const single = singleScreen(state);
  return [
    ...(action.value === 'sample'
      ? [
          {
            href: hashFor('compare', { ...address, prior: state.prior.value === 'fitted' ? null : 'fitted' }),
            label: t(state.prior.value === 'fitted' ? 'compare.try.standard' : 'compare.try.fitted'),
          },
        ]
      : []),
    { href: hashFor('compare', { ...address, act: next.act }), label: t(next.label) },
    ...(flat.length > 1 && !isFlat
      ? [
          {
            href: hashFor('compare', { ...address, ...writeModels(flat.map(({ id }) => id)), ws: null }),
            label: t('compare.try.flat'),
          },
        ]
      : []),
    ...others.slice(0, 1).map((dataset) => ({
      href: hashFor('compare', {
        ...writeModels(tellingModels(cards, dataset).map(({ id }) => id)),
        act: action.value,
      }),
      label: t(dataset === 'celeba' ? 'compare.try.faces' : 'compare.try.clothes'),
    })),
    ...(single
      ? [
          {
            href: hashFor(single, { m: first.id, from: address.from }),
            label: t('compare.try.single', { model: first.id }),
          },
        ]
      : []),
  ];
}

/** The screen that does this with one model. @param {CompareState} state */
function singleScreen({ action, shown }) {
  const [first] = shown.value;
  if (action.value === 'interpolate') return 'interpolation';
  if (action.value === 'edit' && first.attributes.length) return 'attributes';
  return action.value === 'reconstruct' && !first.condition && sharesZ(shown.value) ? 'posterior' : null;
}
