/** What each dimension says of the image: KL against the prior. */

import { useSignal } from '@preact/signals';
import { html } from '../../html.js';
import { isAsleep, largestFirst, totalKl } from '../../lib/posterior.js';
import { metric } from '../../metrics.js';
import { ORDERS } from '../../state/posterior.js';
import { decimals, number, t } from '../../store.js';
import { Formula } from '../formula.js';
import { Segmented } from '../segmented.js';
import { KlChart, KlTable } from './kl-chart.js';
import { klFormula } from './posterior-details.js';

/** @typedef {import('../../state/posterior-read.js').Read} Read */
/** @typedef {import('../../state/posterior-read.js').Reading} Reading */
/** @typedef {import('../../state/posterior.js').PosteriorState} PosteriorState */
/** @typedef {import('../../types.d.ts').Card} Card */

/** Mean KL of each dimension over the test set; empty where the card does not say. @param {Card} card @returns {number[]} */
function averageOf({ metrics, latent_dim }) {
  const found = metrics.kl_per_dimension;
  return Array.isArray(found) && found.length === latent_dim ? found : [];
}

/** @param {{state: PosteriorState, read: Read | null, gaussian: Reading | null}} props */
export function KlPart({ state, read, gaussian }) {
  /** Where the sliders move another model, its dimensions and these have nothing to do with each other. */
  const apart = useSignal(/** @type {number | null} */ (null));
  const chosen = gaussian && gaussian.card.id !== state.model.value ? apart : state.active;
  if (read && !gaussian)
    return html`<section class="kl-part part-kl"><h2>${t('posterior.klHeading')}</h2><p class="prose">${t('posterior.noKl')}</p></section>`;
  const dimensions = gaussian?.dimensions;
  if (!gaussian || !dimensions) return html`<section class="kl-part part-kl waiting"></section>`;
  const largest = largestFirst(dimensions.map(({ kl }) => kl));
  const order = state.order.value === 'kl' ? largest : dimensions.map(({ index }) => index);
  const average = averageOf(gaussian.card);
  const active = chosen.value ?? largest[0];
  return html`<section class="kl-part part-kl" aria-labelledby="kl-heading" data-testid="kl">
    <header><div><h2 id="kl-heading">${t('posterior.klHeading')}</h2><p class="prose">${t('posterior.klText')}</p></div>
      <${Segmented} label=${t('posterior.order')} value=${state.order.value} testid="order" showLabel=${false}
        choices=${ORDERS.map((value) => ({ value, label: t(`posterior.order.${value}`) }))}
        onChange=${(/** @type {typeof ORDERS[number]} */ next) => {
          state.order.value = next;
        }} /></header>
    <div class="kl-facts"><${Formula} label=${t('posterior.formulaKl')}>${klFormula()}<//>
      <${Facts} card=${gaussian.card} dimensions=${dimensions} /></div>
    <${KlChart} dimensions=${dimensions} order=${order} average=${average} active=${active} onActivate=${(
      /** @type {number} */ index,
    ) => {
      chosen.value = index;
    }} />
    <p class="hint kl-legend">${t('posterior.klLegend')}${average.length > 0 && html` ${t('posterior.klLegendAverage')}`}</p>
    <${KlTable} dimensions=${dimensions} order=${order} average=${average} />
  </section>`;
}

/** Sum, and how many dimensions say anything: of this image, and over the test set. @param {{card: Card, dimensions: import('../../lib/posterior.js').Dimension[]}} props */
function Facts({ card, dimensions }) {
  const active = metric(card, 'active_dimensions');
  const awake = dimensions.filter((one) => !isAsleep(one)).length;
  const count = dimensions.length;
  return html`<dl>
    <div><dt>${t('posterior.total')}</dt><dd data-testid="kl-total">${t('posterior.nats', { value: decimals(totalKl(dimensions), 2) })}</dd></div>
    <div><dt>${t('posterior.awakeCount')}</dt><dd>${t('posterior.ofCount', { some: number(awake), count: number(count) })}</dd></div>
    ${active !== null && html`<div><dt>${t('posterior.active')}</dt><dd data-testid="active-units">${t('posterior.ofCount', { some: number(active), count: number(count) })}</dd></div>`}
  </dl>`;
}
