import { useRef } from 'preact/hooks';
import { useDraft } from '../hooks.js';
import { html } from '../html.js';
import { move, rest } from '../moving.js';
import { decimals, signed, t } from '../store.js';
import { Button } from './buttons.js';

/** Part of the range within which a dragged signed slider settles on zero. */
const SNAP = 0.02;

/**
 * @typedef {object} SliderProps
 * @property {string} label
 * @property {number} value
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {(value: number) => void} onInput for every tick
 * @property {(value: number) => void} [onCommit] when the value has come to rest
 * @property {number} [initial] what reset returns to
 * @property {boolean} [centred] zero in the middle, values read with their sign
 * @property {string} [less] words for the low end
 * @property {string} [more] words for the high end
 * @property {number} [digits]
 * @property {boolean} [active] it is the one that is being moved
 * @property {() => void} [onActivate]
 * @property {boolean} [disabled]
 * @property {boolean} [large] the screen's primary slider
 * @property {string} [testid]
 * @property {string} [spoken] what a screen reader says for the value, where the number alone says little
 * @property {any} [children] further buttons at the end
 */

/** @param {SliderProps} props what a screen reader says for the value */
function spokenValue({ value, centred, less, more, digits = 1, spoken }) {
  if (spoken) return spoken;
  if (!centred) return decimals(value, digits);
  if (value === 0) return t('slider.neutral');
  const words = value > 0 ? more : less;
  return words ? `${signed(value, digits)}, ${words}` : signed(value, digits);
}

/** @param {number} value @param {SliderProps} props */
function limit(value, { min, max, digits = 1 }) {
  return Number(Math.min(max, Math.max(min, value)).toFixed(digits + 1));
}

/** Range, linked number field and reset. @param {SliderProps} props */
export function Slider(props) {
  const { label, value, min, max, step, onInput, onCommit, initial = 0, centred, less, more, digits = 1 } = props;
  const dragging = useRef(false);
  const draft = useDraft(value.toFixed(digits));
  /** @param {any} event */
  const fromRange = (event) => {
    const raw = Number(event.currentTarget.value);
    // Only a drag snaps: with the keyboard a step near zero must not be swallowed.
    const snapped = centred && dragging.current && Math.abs(raw) < SNAP * (max - min) ? 0 : raw;
    if (snapped !== raw) event.currentTarget.value = snapped;
    move(dragging.current);
    onInput(snapped);
  };
  /** @param {any} event */
  const fromField = (event) => {
    const typed = Number(event.currentTarget.value.replace(',', '.'));
    const next = Number.isFinite(typed) ? limit(typed, props) : value;
    event.currentTarget.value = next.toFixed(digits);
    draft.end();
    onInput(next);
    onCommit?.(next);
  };
  const reset = () => {
    onInput(initial);
    onCommit?.(initial);
  };
  const fill = (value - min) / (max - min);
  const origin = centred ? (0 - min) / (max - min) : 0;
  const track = {
    '--from': String(Math.min(fill, origin)),
    '--to': String(Math.max(fill, origin)),
    '--origin': String(origin),
  };
  return html`<div class=${`slider ${props.active ? 'active' : ''} ${props.large ? 'large' : ''} ${centred ? 'centred' : ''}`}
    data-testid=${props.testid}>
    <div class="slider-range">
      ${less && html`<span class="end-word" aria-hidden="true">${less}</span>`}
      <input type="range" aria-label=${label} min=${min} max=${max} step=${step} value=${value} style=${track} disabled=${props.disabled}
        aria-valuetext=${spokenValue(props)} onInput=${fromRange} onFocus=${props.onActivate}
        onPointerDown=${() => {
          dragging.current = true;
        }}
        onPointerUp=${() => {
          dragging.current = false;
        }}
        onPointerCancel=${() => {
          dragging.current = false;
        }}
        onChange=${() => {
          if (dragging.current) rest();
          onCommit?.(value);
        }} />
      ${more && html`<span class="end-word end-more" aria-hidden="true">${more}</span>`}
    </div>
    <input type="number" class="value-field" aria-label=${t('slider.field', { label })} min=${min} max=${max} step=${step}
      ...${draft.field} disabled=${props.disabled} onChange=${fromField} onFocus=${props.onActivate} />
    <${Button} icon="rotate-ccw" iconOnly label=${t('slider.reset', { label })} onClick=${reset} disabled=${props.disabled || value === initial} />
    ${props.children}
  </div>`;
}
