/** A slider for every dimension, the first ones over a strip of what they do. */

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { dimensionName, movedDimensions, REACH } from '../../lib/posterior.js';
import { valueAt } from '../../lib/posterior-plane.js';
import { move } from '../../moving.js';
import { STRIP_FRAMES } from '../../state/posterior-streams.js';
import { decimals, t } from '../../store.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../lib/posterior.js').Offsets} Offsets */
/** @typedef {import('../../state/posterior-streams.js').Steps} Steps */

const STEP = 0.05;

/**
 * @typedef {object} ListProps
 * @property {Steps} steps
 * @property {Offsets} offsets
 * @property {number} active
 * @property {Map<number, string[]>} images strips, by dimension
 * @property {boolean} strips whether strips are shown
 * @property {(index: number, value: number) => void} onOffset
 * @property {(index: number) => void} onActivate
 */

/** @param {ListProps & {leading: number}} props `leading`: how many are seen at once */
export function DimensionList({ leading, ...props }) {
  const { steps, offsets, strips } = props;
  const [first, rest] = [steps.order.slice(0, leading), steps.order.slice(leading)];
  // A link that has moved one of the others opens them; afterwards it is up to the reader.
  const open = useSignal(movedDimensions(offsets).some((index) => rest.includes(index)));
  return html`<div class="dimensions" data-testid="dimensions">
    <ul>${first.map((index) => html`<${Row} key=${index} ...${props} index=${index} withStrip=${strips} />`)}</ul>
    ${
      rest.length > 0 &&
      html`<details class="more" open=${open.value} data-testid="all-dimensions"
        onToggle=${(/** @type {any} */ event) => {
          open.value = event.currentTarget.open;
        }}><summary>${t('posterior.showAll', { count: rest.length })}</summary>
        ${open.value && html`<ul>${rest.map((index) => html`<${Row} key=${index} ...${props} index=${index} withStrip=${false} />`)}</ul>`}
      </details>`
    }
  </div>`;
}

/** @param {ListProps & {index: number, withStrip: boolean}} props */
function Row({ steps, offsets, active, images, onOffset, onActivate, index, withStrip }) {
  const value = offsets[index] ?? 0;
  const kl = steps.reading.dimensions?.[index].kl;
  const name = dimensionName(index);
  const isActive = index === active;
  return html`<li class=${`dimension ${isActive ? 'active' : ''}`} data-testid=${`dimension-${index + 1}`}>
    <span class="dimension-title">${name}${kl !== undefined && html`<span class="hint">KL ${decimals(kl, 2)}</span>`}</span>
    <${Slider} label=${t('posterior.dimension', { index: index + 1 })} value=${value} min=${-REACH} max=${REACH} step=${STEP} digits=${2} centred
      active=${isActive} onActivate=${() => onActivate(index)} onInput=${(/** @type {number} */ next) => onOffset(index, next)} />
    ${
      withStrip &&
      html`<${Strip} images=${images.get(index) ?? []} value=${value} active=${isActive} testid=${`strip-${index + 1}`}
        label=${t('posterior.strip', { index: index + 1, reach: REACH })} onScrub=${(/** @type {number} */ next) => onOffset(index, next)} />`
    }
  </li>`;
}

/**
 * What the slider above it does, each picture under its place on the track. The slider is its
 * keyboard control; a pointer may also draw over the pictures.
 * @param {{images: string[], value: number, active: boolean, label: string, testid: string, onScrub: (value: number) => void}} props
 */
function Strip({ images, value, active, label, testid, onScrub }) {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const held = useRef(false);
  /** @param {PointerEvent} event */
  const scrub = (event) => {
    const element = /** @type {HTMLElement} */ (root.current);
    const box = element.getBoundingClientRect();
    const side = element.querySelector('span')?.clientWidth ?? 0;
    move(true);
    onScrub(valueAt((event.clientX - box.left - side / 2) / (box.width - side), REACH, STEP));
  };
  const end = () => {
    held.current = false;
  };
  const nearest = Math.round(((value + REACH) / (2 * REACH)) * (STRIP_FRAMES - 1));
  return html`<div class="traversal" role="img" aria-label=${label} ref=${root} data-testid=${testid}
    onPointerDown=${(/** @type {PointerEvent} */ event) => {
      held.current = true;
      root.current?.setPointerCapture(event.pointerId);
      scrub(event);
    }}
    onPointerMove=${(/** @type {PointerEvent} */ event) => held.current && scrub(event)} onPointerUp=${end} onPointerCancel=${end}>
    ${Array.from({ length: STRIP_FRAMES }, (_, place) => {
      const src = images[place];
      return html`<span key=${place} class=${active && place === nearest ? 'at' : ''}>${src && html`<img src=${src} alt="" decoding="sync" draggable=${false} />`}</span>`;
    })}
  </div>`;
}
