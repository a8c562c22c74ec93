/** One image, the AE's point and the VAE's Gaussian side by side: pictures above, drawings below. */

import { useSignal } from '@preact/signals';
import { familyName } from '../../families.js';
import { html } from '../../html.js';
import { closeWindow, wholeWindow } from '../../lib/posterior-plane.js';
import { DRAWS, MOST_SCALE } from '../../state/posterior.js';
import { decimals, signed, t } from '../../store.js';
import { Formula, op, symbol } from '../formula.js';
import { Picture } from '../picture.js';
import { SeedField } from '../seed-field.js';
import { Sheet } from '../sheet.js';
import { Slider } from '../slider.js';
import { Plane, placeOf } from './plane.js';

/** @typedef {import('../../lib/posterior.js').Pair} Pair */
/** @typedef {import('../../state/posterior-streams.js').Posterior} Posterior */
/** @typedef {import('../../state/posterior.js').PosteriorState} PosteriorState */
/** @typedef {import('../../state/posterior-read.js').Read} Read */
/** @typedef {import('../../state/posterior-read.js').Reading} Reading */
/**
 * @typedef {object} PairProps
 * @property {PosteriorState} state
 * @property {Posterior} posterior
 * @property {Read} read
 * @property {Pair} pair the drawn dimensions
 * @property {Map<string, number[][]>} others codes of other images, by model
 * @property {string} name of the image
 */
/** @typedef {PairProps & {gaussian: Reading}} GaussianProps */

/** The window of one reading's plane, or the one that holds both. @param {PairProps} props @param {Reading} reading */
function windowOf(props, reading) {
  const { state, read, pair, others } = props;
  const shown = state.sameScale.value ? read.readings : [reading];
  const codes = shown.flatMap(({ card, code }) => [code, ...(others.get(card.id) ?? [])]);
  const moved = shown.flatMap((one) => movedIn(props, one) ?? []);
  return wholeWindow([...codes, ...(moved.length ? [moved] : [])].map((code) => placeOf(code, pair)));
}

/** Where the sliders have moved this reading's code, if it is theirs. @param {PairProps} props @param {Reading} reading */
function movedIn({ posterior }, reading) {
  const { value: moved } = posterior.moved;
  return moved?.isMoved && posterior.steps.value?.reading === reading ? moved.code : null;
}

/** The point of the deterministic encoder, and the Gaussian of the variational one. @param {Omit<PairProps, 'read'>} props */
export function Columns(props) {
  const { value: read } = props.posterior.read;
  if (!read) return null;
  const point = read?.readings.find(({ dimensions }) => !dimensions) ?? null;
  const shared = { ...props, read };
  return html`<${PointColumn} ...${shared} point=${point} /><${GaussianColumn} ...${shared} gaussian=${props.posterior.gaussian.value} />`;
}

/** z = f(x): there is nothing to draw. @param {PairProps & {point: Reading | null}} props */
function PointColumn(props) {
  const { posterior, point, name } = props;
  if (!point)
    return html`<section class="posterior-column" data-testid="point"><h2>AE</h2><p class="hint">${t('posterior.noPoint')}</p></section>`;
  return html`<section class="posterior-column" aria-labelledby="point-heading" data-testid="point">
    <div><h2 id="point-heading">${t('posterior.point', { family: familyName(point.card) })}</h2>
      <${Formula} label=${t('posterior.formulaPoint')}>${symbol('z')}${op('=')}${symbol('f', symbol('φ'))}${op('(')}${symbol('x')}${op(')')}<//></div>
    <figure><${Picture} src=${point.picture} alt=${t('posterior.pictureOf', { name, family: familyName(point.card) })} size="side" busy=${posterior.busy.read.value} testid="point-picture" />
      <figcaption class="hint">${t('posterior.always')}</figcaption></figure>
    <${PointPlane} ...${props} point=${point} />
  </section>`;
}

/** @param {PairProps & {point: Reading}} props */
function PointPlane(props) {
  const { point, pair, others } = props;
  const place = placeOf(point.code, pair);
  const label = t('posterior.planePoint', { x: signed(place.x, 2), y: signed(place.y, 2) });
  return html`<figure class="part-plane"><${Plane} label=${label} pair=${pair} window=${windowOf(props, point)} code=${point.code} sigma=${null}
      others=${others.get(point.card.id)} moved=${movedIn(props, point)} testid="plane-point" />
      <figcaption class="hint">${t('posterior.planePointNote')}</figcaption></figure>`;
}

/** q(z|x) = N(μ, σ²): its mean, draws from it, and both in a drawing. @param {PairProps & {gaussian: Reading | null}} props */
function GaussianColumn(props) {
  const { state, posterior, gaussian, name } = props;
  if (!gaussian)
    return html`<section class="posterior-column wide" data-testid="gaussian"><h2>VAE</h2><p class="hint">${t('posterior.noGaussian')}</p></section>`;
  const family = familyName(gaussian.card);
  return html`<section class="posterior-column wide" aria-labelledby="gaussian-heading" data-testid="gaussian">
    <div class="across"><h2 id="gaussian-heading">${t('posterior.gaussian', { family })}</h2>
      <${Formula} label=${t('posterior.formulaGaussian')}>${posteriorFormula(gaussian)}<//></div>
    <figure><${Picture} src=${gaussian.picture} alt=${t('posterior.pictureOfMean', { name, family })} size="side" busy=${posterior.busy.read.value} testid="mean-picture" />
      <figcaption class="hint">${t('posterior.mean')}</figcaption></figure>
    <figure><${Draws} state=${state} posterior=${posterior} />
      <figcaption class="hint"><${DrawsWords} state=${state} /></figcaption></figure>
    <${DrawControls} state=${state} />
    <${GaussianPlanes} ...${props} gaussian=${gaussian} />
  </section>`;
}

/** q(z|x) = N(μ, σ²), of a conditional model q(z|x, y). @param {Reading} reading */
export function posteriorFormula({ condition }) {
  const given = condition.condition ? [op(','), symbol('y')] : [];
  return html`${symbol('q', symbol('φ'))}${op('(')}${symbol('z')}${op('|')}${symbol('x')}${given}${op(')')}${op('=')}${symbol('𝒩')}${op(
    '(',
  )}${symbol('μ')}${op(',')}<msup>${symbol('σ')}<mn>2</mn></msup>${op(')')}`;
}

/** @param {{state: PosteriorState}} props */
function DrawsWords({ state }) {
  return t('posterior.draws', { scale: decimals(state.scale.value, 2) });
}

/** @type {string[]} */
const NONE = [];

/** @param {{state: PosteriorState, posterior: Posterior}} props */
function Draws({ state, posterior }) {
  return html`<${Sheet} images=${posterior.draws.value?.images ?? NONE} columns=${Math.sqrt(DRAWS)} selected=${state.selected.value} busy=${posterior.busy.draws.value} testid="draws"
    label=${t('posterior.drawsLabel')} itemLabel=${(/** @type {number} */ index) => t('posterior.draw', { index: index + 1 })}
    onSelect=${(/** @type {number} */ index) => {
      state.selected.value = index;
    }} />`;
}

/** The ellipse in the whole plane, and close up. @param {GaussianProps} props */
function GaussianPlanes(props) {
  const { state, posterior, gaussian, pair, others } = props;
  const [across, up] = pair.map(
    (index) => /** @type {NonNullable<Reading['dimensions']>} */ (gaussian.dimensions)[index],
  );
  const sigma = { x: across.sigma, y: up.sigma };
  const close = closeWindow(placeOf(gaussian.code, pair), sigma);
  const values = {
    x: signed(across.mean, 2),
    y: signed(up.mean, 2),
    sx: decimals(sigma.x, 2),
    sy: decimals(sigma.y, 2),
  };
  const { value: draws } = posterior.draws;
  const drawn = draws?.of === gaussian ? draws.latents : [];
  const shared = {
    pair,
    code: gaussian.code,
    sigma,
    draws: drawn,
    selected: state.selected.value,
    moved: movedIn(props, gaussian),
  };
  return html`<figure class="part-plane"><${Plane} ...${shared} label=${t('posterior.planeGaussian', values)} window=${windowOf(props, gaussian)}
      others=${others.get(gaussian.card.id)} frame=${close} testid="plane-gaussian" />
      <figcaption class="hint">${t('posterior.planeGaussianNote')}</figcaption></figure>
    <figure class="part-plane"><${Plane} ...${shared} label=${t('posterior.closeUp', values)} window=${close} testid="close-up" />
      <figcaption class="hint">${t('posterior.closeUpNote')}</figcaption></figure>`;
}

/** Seed, another draw, and how far from the mean. @param {{state: PosteriorState}} props */
function DrawControls({ state }) {
  const { seed, scale } = state;
  const moving = useSignal(false);
  return html`<div class="draw-controls across">
    <${SeedField} value=${seed.value} again=${t('posterior.again')} onChange=${(/** @type {number} */ next) => {
      seed.value = next;
    }} />
    <div class="labelled-slider"><span class="field-label">${t('posterior.scale')} <b class="hot">τ</b></span>
      <${Slider} label=${t('posterior.scale')} value=${scale.value} min=${0} max=${MOST_SCALE} step=${0.05} digits=${2} initial=${1}
        active=${moving.value} testid="scale" onInput=${(/** @type {number} */ next) => {
          moving.value = true;
          scale.value = next;
        }} onCommit=${() => {
          moving.value = false;
        }} /></div>
  </div>`;
}
