import { html } from '../html.js';
import { decimals, say, signed, t } from '../store.js';
import { Formula, hot, num, op, row, symbol, words } from './formula.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */

/** With more moved sliders than this the formula keeps its sum sign. */
const MOST_TERMS = 3;

const Z_PRIME = () => html`<msup>${symbol('z')}${op('′')}</msup>`;

/** @param {Attribute} attribute */
function direction(attribute) {
  return symbol('d', words(say(attribute.title).toLowerCase()));
}

/**
 * z' = z + Σ αᵢ dᵢ with the numbers that the sliders show; the moved one is marked.
 * @param {{state: import('../state/attributes.js').AttributeState}} props
 */
export function EditFormula({ state }) {
  const [{ attributes }, alphas, active] = [state.card(), state.alphas.value, state.active.value];
  const moved = attributes.filter(({ name }) => alphas[name]);
  const i = symbol('i');
  const general = html`<munder>${op('∑')}${i}</munder>${hot(symbol('α', i))}${symbol('d', i)}`;
  const terms = moved.map((attribute, index) => {
    const alpha = alphas[attribute.name];
    const size = num(decimals(Math.abs(alpha), 2));
    const sign = index === 0 && alpha > 0 ? null : op(alpha < 0 ? '−' : '+');
    return html`${sign}${attribute.name === active ? hot(size) : size}${direction(attribute)}`;
  });
  const specific = moved.length > 0 && moved.length <= MOST_TERMS;
  const spoken = moved.map((attribute) => `${signed(alphas[attribute.name], 2)} ${say(attribute.title)}`).join(', ');
  return html`<${Formula} label=${t('attributes.formula', { terms: spoken || '0' })} terms=${specific ? moved.length : 1}>
    ${row(html`${Z_PRIME()}${op('=')}${symbol('z')}${op('+')}${specific ? terms : general}`)}
  <//>`;
}
