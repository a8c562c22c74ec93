import { html } from '../../html.js';
import { closenessDots } from '../../lib/map-words.js';
import { toSpot } from '../../lib/viewport.js';
import { sheetOf } from '../../sheets.js';
import { decimals, percent, say, t } from '../../store.js';
import { ClassName } from '../class-name.js';
import { Nearness } from '../details.js';
import { Picture } from '../picture.js';

/** @typedef {import('../../state/map-asked.js').Found} Found */
/** @typedef {import('../../state/map-side.js').Loaded} Loaded */
/** @typedef {import('../../state/map-asked.js').Side} Side */
/** @typedef {import('../../state/map-side.js').Spotted} Spotted */

/** Of the loupe, and its distance from the cursor, in pixels. */
const SIDE = 84;
const GAP = 20;

/** What a data point is: a picture of the test set with its class, or a draw. @param {Loaded} loaded @param {number} point */
export function pointName({ card, map }, point) {
  const title = map.classes ? say(card.classes?.[map.classes[point]]?.title) : '';
  const kind = t(map.source === 'test' ? 'map.testPicture' : 'map.draw', { index: point });
  return title ? `${title}, ${kind}` : kind;
}

/** @param {import('../../lib/map-data.js').Place} place */
export function placeText([x, y]) {
  return `x ${decimals(x, 2)}, y ${decimals(y, 2)}`.replaceAll('-', '−');
}

/** @param {number} distance 0 to 1 @returns {string} */
export function distanceText(distance) {
  return t('map.fartherThan', { share: percent(distance) });
}

/** The whole reading as one sentence, for screen readers. @param {Loaded} loaded @param {Spotted} spotted @param {Found | null} found */
export function spokenReading(loaded, spotted, found) {
  if (spotted.point !== null)
    return t('map.spokenPoint', { name: pointName(loaded, spotted.point), place: placeText(spotted.place) });
  if (!found) return placeText(spotted.place);
  const near = pointName(loaded, found.nearest);
  return t('map.spokenPlace', { place: placeText(spotted.place), near, distance: distanceText(found.distance) });
}

/**
 * What is under the cursor: its picture in large, what it is and how far from the data.
 * @param {{side: Side, title?: string, size?: string, children?: any}} props
 */
export function Reading({ side, title, size = 'medium', children }) {
  const loaded = side.current.value;
  const spotted = side.spotted.value;
  const found = side.found.value;
  const point = spotted?.point ?? null;
  const alt = loaded && spotted ? spokenReading(loaded, spotted, found) : '';
  const { sprite = null } = loaded?.map ?? {};
  // The cursor is on the other map, at something that means nothing on this one.
  if (loaded && !spotted)
    return html`<section class="map-reading elsewhere" data-testid=${`reading-${side.name}`}>
    ${title && html`<h2>${title}</h2>`}<p class="hint">${t('map.pointHere')}</p></section>`;
  return html`<section class="map-reading" data-testid=${`reading-${side.name}`}>
    ${title && html`<h2>${title}</h2>`}
    ${
      sprite && point !== null
        ? html`<${Thumb} sprite=${sprite} point=${point} size=${size} label=${alt} />`
        : html`<${Picture} src=${spotted ? found?.image : null} alt=${alt} size=${size} busy=${side.reading.busy.value} testid=${`here-${side.name}`} />`
    }
    <div class="map-facts">${loaded && spotted && html`<${Facts} loaded=${loaded} spotted=${spotted} found=${found} />`}${children}</div>
  </section>`;
}

/** @param {{loaded: Loaded, spotted: Spotted, found: Found | null}} props */
function Facts({ loaded, spotted, found }) {
  const { card, map } = loaded;
  const { point } = spotted;
  const near = point ?? found?.nearest ?? null;
  const group = near !== null && map.classes ? map.classes[near] : null;
  const kind = map.source === 'test' ? 'map.testPicture' : 'map.draw';
  return html`<p class="map-what">${
    point === null
      ? t('map.decodedHere')
      : html`${group !== null && html`<${ClassName} card=${card} index=${group} /> `}<span class="hint">${t(kind, { index: point })}</span>`
  }</p>
  <p class="hint map-place">${placeText(spotted.place)}${point === null && group !== null && html` · ${t('map.near')} <${ClassName} card=${card} index=${group} />`}</p>
  <p class="map-far">${
    point === null
      ? found &&
        html`<${Nearness} filled=${closenessDots(found.distance)} text=${t(`map.far.${closenessDots(found.distance)}`)} /><span class="hint">${distanceText(found.distance)}</span>`
      : html`<span class="hint">${t(map.source === 'test' ? 'map.isData' : 'map.isDraw')}</span>`
  }</p>`;
}

/**
 * The picture beside the cursor: the data point's thumbnail at once, else what the model draws there.
 * @param {{side: Side, view: import('@preact/signals').ReadonlySignal<import('../../lib/viewport.js').View | null>,
 *   size: import('@preact/signals').Signal<number>, shown: boolean}} props
 */
export function Loupe({ side, view, size, shown }) {
  const loaded = side.current.value;
  const spotted = side.spotted.value;
  const seen = view.value;
  const found = side.found.value;
  if (!shown || !loaded || !spotted || !seen) return null;
  const { x, y } = toSpot(seen, size.value, spotted.place);
  if (x < 0 || y < 0 || x > size.value || y > size.value) return null;
  const left = x + GAP + SIDE > size.value ? x - GAP - SIDE : x + GAP;
  const top = y + GAP + SIDE > size.value ? y - GAP - SIDE : y + GAP;
  const { sprite } = loaded.map;
  const isPoint = spotted.point !== null && sprite;
  if (!isPoint && !found) return null;
  return html`<div class="map-loupe" style=${{ transform: `translate(${Math.round(left)}px, ${Math.round(top)}px)` }} aria-hidden="true">
    ${
      isPoint
        ? html`<${Thumb} sprite=${sprite} point=${spotted.point} size="loupe" />`
        : html`<span class="picture size-loupe"><img src=${found?.image} alt="" decoding="sync" draggable=${false} /></span>`
    }
  </div>`;
}

/**
 * One thumbnail out of the sheet of all data points: there at once, without a request.
 * @param {{sprite: import('../../lib/map-data.js').Sprite, point: number, label?: string, size?: string}} props
 *   without `label` it is decoration; `size`: name of a size in the style sheet
 */
export function Thumb({ sprite, point, label = '', size = 'medium' }) {
  const style = {
    '--sheet': sheetOf(sprite.address),
    '--columns': String(sprite.columns),
    '--rows': String(sprite.rows),
    '--column-at': String(point % sprite.columns),
    '--row-at': String(Math.floor(point / sprite.columns)),
  };
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return html`<span class=${`picture size-${size}`}><span class="map-thumb" style=${style} ...${named} data-point=${point}></span></span>`;
}
