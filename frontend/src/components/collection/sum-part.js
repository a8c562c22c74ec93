/** A − B + C: the terms, how much of the change, and what the model draws of it. */

import { useSignal } from '@preact/signals';
import { isSmooth } from '../../families.js';
import { html } from '../../html.js';
import { letter, MOST_STRENGTH, MOST_WEIGHT } from '../../lib/collection-sum.js';
import { classOf } from '../../points.js';
import { useStrip } from '../../state/collection-pictures.js';
import { changeTerm, formulaText, nameOf, removeTerm, weighted, whyNotWords } from '../../state/collection-screen.js';
import { decimals, number, t } from '../../store.js';
import { Button, files, TakePoint, WorkButton } from '../buttons.js';
import { Film } from '../film.js';
import { Formula, hot, num, op, row, symbol } from '../formula.js';
import { ErrorNote, InfoNote } from '../notes.js';
import { Picture } from '../picture.js';
import { ClassSelect, ReadAs, Select } from '../segmented.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../state/collection-screen.js').CollectionState} CollectionState */
/** @typedef {import('../../state/collection-pictures.js').Sum} Sum */
/** @typedef {import('../../state/collection-screen.js').Term} Term */

/** @param {{state: CollectionState, sum: Sum}} props */
export function SumPart({ state, sum }) {
  const terms = state.terms();
  const whyNot = whyNotWords(terms.map(({ point }) => point));
  const hasPhoto = terms.some(({ point }) => point.photo);
  return html`<section class=${`sum-part ${isSmooth(state.card()) ? 'smooth' : 'crisp'}`} aria-labelledby="sum-heading" data-testid="sum">
    <h2 id="sum-heading">${t('collection.sum')}</h2>
    ${state.own.value === null && terms.length > 0 && terms[0].point.id === undefined && html`<p class="hint">${t('collection.sumExample')}</p>`}
    ${whyNot && html`<${InfoNote} testid="sum-why-not">${whyNot}<//>`}
    <div class="sum-grid">
      <${Result} state=${state} sum=${sum} />
      <div class="sum-controls">
        <${SumFormula} terms=${terms} strength=${state.strength.value} />
        <${Strength} state=${state} disabled=${terms.length < 2} />
        <${Terms} state=${state} />
        <${ResultCondition} state=${state} />
      </div>
    </div>
    <${ErrorNote} error=${sum.error.value} onRetry=${sum.request} />
    <${Strip} state=${state} />
    <${Takeaway} state=${state} sum=${sum} />
    ${hasPhoto && html`<p class="hint" data-testid="photo-link">${t('collection.photoLink')}</p>`}
  </section>`;
}

/** @param {number} amount */
function written(amount) {
  return number(amount, { maximumFractionDigits: 2 });
}

/** What the result is called, and said to be. @param {CollectionState} state */
function resultName(state) {
  const text = formulaText(state.terms(), written);
  return state.strength.value === 1 ? text : `${text} (s = ${decimals(state.strength.value, 2)})`;
}

/** @param {{state: CollectionState, sum: Sum}} props */
function Result({ state, sum }) {
  const name = resultName(state);
  return html`<figure class="sum-result">
    <${Picture} src=${state.result.value?.images[0]} alt=${t('collection.sumOf', { formula: name })} size="large" busy=${sum.busy.value} testid="sum-picture" />
    <figcaption><strong>${t('collection.result')}</strong><span class="source-name" data-testid="sum-name">${name}</span></figcaption>
  </figure>`;
}

/** @param {{state: CollectionState, disabled: boolean}} props */
function Strength({ state, disabled }) {
  const { strength } = state;
  const moving = useSignal(false);
  return html`<div class="dock strength-dock"><div class="labelled-slider"><span class="field-label">${t('collection.strength')} <b class="hot">s</b></span>
    <${Slider} label=${t('collection.strength')} value=${strength.value} min=${0} max=${MOST_STRENGTH} step=${0.05} digits=${2} initial=${1} large
      active=${moving.value} disabled=${disabled} testid="strength" onInput=${(/** @type {number} */ next) => {
        moving.value = true;
        strength.value = next;
      }} onCommit=${() => {
        moving.value = false;
      }} /></div></div>`;
}

/** A sign, unless it is the plus of the first; an amount, unless it is 1. @param {Term} term @param {number} place @param {boolean} first */
function termMath({ sign, amount }, place, first) {
  const shown = amount === 1 ? '' : num(written(amount));
  return html`${sign < 0 ? op('−') : first ? '' : op('+')}${shown}${symbol('z', symbol(letter(place)))}`;
}

/** z′ = z_A + s (− z_B + z_C) @param {{terms: readonly Term[], strength: number}} props */
function SumFormula({ terms, strength }) {
  const [base, ...change] = terms;
  const spoken = (/** @type {readonly Term[]} */ some, /** @type {number} */ from) =>
    some
      .map(({ sign, amount }, index) => {
        const name = `${amount === 1 ? '' : `${written(amount)} `}${letter(from + index)}`;
        if (sign < 0) return `${t('collection.minus')} ${name}`;
        return index === 0 ? name : `${t('collection.plus')} ${name}`;
      })
      .join(' ');
  if (!base) return null;
  const head = spoken([base], 0);
  const words = change.length ? t('collection.formulaChange', { base: head, terms: spoken(change, 1) }) : head;
  const s = hot(strength === 1 ? symbol('s') : num(decimals(strength, 2)));
  return html`<${Formula} label=${t('collection.formula', { terms: words })}>${row(
    html`<msup>${symbol('z')}${op('′')}</msup>${op('=')}${termMath(base, 0, true)}${
      change.length > 0 &&
      html`${op('+')}${s}${op('(')}${change.map((term, index) => termMath(term, index + 1, index === 0))}${op(')')}`
    }`,
  )}<//>`;
}

/** @param {{state: CollectionState}} props */
function Terms({ state }) {
  const terms = state.terms();
  return html`<ol class="sum-terms" aria-label=${t('collection.terms')} data-testid="terms">
    ${terms.map((term, place) => html`<${TermRow} key=${place} state=${state} term=${term} place=${place} only=${terms.length === 1} />`)}
  </ol>`;
}

/** @param {{state: CollectionState, term: Term, place: number, only: boolean}} props */
function TermRow({ state, term, place, only }) {
  const { point, sign, amount } = term;
  const name = nameOf(point);
  const at = letter(place);
  const signWord = t(sign < 0 ? 'collection.minus' : 'collection.plus');
  return html`<li class="sum-term" data-testid=${`term-${at}`}>
    <button type="button" class="button icon-only sum-term-sign" aria-label=${t('collection.signOf', { letter: at, name, sign: signWord })}
      data-testid=${`sign-${at}`} onClick=${() => changeTerm(state, place, { sign: sign < 0 ? 1 : -1 })}>${sign < 0 ? '−' : '+'}</button>
    <${Picture} src=${point.thumbnail || null} alt="" size="term" />
    <div class="sum-term-amount"><span class="sum-term-name"><strong>${at}</strong> ${name}</span>
    <${Slider} label=${t('collection.weightOf', { letter: at })} value=${amount} min=${0} max=${MOST_WEIGHT} step=${0.05} digits=${2} initial=${1}
      testid=${`weight-${at}`} onInput=${(/** @type {number} */ next) => changeTerm(state, place, { amount: next })} /></div>
    <${Button} icon="x" iconOnly kind="quiet" disabled=${only} label=${t('collection.removeTerm', { letter: at })} testid=${`remove-${at}`} onClick=${() => removeTerm(state, place)} />
  </li>`;
}

/** The result for every strength, to be scrubbed. @param {{state: CollectionState}} props */
function Strip({ state }) {
  const { strength } = state;
  const { frames, busy, error, request } = useStrip(state);
  if (state.terms().length < 2) return null;
  /** @param {number} at */
  const scrub = (at) => {
    strength.value = Number((at * MOST_STRENGTH).toFixed(2));
  };
  const label = t('collection.strip', { formula: formulaText(state.terms(), written), most: MOST_STRENGTH });
  return html`<div class="films"><div class="film-row">
      <h3 class="film-label">${t('collection.strength')} <span class="hot">s = ${decimals(strength.value, 2)}</span></h3>
      <${Film} frames=${frames} position=${strength.value / MOST_STRENGTH} busy=${busy.value} testid="film-sum" label=${label} onScrub=${scrub} /></div>
    <${ErrorNote} error=${error.value} onRetry=${request} /></div>`;
}

/** Conditions are not added up: one is chosen for the result. @param {{state: CollectionState}} props */
function ResultCondition({ state }) {
  const card = state.card();
  const { label } = state;
  if (!card.condition) return null;
  const terms = state.terms();
  const choices = terms.map(({ point }, place) => ({
    value: String(place),
    label: `${letter(place)}: ${nameOf(point)}`,
  }));
  const chosen = Math.max(
    0,
    terms.findIndex(({ point }) => point.condition === state.under()),
  );
  return html`<div class="sum-condition">
    <${ClassSelect} card=${card} label=${t('collection.condition')} value=${classOf(state.under())} testid="sum-class" onChange=${(
      /** @type {number} */ index,
    ) => {
      label.value = index;
    }} />
    ${
      card.condition.kind === 'attributes' &&
      html`<${Select} label=${t('collection.conditionOf')} value=${String(chosen)} choices=${choices} testid="sum-attributes" onChange=${(
        /** @type {string} */ place,
      ) => {
        label.value = terms[Number(place)].point.condition;
      }} />`
    }
    <${ReadAs} card=${card} label=${state.under()} />
    <p class="hint">${t('collection.conditionHint')}</p>
  </div>`;
}

/** @param {{state: CollectionState, sum: Sum}} props */
function Takeaway({ state, sum }) {
  const ready = state.result.value !== null && state.wanted.value !== null;
  const point = async () => {
    const { latents, images } = await sum.exact();
    const photo = state.terms().some((term) => weighted(term).photo);
    return {
      model: state.card().id,
      latent: latents[0],
      condition: state.under(),
      label: resultName(state),
      thumbnail: images[0],
      photo,
    };
  };
  const save = async () => {
    const [{ images }, { fileName, savePicture }] = await Promise.all([sum.exact(), files()]);
    await savePicture(
      images[0],
      fileName(state.card().id, resultName(state).replaceAll('−', 'minus').replaceAll('+', 'plus')),
    );
  };
  return html`<div class="takeaway" role="group" aria-label=${t('take.label')}>
    <${WorkButton} icon="download" label=${t('take.picture')} disabled=${!ready} run=${save} testid="download-picture" />
    <${TakePoint} disabled=${!ready} point=${point} />
  </div>`;
}
