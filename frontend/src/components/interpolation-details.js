import { exportScale } from '../download.js';
import { shortName } from '../families.js';
import { html } from '../html.js';
import { distance, norm, typicalityDots } from '../lib/vectors.js';
import { pointOf } from '../points.js';
import { hashFor } from '../router.js';
import { decimals, percent, t } from '../store.js';
import { DetailsBody, Nearness } from './details.js';
import { Formula, hot, num, op, row, symbol } from './formula.js';

/** @typedef {import('../state/interpolation.js').Reel} Reel */

const ALPHA = hot(symbol('α'));
const Z1 = () => symbol('z', num(1));
const Z2 = () => symbol('z', num(2));

export function linear() {
  return html`${symbol('z')}${op('(')}${ALPHA}${op(')')}${op('=')}${op('(')}${num(1)}${op('−')}${ALPHA}${op(')')}${Z1()}${op('+')}${ALPHA}${Z2()}`;
}

export function spherical() {
  /** @param {any} angle */
  const weight = (angle) =>
    html`<mfrac>${row(html`${symbol('sin')}${angle}`)}${row(html`${symbol('sin')}${symbol('Ω')}`)}</mfrac>`;
  const rest = row(html`${op('(')}${num(1)}${op('−')}${ALPHA}${op(')')}${symbol('Ω')}`);
  return html`${symbol('z')}${op('(')}${ALPHA}${op(')')}${op('=')}${weight(rest)}${Z1()}${op('+')}${weight(row(html`${ALPHA}${symbol('Ω')}`))}${Z2()}`;
}

/** @param {{state: any, reels: Reel[], nearest: number}} props */
export function InterpolationDetails({ state, reels, nearest }) {
  const way = /** @type {'linear' | 'spherical'} */ (state.method.value);
  const [reel] = reels;
  const formula = html`<${Formula} label=${t(`interpolation.formula.${way}`)}>${way === 'linear' ? linear() : spherical()}<//>`;
  const shown = reels.map(({ card }) => card);
  const figures = reels.flatMap((one) => [
    {
      term: t('interpolation.norm', { family: shortName(one.card, shown) }),
      value: decimals(norm(one.path.latents[nearest]), 2),
    },
    {
      term: t('typicality.termFor', { family: shortName(one.card, shown) }),
      value: html`<${Typicality} reel=${one} nearest=${nearest} />`,
      note: one === reel ? t('typicality.note') : undefined,
    },
    {
      term: t('interpolation.distance', { family: shortName(one.card, shown) }),
      value: decimals(distance(one.start.latent, one.end.latent), 2),
    },
  ]);
  const card = /** @type {import('../types.d.ts').Card} */ (state.card());
  const hasClasses = (card.classes?.length ?? 0) > 0;
  const address = { ...state.address(), ...state.here() };
  const next = [
    {
      href: hashFor('interpolation', { ...address, method: way === 'linear' ? 'spherical' : 'linear' }),
      label: t(`interpolation.try.${way}`),
    },
    ...(hasClasses
      ? [
          {
            href: hashFor('interpolation', {
              ...address,
              from: 'g:sneaker-1',
              to: 'g:ankle-boot-1',
              fc: null,
              tc: null,
            }),
            label: t('interpolation.tryShoes'),
          },
        ]
      : []),
    {
      href: hashFor('interpolation', { ...address, from: 's:3', to: 's:12', fc: null, tc: null }),
      label: t('interpolation.trySeeds'),
    },
    { href: hashFor('compare', compared(address, shown)), label: t('compare.link') },
    {
      href: hashFor('attributes', { m: hasClasses ? null : card.id, from: address.from || null }),
      label: t('interpolation.tryEdit'),
    },
  ];
  return html`<${DetailsBody} formula=${formula} figures=${figures} next=${next}
    explain=${[t('interpolation.explain1'), ...explanation(card, reels.length)]}
    request=${reel ? gifRequest(reel, state, 12) : null} />`;
}

/** The same between other models: first what is drawn here. @param {any} address @param {import('../types.d.ts').Card[]} shown */
function compared({ m, from, fc, to, tc, a, method }, shown) {
  const partner = shown.find(({ id }) => id !== m);
  return { m1: m, m2: partner?.id ?? null, act: 'interpolate', from, fc, to, tc, a, method };
}

/** @param {import('../types.d.ts').Card} card @param {number} strips */
function explanation({ condition, classes }, strips) {
  if (condition?.kind === 'attributes') return [t('interpolation.explainAttributes')];
  if (condition) return [t('interpolation.explainClass')];
  if (strips < 2) return [];
  return [t(classes?.length ? 'interpolation.explain2' : 'interpolation.explainFaces')];
}

/** @param {{reel: Reel, nearest: number}} props */
function Typicality({ reel, nearest }) {
  const share = reel.path.typicality[nearest];
  return html`<${Nearness} filled=${typicalityDots(share)} text=${percent(share)} />`;
}

/**
 * @param {Reel} reel
 * @param {any} state
 * @param {number} fps
 * @returns {import('../types.d.ts').RequestLine}
 */
function gifRequest(reel, state, fps) {
  const body = {
    start: pointOf(state.from.value.source, reel.start.latent),
    end: pointOf(state.to.value.source, reel.end.latent),
    steps: reel.path.images.length,
    method: state.method.value,
    fps,
    scale: exportScale(reel.card),
    ...reel.conditions,
  };
  return { model: reel.card.id, call: 'interpolate', body, accept: 'image/gif', output: 'latente.gif' };
}
