import { sheetScale } from '../download.js';
import { html } from '../html.js';
import { norm } from '../lib/vectors.js';
import { classOf, pointOf } from '../points.js';
import { hashFor } from '../router.js';
import { underBody } from '../state/conditional-attributes.js';
import { decimals, say, t } from '../store.js';
import { rowBody } from '../views/conditional-class.js';
import { DetailsBody } from './details.js';
import { decoded, Formula, hot, op, row, symbol, words } from './formula.js';

/** q(z | x, y), the encoder. */
function encoder() {
  return html`${symbol('q', symbol('φ'))}${op('(')}${symbol('z')}${op('∣')}${symbol('x')}${op(',')}${symbol('y')}${op(')')}`;
}

/**
 * For models that are told attributes.
 * @param {{state: any, asked: import('../state/conditional-attributes.js').Question | null, words: string}} props
 */
export function ConditionAttributesDetails({ state, asked, words: set }) {
  const card = /** @type {import('../types.d.ts').Card} */ (state.card());
  const formula = html`
    <${Formula} label=${t('conditional.formulaEncoder')}>${row(encoder())}<//>
    <${Formula} label=${t('conditional.formulaAttributes', { set: set || '0' })}>${row(html`${decoded(hot(symbol('y')))}`)}<//>`;
  const address = { ...state.address(), ...state.here() };
  const next = [
    {
      href: hashFor('conditional', { ...address, seed: state.seed.value + 1, from: null }),
      label: t('conditional.tryOtherZ'),
    },
    {
      href: hashFor('conditional', { ...address, prior: state.prior.value === 'fitted' ? 'standard' : 'fitted' }),
      label: t('conditional.tryPrior'),
    },
    { href: hashFor('attributes', {}), label: t('conditional.tryDirections') },
    { href: hashFor('compare', compared(state, address)), label: t('compare.link') },
    { href: hashFor('interpolation', { m: card.id }), label: t('conditional.tryMorph') },
  ];
  const figures = asked?.start ? [{ term: '‖z‖', value: decimals(norm(asked.start.latent), 2) }] : [];
  const request = asked && {
    model: card.id,
    call: 'conditional-generate',
    body: { ...underBody(asked, [asked.values]), ...named(state, asked), scale: sheetScale(card) },
    accept: 'image/png',
    output: 'latente.png',
  };
  return html`<${DetailsBody} formula=${formula} figures=${figures} next=${next} request=${request}
    explain=${[t('conditional.explainAttributes1'), t('conditional.explainAttributes2'), t('conditional.explainAttributes3')]} />`;
}

/** The same z, or the same image, with other models beside. @param {any} state @param {any} address */
function compared(state, { m, c, from, fc, seed }) {
  const own = state.card().condition?.kind === 'class' ? fc : null;
  return { m1: m, act: 'condition', from: from || `s:${seed}`, fc: own, y: c };
}

/** An upload is named by its picture, which is encoded under its own condition. @param {any} state @param {import('../state/conditional-attributes.js').Question} asked */
function named(state, { start, own }) {
  const source = state.image.value;
  if (!start || !source) return {};
  const point = pointOf(source, start.latent);
  return 'image' in point ? { point, condition: { attributes: own } } : { point };
}

/** For models that are told a class. @param {{state: any, start: import('../points.js').Resolved | null}} props */
export function ConditionalDetails({ state, start }) {
  const card = /** @type {import('../types.d.ts').Card} */ (state.card());
  const className = say(card.classes?.[state.chosen.value]?.title);
  const y = hot(symbol('y'));
  const formula = html`
    <${Formula} label=${t('conditional.formulaEncoder')}>${row(encoder())}<//>
    <${Formula} label=${t('conditional.formulaDecoder', { class: className })}>${row(html`${decoded(y)}<mspace width="1em" />${y}${op('=')}${hot(words(className))}`)}<//>`;
  const address = state.address();
  const next = [
    { href: hashFor('conditional', { ...address, seed: state.seed.value + 1 }), label: t('conditional.trySeed') },
    { href: hashFor('conditional', { ...address, from: 'g:dress-2', fc: null }), label: t('conditional.tryOwn') },
    {
      href: hashFor('conditional', { ...address, prior: state.prior.value === 'fitted' ? 'standard' : 'fitted' }),
      label: t('conditional.tryPrior'),
    },
    { href: hashFor('sampling', {}), label: t('conditional.trySampling') },
    { href: hashFor('compare', compared(state, address)), label: t('compare.link') },
  ];
  const figures = start ? [{ term: '‖z‖', value: decimals(norm(start.latent), 2) }] : [];
  return html`<${DetailsBody} formula=${formula} figures=${figures} next=${next}
    explain=${[t('conditional.explain1'), t('conditional.explain2')]}
    request=${{ model: card.id, call: 'conditional-generate', body: { ...rowBody(card, start, state.seed.value), ...namedRow(state, start), scale: sheetScale(card) }, accept: 'image/png', output: 'latente.png' }} />`;
}

/** The same for classes. @param {any} state @param {import('../points.js').Resolved | null} start */
function namedRow(state, start) {
  const source = state.image.value;
  if (!start || source?.kind !== 'upload') return {};
  return { point: pointOf(source, start.latent), condition: { class: classOf(start.label) } };
}
