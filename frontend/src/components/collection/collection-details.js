import { exportScale } from '../../download.js';
import { html } from '../../html.js';
import { codeOf } from '../../lib/collection-open.js';
import { total } from '../../lib/collection-sum.js';
import { writeLabel } from '../../lib/permalink.js';
import { norm, typicalityDots } from '../../lib/vectors.js';
import { conditionOf } from '../../points.js';
import { hashFor } from '../../router.js';
import { weighted } from '../../state/collection-screen.js';
import { decimals, percent, t } from '../../store.js';
import { DetailsBody, Nearness } from '../details.js';

/** @typedef {import('../../state/collection-screen.js').CollectionState} CollectionState */
/** @typedef {import('../../state/collection-screen.js').Wanted} Wanted */

/** @param {{state: CollectionState}} props */
export function CollectionDetails({ state }) {
  const wanted = state.wanted.value;
  const explain = [
    t('collection.explain1'),
    t('collection.explain2'),
    t('collection.explain3'),
    t('collection.explain4'),
  ];
  return html`<${DetailsBody} explain=${explain} figures=${figures(state)} request=${wanted && requestOf(wanted)} next=${next(state, wanted)} />`;
}

/** @param {CollectionState} state */
function figures(state) {
  const terms = state.terms().map(weighted);
  const { value: wanted } = state.wanted;
  const { value: result } = state.result;
  if (!wanted) return [];
  const change = terms.length > 1 ? total([{ latent: terms[0].latent, weight: 0 }, ...terms.slice(1)], 1) : null;
  const share = result?.typicality?.[0];
  return [
    { term: t('collection.norm'), value: decimals(norm(wanted.latent), 2) },
    ...(change ? [{ term: t('collection.changeLength'), value: decimals(norm(change), 2) }] : []),
    ...(share === undefined
      ? []
      : [
          {
            term: t('collection.typicality'),
            value: html`<${Nearness} filled=${typicalityDots(share)} text=${percent(share)} />`,
            note: t('collection.typicalityNote'),
          },
        ]),
  ];
}

/** @param {Wanted} wanted @returns {import('../../types.d.ts').RequestLine} */
function requestOf({ card, latent, label }) {
  const latents = [latent.map((value) => Number(value.toFixed(4)))];
  const body = { latents, ...conditionOf(card, label), scale: exportScale(card) };
  return { model: card.id, call: 'decode', body, accept: 'image/png', output: 'latente.png' };
}

/** @param {CollectionState} state @param {Wanted | null} wanted */
function next(state, wanted) {
  const terms = state.terms();
  const isOpen = wanted && !terms.some(({ point }) => point.photo);
  const links = [
    { href: hashFor('sampling', {}), label: t('collection.trySeeds') },
    { href: hashFor('map', { m: state.card().id }), label: t('collection.tryMap') },
  ];
  if (!isOpen) return links;
  const { card, latent, label } = wanted;
  const fc = writeLabel(label);
  const first = { from: codeOf(terms[0].point.latent), fc: writeLabel(terms[0].point.condition) };
  if (card.attributes.length)
    links.unshift({
      href: hashFor('attributes', { m: card.id, from: codeOf(latent), fc }),
      label: t('collection.tryEdit'),
    });
  const way = { m: card.id, ...first, to: codeOf(latent), tc: fc, a: 0.5 };
  return [{ href: hashFor('interpolation', way), label: t('collection.tryBlend') }, ...links];
}
