/** A slider for every dimension, the first ones over a strip of what they do. */

import { useComputed, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { dimensionName, movedDimensions, REACH } from '../../lib/posterior.js';
import { valueAt } from '../../lib/posterior-plane.js';
import { move } from '../../moving.js';
import { setOffset } from '../../state/posterior.js';
import { STRIP_FRAMES } from '../../state/posterior-streams.js';
import { decimals, t } from '../../store.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../state/posterior.js').PosteriorState} PosteriorState */
/** @typedef {import('../../state/posterior-streams.js').Posterior} Posterior */
/** @typedef {import('../../state/posterior-streams.js').Steps} Steps */

const STEP = 0.05;
/** @type {string[]} */
const NONE = [];

/**
 * @typedef {object} ListProps
 * @property {PosteriorState} state
 * @property {Steps} steps
 * @property {number} active
 * @property {Posterior} posterior
 */

/** @param {ListProps & {leading: number}} props `leading`: how many are seen at once */
export function DimensionList({ leading, state, steps, active, posterior }) {
  const [first, rest] = [steps.order.slice(0, leading), steps.order.slice(leading)];
  // A link that has moved one of the others opens them; afterwards it is up to the reader.
  const open = useSignal(movedDimensions(state.offsets.peek()).some((index) => rest.includes(index)));
  /** Each gets only what is its own: the others stay as they are while one moves. @param {number} index @param {boolean} withStrip */
  const row = (
    index,
    withStrip,
  ) => html`<${Row} key=${index} state=${state} index=${index} kl=${steps.reading.dimensions?.[index].kl}
    active=${index === active} posterior=${posterior} withStrip=${withStrip} />`;
  return html`<div class="dimensions" data-testid="dimensions">
    <ul>${first.map((index) => row(index, state.strips.value))}</ul>
    ${
      rest.length > 0 &&
      html`<details class="more" open=${open.value} data-testid="all-dimensions"
        onToggle=${(/** @type {any} */ event) => {
          open.value = event.currentTarget.open;
        }}><summary>${t('posterior.showAll', { count: rest.length })}</summary>
        ${open.value && html`<ul>${rest.map((index) => row(index, false))}</ul>`}
      </details>`
    }
  </div>`;
}

/** @param {{state: PosteriorState, index: number, kl: number | undefined, active: boolean, posterior: Posterior, withStrip: boolean}} props */
function Row({ state, index, kl, active, posterior, withStrip }) {
  // Not all offsets: the rows of the others stay as they are while one moves.
  const own = useComputed(() => state.offsets.value[index] ?? 0);
  const value = own.value;
  const name = dimensionName(index);
  const onOffset = (/** @type {number} */ next) => setOffset(state, index, next);
  const onActivate = () => {
    state.active.value = index;
  };
  return html`<li class=${`dimension ${active ? 'active' : ''}`} data-testid=${`dimension-${index + 1}`}>
    <span class="dimension-title">${name}${kl !== undefined && html`<span class="hint">KL ${decimals(kl, 2)}</span>`}</span>
    <${Slider} label=${t('posterior.dimension', { index: index + 1 })} value=${value} min=${-REACH} max=${REACH} step=${STEP} digits=${2} centred
      active=${active} onActivate=${onActivate} onInput=${onOffset} />
    ${
      withStrip &&
      html`<${Strip} posterior=${posterior} index=${index} value=${value} active=${active} testid=${`strip-${index + 1}`}
        label=${t('posterior.strip', { index: index + 1, reach: REACH })} onScrub=${onOffset} />`
    }
  </li>`;
}

/**
 * What the slider above it does, each picture under its place on the track. The slider is its
 * keyboard control; a pointer may also draw over the pictures.
 * @param {{posterior: Posterior, index: number, value: number, active: boolean, label: string, testid: string, onScrub: (value: number) => void}} props
 */
function Strip({ posterior, index, value, active, label, testid, onScrub }) {
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
    <${Frames} posterior=${posterior} index=${index} at=${active ? nearest : -1} />
  </div>`;
}

/** The pictures of a strip, and which of them the slider is at. @param {{posterior: Posterior, index: number, at: number}} props */
function Frames({ posterior, index, at }) {
  const { value: strips } = posterior.strips;
  const images = (strips?.of === posterior.steps.value?.reading && strips?.images.get(index)) || NONE;
  return Array.from({ length: STRIP_FRAMES }, (_, place) => {
    const src = images[place];
    return html`<span key=${place} class=${place === at ? 'at' : ''}>${src && html`<img src=${src} alt="" decoding="sync" draggable=${false} />`}</span>`;
  });
}
