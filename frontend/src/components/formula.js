import { html } from '../html.js';

/** Formulas in MathML. What is being moved carries the class `hot`, as its slider does. */

/**
 * @param {{label: string, terms?: number, children: any}} props `label`: the formula read aloud;
 *   `terms`: how long its sum is, where that changes
 */
export function Formula({ label, terms, children }) {
  const style = terms ? { '--terms': String(terms) } : undefined;
  return html`<div class="formula" role="math" aria-label=${label} style=${style}><math display="block">${children}</math></div>`;
}

/** @param {string} name @param {any} [sub] */
export function symbol(name, sub) {
  return sub === undefined ? html`<mi>${name}</mi>` : html`<msub><mi>${name}</mi>${sub}</msub>`;
}

/** @param {string | number} value */
export function num(value) {
  return html`<mn>${value}</mn>`;
}

/** Where there is no font with mathematics, browsers stretch brackets to thrice the height of what is in them. */
const BRACKETS = '()[]|∣‖';

/** @param {string} sign */
export function op(sign) {
  return BRACKETS.includes(sign) ? html`<mo stretchy="false">${sign}</mo>` : html`<mo>${sign}</mo>`;
}

/** @param {string} words */
export function words(words) {
  return html`<mtext>${words}</mtext>`;
}

/** The thing that is moved. @param {any} content */
export function hot(content) {
  return html`<mrow class="hot">${content}</mrow>`;
}

/** @param {any} content */
export function row(content) {
  return html`<mrow>${content}</mrow>`;
}

/** z ~ N(0, τ²I), the standard prior. @param {string} temperature as shown */
export function standardPrior(temperature) {
  return html`${symbol('z')}${op('∼')}${symbol('𝒩')}${op('(')}${num(0)}${op(',')}${hot(
    html`<msup>${num(temperature)}${num(2)}</msup>`,
  )}${symbol('I')}${op(')')}`;
}

/** z ~ Σ πₖ N(μₖ, τ²Σₖ), the fitted prior. @param {string} temperature as shown */
export function fittedPrior(temperature) {
  const k = symbol('k');
  return html`${symbol('z')}${op('∼')}<munder>${op('∑')}${k}</munder>${symbol('π', k)}${symbol('𝒩')}${op('(')}${symbol('μ', k)}${op(
    ',',
  )}${hot(html`<msup>${num(temperature)}${num(2)}</msup>`)}${symbol('Σ', k)}${op(')')}`;
}

/** x̂ = g(z), the decoder. @param {any} [condition] */
export function decoded(condition) {
  return html`<mover><mi>x</mi><mo stretchy="false">^</mo></mover>${op('=')}${symbol('g', symbol('θ'))}${op('(')}${symbol('z')}${
    condition && html`${op(',')}${condition}`
  }${op(')')}`;
}
