/** The formulas of lessons and glossary in MathML, by name. */

import { html } from '../../html.js';
import { lt } from '../../tour/host.js';
import { decoded, Formula, num, op, row, symbol, words } from '../formula.js';

const hat = (/** @type {string} */ name) => html`<mover><mi>${name}</mi><mo stretchy="false">^</mo></mover>`;
const mean = (/** @type {any} */ content) => html`<mover>${row(content)}<mo>‾</mo></mover>`;
const squared = (/** @type {any} */ base) => html`<msup>${base}${num(2)}</msup>`;
const theta = (/** @type {string} */ name) => symbol(name, symbol('θ'));
const phi = (/** @type {string} */ name) => symbol(name, symbol('φ'));
const indexed = (/** @type {string} */ name, /** @type {any} */ sub) => symbol(name, row(sub));

/** f(a, b): in brackets after a name. @param {any} head @param {...any} parts */
function call(head, ...parts) {
  return html`${head}${op('(')}${parts.map((part, index) => html`${index > 0 && op(',')}${part}`)}${op(')')}`;
}

/** p(a | b). @param {any} head @param {any} of @param {...any} given */
function given(head, of, ...given) {
  const after = given.map((part, index) => html`${index > 0 && op(',')}${part}`);
  return html`${head}${op('(')}${of}${op('|')}${after}${op(')')}`;
}

const x = () => symbol('x');
const z = () => symbol('z');
const y = () => symbol('y');
const normal = (/** @type {any} */ centre, /** @type {any} */ spread) => call(symbol('𝒩'), centre, spread);
const expectation = (/** @type {any} */ under, /** @type {any} */ content) =>
  html`${symbol('𝔼', under)}${op('[')}${content}${op(']')}`;
const kl = (/** @type {any} */ one, /** @type {any} */ other) =>
  html`${symbol('D', words('KL'))}${op('(')}${one}${op('‖')}${other}${op(')')}`;
const posterior = () => given(phi('q'), z(), x());
const zWith = (/** @type {string} */ sign) => symbol('z', op(sign));

const linear = () =>
  html`${call(z(), symbol('α'))}${op('=')}${op('(')}${num(1)}${op('−')}${symbol('α')}${op(')')}${symbol('z', num(1))}${op('+')}${symbol('α')}${symbol('z', num(2))}`;
const difference = () => html`${symbol('d')}${op('=')}${mean(zWith('+'))}${op('−')}${mean(zWith('−'))}`;
const elbo = () =>
  html`${expectation(row(posterior()), html`${symbol('log')}${given(theta('p'), x(), z())}`)}${op('−')}${kl(posterior(), call(symbol('p'), z()))}`;
const mixture = () =>
  html`${call(symbol('p'), z())}${op('=')}<munder>${op('∑')}${symbol('k')}</munder>${symbol('π', symbol('k'))}${normal(symbol('μ', symbol('k')), symbol('Σ', symbol('k')))}`;
const standard = () => normal(num(0), symbol('I'));
const conditionalEncoder = () => given(phi('q'), z(), x(), y());
const conditionalDecoder = () => given(theta('p'), x(), z(), y());

/** Of the glossary: each term has one. @type {Record<string, () => any>} */
export const TERMS = {
  autoencoder: () =>
    html`${z()}${op('=')}${call(phi('f'), x())}${op(',')}${hat('x')}${op('=')}${call(theta('g'), z())}`,
  vae: () => html`${call(symbol('p'), x(), z())}${op('=')}${given(theta('p'), x(), z())}${call(symbol('p'), z())}`,
  cvae: () => html`${conditionalEncoder()}${op(',')}${conditionalDecoder()}`,
  encoder: () => html`${z()}${op('=')}${call(phi('f'), x())}`,
  decoder: () => decoded(),
  latent: () =>
    html`${z()}${op('=')}${op('(')}${symbol('z', num(1))}${op(',')}${op('…')}${op(',')}${symbol('z', symbol('d'))}${op(')')}`,
  'latent-space': () => html`${z()}${op('∈')}<msup>${symbol('ℝ')}${symbol('d')}</msup>`,
  prior: () => html`${call(symbol('p'), z())}${op('=')}${standard()}`,
  posterior: () =>
    html`${posterior()}${op('=')}${normal(call(phi('μ'), x()), call(html`<msubsup><mi>σ</mi><mi>φ</mi><mn>2</mn></msubsup>`, x()))}`,
  likelihood: () => given(theta('p'), x(), z()),
  evidence: () =>
    html`${call(symbol('p'), x())}${op('=')}${op('∫')}${given(symbol('p'), x(), z())}${call(symbol('p'), z())}${symbol('d')}${z()}`,
  kl: () =>
    html`${kl(symbol('q'), symbol('p'))}${op('=')}${expectation(symbol('q'), html`${symbol('log')}${symbol('q')}${op('−')}${symbol('log')}${symbol('p')}`)}`,
  'log-variance': () =>
    html`${symbol('σ')}${op('=')}<msup><mi>e</mi>${row(html`<mfrac>${num(1)}${num(2)}</mfrac>${symbol('log')}${squared(symbol('σ'))}`)}</msup>`,
  reparameterisation: () =>
    html`${z()}${op('=')}${symbol('μ')}${op('+')}${symbol('σ')}${op('⊙')}${symbol('ε')}${op(',')}${symbol('ε')}${op('∼')}${standard()}`,
  elbo,
  reconstruction: () => html`${hat('x')}${op('=')}${call(theta('g'), call(phi('f'), x()))}`,
  active: () =>
    html`${symbol('Var', x())}${op('[')}${call(symbol('μ', symbol('i')), x())}${op(']')}${op('>')}<mfrac>${num(1)}${num(100)}</mfrac>`,
  sampling: () => html`${z()}${op('∼')}${standard()}${op(',')}${decoded()}`,
  seed: () => html`${symbol('ε')}${op('=')}${call(symbol('ε'), words('#'))}`,
  temperature: () => html`${z()}${op('∼')}${normal(num(0), html`${squared(symbol('τ'))}${symbol('I')}`)}`,
  fitted: mixture,
  interpolation: linear,
  alpha: () =>
    html`${call(z(), num(0))}${op('=')}${symbol('z', num(1))}${op(',')}${call(z(), num(1))}${op('=')}${symbol('z', num(2))}`,
  attribute: () => html`${y()}${op('∈')}${op('{')}${num(0)}${op(',')}${num(1)}${op('}')}`,
  direction: difference,
  separability: () =>
    html`${call(symbol('P'), html`<msup>${symbol('d')}${op('⊤')}</msup>${zWith('+')}${op('>')}<msup>${symbol('d')}${op('⊤')}</msup>${zWith('−')}`)}`,
  entanglement: () =>
    html`<msup>${symbol('d')}${op('′')}</msup>${op('=')}${symbol('d')}${op('−')}<mfrac>${row(html`<msup>${symbol('d')}${op('⊤')}</msup>${symbol('h')}`)}${row(html`<msup>${symbol('h')}${op('⊤')}</msup>${symbol('h')}`)}</mfrac>${symbol('h')}`,
  condition: () => decoded(y()),
  class: () => html`${y()}${op('∈')}${op('{')}${num(0)}${op(',')}${op('…')}${op(',')}${num(9)}${op('}')}`,
};

/** At the end of lessons; the others are the terms'. @type {Record<string, () => any>} */
const OWN = {
  linear,
  difference,
  spherical: () => {
    const angle = symbol('Ω');
    const weight = (/** @type {any} */ of) =>
      html`<mfrac>${row(html`${symbol('sin')}${of}`)}${row(html`${symbol('sin')}${angle}`)}</mfrac>`;
    const rest = row(html`${op('(')}${num(1)}${op('−')}${symbol('α')}${op(')')}${angle}`);
    return html`${call(z(), symbol('α'))}${op('=')}${weight(rest)}${symbol('z', num(1))}${op('+')}${weight(row(html`${symbol('α')}${angle}`))}${symbol('z', num(2))}`;
  },
  average: () => html`${hat('x')}${op('=')}${symbol('𝔼')}${op('[')}${x()}${op('|')}${z()}${op(']')}`,
  edit: () =>
    html`<msup>${z()}${op('′')}</msup>${op('=')}${z()}${op('+')}<munder>${op('∑')}${symbol('i')}</munder>${indexed('α', symbol('i'))}${indexed('d', symbol('i'))}`,
  'conditional-encoder': conditionalEncoder,
  'conditional-decoder': conditionalDecoder,
};

export const LESSON_FORMULAS = { ...TERMS, ...OWN };

/** @param {{name: string}} props of a term */
export function TermFormula({ name }) {
  return html`<${Formula} label=${lt(`${name}.said`)}>${TERMS[name]()}<//>`;
}

/** @param {{name: string}} props of a lesson */
export function LessonFormula({ name }) {
  const label = name in OWN ? lt(`formula.${name}`) : lt(`${name}.said`);
  return html`<${Formula} label=${label}>${LESSON_FORMULAS[name]()}<//>`;
}
