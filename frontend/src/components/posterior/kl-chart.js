/** KL divergence of each dimension as bars, and under them each posterior against the prior's band. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { dimensionName, isAsleep } from '../../lib/posterior.js';
import { decimals, signed, t } from '../../store.js';

/** @typedef {import('../../lib/posterior.js').Dimension} Dimension */

/** How far the lower drawing reaches to each side of zero. */
const REACH = 3.5;
/** With more dimensions their numbers no longer fit under the bars. */
const MOST_NUMBERED = 20;
/** With fewer, bars as wide as the page would say more than there is. */
const FEW = 8;

/**
 * One control for the eye, the pointer and the keyboard: it walks over the dimensions.
 * @param {{dimensions: Dimension[], order: number[], average: number[], active: number, onActivate: (index: number) => void}} props
 *   `order`: how they stand from left to right; `average`: mean KL over the test set, or empty
 */
export function KlChart({ dimensions, order, average, active, onActivate }) {
  const hovered = useSignal(/** @type {number | null} */ (null));
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const shown = dimensions[hovered.value ?? active] ?? dimensions[0];
  const place = order.indexOf(active);
  /** @param {PointerEvent} event */
  const under = (event) => {
    const box = /** @type {HTMLElement} */ (root.current).getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    return order[Math.min(order.length - 1, Math.max(0, Math.floor(share * order.length)))];
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const next = walked(event.key, place, order.length);
    if (next === null) return;
    event.preventDefault();
    hovered.value = null;
    onActivate(order[next]);
  };
  return html`<div class="kl-chart">
    <${Readout} dimension=${shown} average=${average[shown.index]} />
    <div class=${`kl-lanes ${order.length < FEW ? 'few' : ''}`} ref=${root} role="slider" tabindex="0" aria-label=${t('posterior.klChart')} data-testid="kl-chart"
      aria-valuemin="1" aria-valuemax=${order.length} aria-valuenow=${place + 1} aria-valuetext=${spoken(dimensions[active], average[active])}
      onKeyDown=${onKeyDown} onPointerDown=${(/** @type {PointerEvent} */ event) => onActivate(under(event))}
      onPointerMove=${(/** @type {PointerEvent} */ event) => {
        hovered.value = under(event);
        if (event.buttons) onActivate(hovered.value);
      }} onPointerLeave=${() => {
        hovered.value = null;
      }}>
      <${Bars} dimensions=${dimensions} order=${order} average=${average} shown=${shown.index} />
      <${Bands} dimensions=${dimensions} order=${order} shown=${shown.index} />
      ${
        order.length <= MOST_NUMBERED &&
        html`<div class="kl-numbers" aria-hidden="true">${order.map(
          (index) => html`<span key=${index} class=${index === shown.index ? 'shown' : ''}>${index + 1}</span>`,
        )}</div>`
      }
    </div>
  </div>`;
}

/** @param {string} key @param {number} place @param {number} count @returns {number | null} where the key leads; null: nowhere */
function walked(key, place, count) {
  /** @type {Record<string, number>} */
  const steps = {
    ArrowRight: 1,
    ArrowUp: 1,
    ArrowLeft: -1,
    ArrowDown: -1,
    PageUp: 10,
    PageDown: -10,
    Home: -count,
    End: count,
  };
  const step = steps[key];
  return step === undefined ? null : Math.min(count - 1, Math.max(0, place + step));
}

/** @param {Dimension} dimension @param {number | undefined} average */
function spoken({ index, mean, sigma, kl }, average) {
  const values = { index: index + 1, kl: decimals(kl, 2), mean: signed(mean, 2), sigma: decimals(sigma, 2) };
  const average_ = average === undefined ? '' : `, ${t('posterior.average', { kl: decimals(average, 2) })}`;
  return `${t('posterior.spoken', values)}${average_}`;
}

/** What is known of one dimension; as high whatever it says. @param {{dimension: Dimension, average: number | undefined}} props */
function Readout({ dimension, average }) {
  const { index, mean, sigma, kl } = dimension;
  return html`<p class="kl-readout" data-testid="kl-readout"><strong>${dimensionName(index)}</strong>
    <span>KL ${decimals(kl, 2)}</span><span>μ ${signed(mean, 2)}</span><span>σ ${decimals(sigma, 2)}</span>
    ${average !== undefined && html`<span class="hint">${t('posterior.average', { kl: decimals(average, 2) })}</span>`}
    <span class="hint">${t(isAsleep(dimension) ? 'posterior.asleep' : 'posterior.awake')}</span></p>`;
}

/** @param {{dimensions: Dimension[], order: number[], average: number[], shown: number}} props */
function Bars({ dimensions, order, average, shown }) {
  const most = Math.max(0.1, ...dimensions.map(({ kl }) => kl), ...average);
  return html`<div class="kl-lane"><span class="kl-scale" aria-hidden="true">${t('posterior.nats', { value: decimals(most, 1) })}</span>
    <svg class="kl-bars" viewBox=${`0 0 ${order.length} ${most}`} preserveAspectRatio="none" aria-hidden="true">
      ${order.map((index, place) => {
        const { kl } = dimensions[index];
        return html`<g key=${index} class=${index === shown ? 'shown' : ''}>
          <rect class="kl-column" x=${place} y="0" width="1" height=${most} />
          <rect class="kl-bar" x=${place + 0.18} y=${most - kl} width="0.64" height=${kl} />
          ${average[index] !== undefined && html`<line class="kl-average" x1=${place + 0.08} x2=${place + 0.92} y1=${most - average[index]} y2=${most - average[index]} />`}
        </g>`;
      })}
    </svg></div>`;
}

/** μ ± 2σ of each dimension in front of the same of the prior. @param {{dimensions: Dimension[], order: number[], shown: number}} props */
function Bands({ dimensions, order, shown }) {
  const width = order.length;
  return html`<div class="kl-lane"><span class="kl-scale" aria-hidden="true">μ ± 2σ</span>
    <svg class="kl-bands" viewBox=${`0 ${-REACH} ${width} ${2 * REACH}`} preserveAspectRatio="none" aria-hidden="true">
      <rect class="kl-prior" x="0" y="-2" width=${width} height="4" />
      ${order.map((index, place) => {
        const { mean, sigma } = dimensions[index];
        const top = Math.max(-REACH, -mean - 2 * sigma);
        const bottom = Math.min(REACH, -mean + 2 * sigma);
        return html`<g key=${index} class=${index === shown ? 'shown' : ''}>
          <rect class="kl-column" x=${place} y=${-REACH} width="1" height=${2 * REACH} />
          <rect class="kl-band" x=${place + 0.3} y=${Math.min(top, REACH)} width="0.4" height=${Math.max(0, bottom - top)} />
          <line class="kl-mean" x1=${place + 0.14} x2=${place + 0.86} y1=${-mean} y2=${-mean} />
        </g>`;
      })}
      <line class="kl-zero" x1="0" x2=${width} y1="0" y2="0" />
    </svg></div>`;
}

/** The same as a table. @param {{dimensions: Dimension[], order: number[], average: number[]}} props */
export function KlTable({ dimensions, order, average }) {
  const open = useSignal(false);
  return html`<details class="more" data-testid="kl-table" onToggle=${(/** @type {any} */ event) => {
    open.value = event.currentTarget.open;
  }}><summary>${t('posterior.table')}</summary>
    <div class="table-scroll" tabindex="0" role="group" aria-label=${t('posterior.table')}><table>
      <thead><tr><th scope="col">${t('posterior.column.dimension')}</th><th scope="col">μ</th><th scope="col">σ</th>
        <th scope="col">${t('posterior.column.kl')}</th>${average.length > 0 && html`<th scope="col">${t('posterior.column.average')}</th>`}</tr></thead>
      <tbody>${(open.value ? order : []).map((index) => {
        const { mean, sigma, kl } = dimensions[index];
        return html`<tr key=${index}><th scope="row">${index + 1}</th><td>${signed(mean, 2)}</td><td>${decimals(sigma, 3)}</td>
          <td>${decimals(kl, 3)}</td>${average.length > 0 && html`<td>${decimals(average[index], 3)}</td>`}</tr>`;
      })}</tbody>
    </table></div></details>`;
}
