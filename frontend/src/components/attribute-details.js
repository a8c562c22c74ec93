import { exportScale } from '../download.js';
import { useFullCard } from '../hooks.js';
import { html } from '../html.js';
import { effectOf } from '../lib/judgements.js';
import { distance, norm, symmetric } from '../lib/vectors.js';
import { separabilityNote } from '../metrics.js';
import { pointOf, writeStart } from '../points.js';
import { hashFor } from '../router.js';
import { editBody, hasMethods } from '../state/attributes.js';
import { decimals, number, say, t } from '../store.js';
import { DetailsBody } from './details.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Card} Card */

/** @param {{state: any, resolved: import('../points.js').Resolved | null, edited: import('../types.d.ts').Pictures | null}} props */
export function AttributeDetails({ state, resolved, edited }) {
  const { alphas, locked, method } = state;
  const card = /** @type {Card} */ (state.card());
  const listed = /** @type {Attribute} */ (state.attribute());
  const attribute = useFullCard(card)?.attributes.find(({ name }) => name === listed.name) ?? listed;
  const figures = [
    ...(Number.isNaN(attribute.separability)
      ? []
      : [
          {
            term: t('attributes.separability', { attribute: say(attribute.title) }),
            value: number(attribute.separability, { style: 'percent', maximumFractionDigits: 1 }),
            note: attribute.direction ? t('own.note') : separabilityNote(card),
          },
        ]),
    ...(attribute.stability === undefined
      ? []
      : [
          {
            term: t('attributes.stability'),
            value: decimals(attribute.stability, 2),
            note: t('attributes.stabilityNote'),
          },
        ]),
    ...driftFigures(attribute, method.value),
    ...(resolved && edited
      ? [
          { term: t('attributes.moved'), value: decimals(distance(resolved.latent, edited.latents[0]), 2) },
          { term: '‖z′‖', value: decimals(norm(edited.latents[0]), 2) },
        ]
      : []),
  ];
  const isFaces = card.classes?.length === 0;
  const address = { ...state.address(), ...state.here() };
  const next = [
    {
      href: hashFor('attributes', { ...address, a: `${attribute.name}:${symmetric(attribute.range)[1]}` }),
      label: t('attributes.tryExtreme', { attribute: say(attribute.title) }),
    },
    ...(isFaces ? faceLinks(card, state, address) : clothesLinks(card, address)),
    ...(attribute.direction ? [] : [{ href: hashFor('compare', compared(state, address)), label: t('compare.link') }]),
    { href: hashFor('map', { m: card.id }), label: t('own.try') },
  ];
  const request = resolved
    ? {
        model: card.id,
        call: 'attribute-edit',
        body: {
          ...editBody({ card, base: resolved, edits: alphas.value, preserve: locked.value, method: method.value }),
          point: pointOf(state.source.value, resolved.latent),
          scale: exportScale(card),
        },
        accept: 'image/png',
        output: 'latente.png',
      }
    : null;
  return html`<${DetailsBody} figures=${figures} next=${next} request=${request}
    explain=${explanation(card)} />`;
}

/** One attribute of several models: the one that is being moved here. @param {any} state @param {any} address */
function compared(state, { m, from, fc }) {
  const name = state.active.value;
  return { m1: m, act: 'edit', from, fc, x: name, k: state.alphas.value[name] ?? null };
}

/** How far the direction in use moves the other attributes, and how far the plain one does. @param {Attribute} attribute @param {import('../lib/judgements.js').Method} method */
function driftFigures(attribute, method) {
  const effect = effectOf(attribute, method);
  if (!effect) return [];
  const plain = attribute.method === 'refined' && attribute.mean_difference_effect;
  const note = plain
    ? t('attributes.driftBoth', {
        refined: decimals(attribute.effect?.mean_drift ?? 0, 3),
        plain: decimals(plain.mean_drift, 3),
      })
    : t('attributes.driftNote');
  return [{ term: t('attributes.drift'), value: decimals(effect.mean_drift, 3), note }];
}

/** @param {Card} card */
function explanation(card) {
  const refined = hasMethods(card) ? [t('attributes.explainRefined')] : [];
  const far = card.classes?.length ? t('attributes.explain2') : t('attributes.explainFaces2');
  const judge = card.judge ? [t('attributes.explainJudge')] : [];
  return [t('attributes.explain1'), ...refined, far, t('attributes.explain3'), ...judge];
}

/** @param {Card} card @param {Record<string, any>} address */
function clothesLinks(card, address) {
  return [
    { href: hashFor('attributes', { ...address, from: 'g:sneaker-1', a: '' }), label: t('attributes.trySneaker') },
    { href: hashFor('interpolation', { m: card.id, from: address.from || null }), label: t('attributes.tryBlend') },
    { href: hashFor('conditional', {}), label: t('attributes.tryConditional') },
  ];
}

/** @param {Card} card @param {any} state @param {Record<string, any>} address */
function faceLinks(card, state, address) {
  const seed = state.source.value.kind === 'seed' ? state.source.value.seed + 1 : 1;
  const other = state.method.value === 'best' ? 'mean-difference' : 'best';
  return [
    { href: hashFor('attributes', { ...address, from: `s:${seed}`, fc: null }), label: t('attributes.tryFace') },
    ...(hasMethods(card)
      ? [
          {
            href: hashFor('attributes', { ...address, method: other }),
            label: t(`attributes.tryMethod.${/** @type {'best'} */ (other)}`),
          },
        ]
      : []),
    {
      href: hashFor('interpolation', { m: card.id, from: writeStart(state.source.value) }),
      label: t('attributes.tryMorph'),
    },
    { href: hashFor('conditional', {}), label: t('attributes.tryTell') },
  ];
}
