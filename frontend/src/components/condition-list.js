import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { attributesOf } from '../state/conditional-attributes.js';
import { say, t } from '../store.js';
import { Slider } from './slider.js';

/** What the judge sees of an attribute. */
const Seen = lazy(async () => (await import('./side-effects.js')).Seen);

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Judgement} Judgement */
/** @typedef {import('../state/conditional-attributes.js').Values} Values */
/** @typedef {import('../state/conditional-attributes.js').Variants} Variants */

/**
 * Each attribute as a slider between the same z without it and with it.
 * @param {{card: Card, own: Values, values: Values, variants: Variants, judgement: Judgement | null, active: string,
 *   onInput: (name: string, value: number) => void, onReset: (name: string) => void}} props
 */
export function ConditionList({ card, own, values, variants, judgement, active, onInput, onReset }) {
  return html`<ul class="condition-list" aria-label=${t('conditional.attributes')} data-testid="condition-list">
    ${attributesOf(card).map(
      ({
        name,
        title,
      }) => html`<${Row} key=${name} name=${name} title=${say(title)} own=${own[name]} value=${values[name]}
        pictures=${variants[name]} judgement=${judgement} active=${name === active}
        onInput=${(/** @type {number} */ value) => (value === own[name] ? onReset(name) : onInput(name, value))} />`,
    )}
  </ul>`;
}

/**
 * @param {{name: string, title: string, own: number, value: number, pictures: [string, string] | undefined, judgement: Judgement | null,
 *   active: boolean, onInput: (value: number) => void}} props `own`: where reset returns to
 */
function Row({ name, title, own, value, pictures, judgement, active, onInput }) {
  const ends = /** @type {const} */ ([
    [0, t('conditional.without', { attribute: title })],
    [1, t('conditional.with', { attribute: title })],
  ]);
  const [without, withIt] = ends.map(
    ([
      end,
      label,
    ]) => html`<button type="button" class="condition-end" aria-pressed=${value === end} aria-label=${label} title=${label}
      data-testid=${`end-${name}-${end}`} onClick=${() => onInput(end)}>
      ${pictures && html`<img src=${pictures[end]} alt="" decoding="sync" draggable=${false} />`}
    </button>`,
  );
  return html`<li class=${`condition-row ${active ? 'active' : ''}`} data-testid=${`condition-${name}`}>
    <p class="condition-title"><span>${title}</span>
      ${judgement && html`<${Seen} name=${name} judgement=${judgement} />`}</p>
    ${without}
    <${Slider} label=${title} value=${value} min=${0} max=${1} step=${0.05} digits=${2} initial=${own} active=${active} onInput=${onInput} />
    ${withIt}
  </li>`;
}
