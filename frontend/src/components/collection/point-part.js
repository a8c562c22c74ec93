/** The point that was chosen last: what it is, where it can be opened, what lies near it. */

import { isSmooth } from '../../families.js';
import { html } from '../../html.js';
import { cardFor, openIn, openOnMap, placesOf } from '../../state/collection-open.js';
import { nameOf } from '../../state/collection-screen.js';
import { cardOf, language, say, t } from '../../store.js';
import { AddToStudio, Button, files, WorkButton } from '../buttons.js';
import { Picture } from '../picture.js';
import { ReadAs } from '../segmented.js';
import { NearPart } from './near.js';

/** @typedef {import('../../lib/collection.js').KeptPoint} KeptPoint */

const ICONS = /** @type {const} */ ({
  interpolation: 'blend',
  attributes: 'sliders-horizontal',
  posterior: 'circle-dot',
});
/** So much of a checksum is told. */
const TAG = 10;

/** @param {{point: KeptPoint}} props */
export function PointPart({ point }) {
  const card = cardFor(point);
  const served = cardOf(point.model);
  const name = nameOf(point);
  return html`<section class=${`point-part ${served && isSmooth(served) ? 'smooth' : 'crisp'}`} aria-label=${t('collection.one')} data-testid="point">
    <${Picture} src=${point.thumbnail || null} alt=${t('picture.decoded', { name })} size="medium" testid="point-picture" />
    <div class="point-text">
      <h2>${name}</h2>
      <p class="hint">${t('collection.facts', { model: point.model, tag: point.weights.slice(0, TAG), date: dateOf(point) })}</p>
      <${Condition} point=${point} />
      ${point.photo && html`<p class="hint">${t('collection.photoHere')}</p>`}
      ${served && !card && html`<p class="hint" data-testid="old-note">${t('collection.oldNote')}</p>`}
      ${!served && html`<p class="hint" data-testid="absent-note">${t('collection.absentNote')}</p>`}
      <${Ways} point=${point} name=${name} />
    </div>
    ${card && html`<${NearPart} key=${card.id} heading=${t('collection.near')} testid="near" wanted=${() => ({ card, latent: point.latent })} />`}
  </section>`;
}

/** @param {KeptPoint} point */
function dateOf({ date }) {
  const tag = language.value === 'qps' ? 'en' : language.value;
  return new Intl.DateTimeFormat(tag, { dateStyle: 'medium' }).format(new Date(date));
}

/** What it is drawn under. @param {{point: KeptPoint}} props */
function Condition({ point }) {
  const card = cardOf(point.model);
  if (!card || point.condition === null) return null;
  if (typeof point.condition === 'number')
    return html`<p class="hint">${t('collection.under', { label: say(card.classes?.[point.condition]?.title) })}</p>`;
  return html`<${ReadAs} card=${card} label=${point.condition} />`;
}

/** @param {{point: KeptPoint, name: string}} props */
function Ways({ point, name }) {
  const places = placesOf(point);
  const save = async () => {
    const { fileName, savePicture } = await files();
    await savePicture(point.thumbnail, fileName(point.model, name));
  };
  const shown = { ...point, label: point.name };
  return html`<div class="point-ways" role="group" aria-label=${t('collection.openIn')}>
    ${places.length > 0 && html`<span class="field-label">${t('collection.openIn')}</span>`}
    <div class="point-buttons">
      ${places.map((place) => html`<${Button} key=${place} icon=${ICONS[place]} label=${t(`${place}.title`)} testid=${`open-${place}`} onClick=${() => openIn(point, place)} />`)}
      ${
        places.length > 0 &&
        html`<${WorkButton} icon="chart-scatter" label=${t('collection.openMap')} disabled=${point.photo} testid="open-map" run=${() => openOnMap(point)} />
        <${AddToStudio} point=${() => shown} />`
      }
      <${WorkButton} icon="download" label=${t('take.picture')} disabled=${!point.thumbnail} run=${save} testid="point-download" />
    </div>
    ${point.photo && places.length > 0 && html`<p class="hint">${t('collection.photoMap')}</p>`}
  </div>`;
}
