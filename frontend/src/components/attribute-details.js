import { exportScale } from '../download.js';
import { html } from '../html.js';
import { distance, norm, symmetric } from '../lib/vectors.js';
import { hashFor } from '../router.js';
import { editBody } from '../state/attributes.js';
import { decimals, number, say, signed, t } from '../store.js';
import { Details } from './details.js';
import { Formula, hot, num, op, row, symbol, words } from './formula.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */

/** With more moved sliders than this the formula keeps its sum sign. */
const MOST_TERMS = 3;

const Z_PRIME = () => html`<msup>${symbol('z')}${op('′')}</msup>`;

/** @param {Attribute} attribute */
function direction(attribute) {
  return symbol('d', words(say(attribute.title).toLowerCase()));
}

/**
 * z' = z + Σ αᵢ dᵢ with the numbers that the sliders show; the moved one is marked.
 * @param {{attributes: Attribute[], alphas: Record<string, number>, active: string}} props
 */
export function EditFormula({ attributes, alphas, active }) {
  const moved = attributes.filter(({ name }) => alphas[name]);
  const i = symbol('i');
  const general = html`<munder>${op('∑')}${i}</munder>${hot(symbol('α', i))}${symbol('d', i)}`;
  const terms = moved.map((attribute, index) => {
    const alpha = alphas[attribute.name];
    const size = num(decimals(Math.abs(alpha), 2));
    const sign = index === 0 && alpha > 0 ? null : op(alpha < 0 ? '−' : '+');
    return html`${sign}${attribute.name === active ? hot(size) : size}${direction(attribute)}`;
  });
  const specific = moved.length > 0 && moved.length <= MOST_TERMS;
  const spoken = moved.map((attribute) => `${signed(alphas[attribute.name], 2)} ${say(attribute.title)}`).join(', ');
  return html`<${Formula} label=${t('attributes.formula', { terms: spoken || '0' })}>
    ${row(html`${Z_PRIME()}${op('=')}${symbol('z')}${op('+')}${specific ? terms : general}`)}
  <//>`;
}

/** @param {{state: any, resolved: import('../points.js').Resolved | null, edited: import('../types.d.ts').Pictures | null}} props */
export function AttributeDetails({ state, resolved, edited }) {
  const { alphas, locked } = state;
  const card = state.card();
  const attribute = /** @type {Attribute} */ (state.attribute());
  const figures = [
    {
      term: t('attributes.separability', { attribute: say(attribute.title) }),
      value: number(attribute.separability, { style: 'percent', maximumFractionDigits: 1 }),
      note: t('attributes.separabilityNote'),
    },
    ...(attribute.stability === undefined
      ? []
      : [
          {
            term: t('attributes.stability'),
            value: decimals(attribute.stability, 2),
            note: t('attributes.stabilityNote'),
          },
        ]),
    ...(resolved && edited
      ? [
          { term: t('attributes.moved'), value: decimals(distance(resolved.latent, edited.latents[0]), 2) },
          { term: '‖z′‖', value: decimals(norm(edited.latents[0]), 2) },
        ]
      : []),
  ];
  const address = state.address();
  const next = [
    {
      href: hashFor('attributes', { ...address, a: `${attribute.name}:${symmetric(attribute.range)[1]}` }),
      label: t('attributes.tryExtreme', { attribute: say(attribute.title) }),
    },
    { href: hashFor('attributes', { ...address, from: 'g:sneaker-1', a: '' }), label: t('attributes.trySneaker') },
    { href: hashFor('interpolation', { m: card.id, from: address.from || null }), label: t('attributes.tryBlend') },
    { href: hashFor('conditional', {}), label: t('attributes.tryConditional') },
  ];
  const request = resolved
    ? {
        model: card.id,
        call: 'attribute-edit',
        body: {
          ...namedBody(state, editBody({ card, base: resolved, edits: alphas.value, preserve: locked.value })),
          scale: exportScale(card),
        },
        accept: 'image/png',
        output: 'latente.png',
      }
    : null;
  return html`<${Details} figures=${figures} next=${next} request=${request}
    explain=${[t('attributes.explain1'), t('attributes.explain2'), t('attributes.explain3')]} />`;
}

/** The gallery's id is shorter than its latent. @param {any} state @param {Record<string, unknown>} body */
function namedBody(state, body) {
  const source = state.source.value;
  if (source.kind === 'gallery') return { ...body, point: { gallery: source.id } };
  if (source.kind === 'seed') return { ...body, point: { seed: source.seed } };
  return body;
}
