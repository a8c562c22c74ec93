import { isSmooth } from '../../families.js';
import { html } from '../../html.js';
import { sheetOf } from '../../sheets.js';
import { useNear } from '../../state/collection-near.js';
import { decimals, number, say, t } from '../../store.js';
import { ErrorNote, InfoNote } from '../notes.js';

/** @typedef {import('../../state/collection-near.js').Asked} Asked */
/** @typedef {import('../../state/collection-near.js').Near} Near */

/**
 * Thumbnails of what is nearest in the data, with class and distance; of faces, draws of the model.
 * @param {{wanted: () => Asked | null, heading: string, testid: string}} props `wanted` reads signals
 */
export function NearPart({ wanted, heading, testid }) {
  const { near, busy, error, isWithoutMap, request } = useNear(wanted);
  const asked = wanted();
  const found = asked && near.value?.of.id === asked.card.id ? near.value : null;
  if (!asked) return null;
  return html`<section class=${`near-part ${isSmooth(asked.card) ? 'smooth' : 'crisp'}`} aria-label=${heading} aria-busy=${busy.value} data-testid=${testid}>
    <h3>${heading}</h3>
    ${isWithoutMap && html`<${InfoNote} testid="no-map">${t('collection.noMap')}<//>`}
    <${ErrorNote} error=${error} onRetry=${request} />
    <${Row} found=${found} />
    ${found && html`<p class="hint">${explanation(found)}</p>`}
  </section>`;
}

/** @param {Near} found */
function explanation({ of, map }) {
  if (map.source === 'prior') return t('collection.near.prior', { points: number(map.count) });
  const words = t('collection.near.test', { count: of.latent_dim });
  return of.condition ? `${words} ${t('collection.near.told')}` : words;
}

/** The room is there before the pictures. @param {{found: Near | null}} props */
function Row({ found }) {
  const sprite = found?.map.sprite;
  return html`<ol class="near-row">
    ${
      sprite &&
      found.points.map((point, place) => {
        const distance = decimals(found.distances[place], 2);
        const what = nameOf(found, point);
        return html`<li key=${point}><${Thumb} sprite=${sprite} point=${point} label=${t('collection.nearName', { what: fullName(found, point), distance })} />
          <span class="near-text" aria-hidden="true">${what && html`<span class="near-class">${what}</span>`}<span>${distance}</span></span></li>`;
      })
    }
  </ol>`;
}

/** The class of a picture; nothing for draws. @param {Near} found @param {number} point */
function nameOf({ of, map }, point) {
  return map.classes ? say(of.classes?.[map.classes[point]]?.title) : '';
}

/** @param {Near} found @param {number} point */
function fullName(found, point) {
  const kind = t(found.map.source === 'test' ? 'collection.nearTest' : 'collection.nearDraw', { index: point });
  const title = nameOf(found, point);
  return title ? `${title}, ${kind}` : kind;
}

/** One thumbnail out of the sheet of all points. @param {{sprite: import('../../lib/map-data.js').Sprite, point: number, label: string}} props */
function Thumb({ sprite, point, label }) {
  const style = {
    '--sheet': sheetOf(sprite.address),
    '--columns': String(sprite.columns),
    '--rows': String(sprite.rows),
    '--column-at': String(point % sprite.columns),
    '--row-at': String(Math.floor(point / sprite.columns)),
  };
  return html`<span class="picture size-near"><span class="map-thumb" style=${style} role="img" aria-label=${label} data-point=${point}></span></span>`;
}
