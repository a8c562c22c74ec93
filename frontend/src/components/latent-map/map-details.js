import { html } from '../../html.js';
import { encodeLatent } from '../../lib/permalink.js';
import { hashFor } from '../../router.js';
import { pathBody } from '../../state/map-path.js';
import { number, percent, t } from '../../store.js';
import { DetailsBody } from '../details.js';
import { decoded, Formula, num, op, symbol } from '../formula.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-asked.js').Side} Side */
/** @typedef {import('../../state/map-path.js').Reel} Reel */

/** z = o + x a + y b: how a plane stands for latent space. */
function plane() {
  return html`${symbol('z')}${op('=')}${symbol('o')}${op('+')}${symbol('x')}${symbol('a', num(1))}${op('+')}${symbol('y')}${symbol('a', num(2))}`;
}

/** @param {{state: MapState, side: Side, reel: Reel | null}} props */
export function MapDetails({ state, side, reel }) {
  const map = side.current.value?.map;
  const found = side.found.value;
  const spotted = side.spotted.value;
  const formula = html`${map?.plane && map.projection !== 'latent' && html`<${Formula} label=${t('map.formulaPlane')}>${plane()}<//>`}
    <${Formula} label=${t('formula.decoder')}>${decoded()}<//>`;
  const figures = map
    ? [
        { term: t(map.source === 'test' ? 'map.figurePoints' : 'map.figureDraws'), value: number(map.count) },
        ...(spotted && spotted.point === null && found
          ? [{ term: t('map.figureFar'), value: percent(found.distance), note: t('map.figureFarNote') }]
          : []),
      ]
    : [];
  return html`<${DetailsBody} formula=${formula} figures=${figures} explain=${explanation(state, side)} request=${requestLine(state, side, reel)} next=${nextSteps(state, side)} />`;
}

/** @param {MapState} state @param {Side} side */
function explanation(state, side) {
  const map = side.current.value?.map;
  const texts = [t(map?.source === 'prior' ? 'map.explainDraws' : 'map.explain1')];
  if (!map) return texts;
  if (map.projection === 'latent') texts.push(t('map.explainFlat'));
  else texts.push(t(map.plane ? 'map.explainPlane' : 'map.explainNeighbours'));
  if (state.partner() && map.projection === 'latent') texts.push(t('map.explainHoles'));
  else if (state.density.value && map.prior) texts.push(t('map.explainPrior'));
  return texts;
}

/** @param {MapState} state @param {Side} side @param {Reel | null} reel @returns {import('../../types.d.ts').RequestLine | null} */
function requestLine(state, side, reel) {
  const card = state.card();
  if (reel) {
    const body = { ...pathBody(reel), fps: 12, loop: true };
    return { model: card.id, call: 'interpolate', body, accept: 'image/gif', output: 'latente.gif' };
  }
  const at = side.spotted.value;
  const loaded = side.current.value;
  if (!at || !loaded) return null;
  if (at.point !== null) return { model: card.id, call: 'map/points', body: { indices: [at.point] } };
  const found = side.found.value;
  if (!found) return null;
  const body = {
    latents: [found.latent.map((value) => Number(value.toFixed(3)))],
    ...(found.condition && { condition: found.condition }),
  };
  return { model: card.id, call: 'decode', body, accept: 'image/png', output: 'latente.png' };
}

/** @param {MapState} state @param {Side} side */
function nextSteps(state, side) {
  const card = state.card();
  const address = state.address();
  const [beside] = state.beside();
  const latent = side.found.value?.latent;
  const map = side.current.value?.map;
  return [
    ...(beside && !state.partner()
      ? [
          {
            href: hashFor('map', { ...address, o: beside.id, v: null, prior: 1 }),
            label: t('map.tryBeside', { model: beside.id }),
          },
        ]
      : []),
    ...(map?.plane && state.grid.value === 0
      ? [{ href: hashFor('map', { ...address, grid: 13 }), label: t('map.tryGrid') }]
      : []),
    ...(latent && card.attributes.length
      ? [{ href: hashFor('attributes', { m: card.id, from: `z:${encodeLatent(latent)}` }), label: t('map.tryEdit') }]
      : []),
    ...(latent
      ? [
          {
            href: hashFor('interpolation', { m: card.id, from: `z:${encodeLatent(latent)}` }),
            label: t('map.tryBlend'),
          },
        ]
      : []),
    { href: hashFor('sampling', { m: card.family === 'vae' ? card.id : null }), label: t('map.trySampling') },
  ];
}
