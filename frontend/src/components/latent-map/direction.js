import { useSignal } from '@preact/signals';
import { html, Icon } from '../../html.js';
import { cleanTitle, MOST_OWN } from '../../lib/own-directions.js';
import { keepDirection, ownLink } from '../../own-directions.js';
import { hashFor } from '../../router.js';
import { choosePoints, forgetExamples, STEER_RANGE } from '../../state/map.js';
import { announce, decimals, number, t } from '../../store.js';
import { Button } from '../buttons.js';
import { ErrorNote } from '../notes.js';
import { Picture } from '../picture.js';
import { Segmented, Select } from '../segmented.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map.js').Examples} Examples */
/** @typedef {ReturnType<typeof import('../../state/map-direction.js').useDirection>} Direction */

/** @type {readonly Examples[]} */
const TARGETS = ['with', 'without'];

/** Examples with and without, the direction between their means, and a slider along it. @param {{state: MapState, direction: Direction, ready: boolean}} props */
export function OwnDirection({ state, direction, ready }) {
  const { tool, target, chosen } = state;
  const { withs, withouts } = chosen.value;
  const isEmpty = withs.length + withouts.length === 0;
  if (tool.value === 'explore' && isEmpty) return null;
  return html`<section class="map-direction" aria-labelledby="map-direction" data-testid="own-direction">
    <h2 id="map-direction">${t('map.direction')}</h2>
    <p class="hint">${t('map.directionHint')}</p>
    <div class="direction-examples">
      <${Segmented} label=${t('map.examples')} value=${target.value} testid="examples" choices=${TARGETS.map(
        (value) => ({
          value,
          label: `${t(`map.examples.${value}`)} · ${value === 'without' && withs.length && !withouts.length ? t('map.theRest') : number((value === 'with' ? withs : withouts).length)}`,
        }),
      )} onChange=${(/** @type {Examples} */ next) => {
        target.value = next;
      }} />
      ${!isEmpty && html`<${Button} icon="rotate-ccw" label=${t('map.forget')} onClick=${() => forgetExamples(state)} testid="forget-examples" />`}
      ${ready && html`<${ClassExamples} state=${state} direction=${direction} />`}
    </div>
    <${ErrorNote} error=${direction.fitting.error.value ?? direction.steering.error.value} onRetry=${direction.request} />
    ${direction.fitted.value && html`<${Steering} state=${state} direction=${direction} />`}
  </section>`;
}

/** Without a pointer: a whole class as examples. @param {{state: MapState, direction: Direction}} props */
function ClassExamples({ state, direction }) {
  const classes = direction.classes.value;
  if (!classes) return null;
  const choices = [
    { value: '', label: t('map.pickClass') },
    ...classes.titles.map((label, index) => ({ value: String(index), label })),
  ];
  return html`<${Select} label=${t('map.classExamples')} value="" choices=${choices} testid="class-examples" onChange=${(
    /** @type {string} */ index,
  ) => {
    if (index !== '') choosePoints(state, classes.pointsOf(Number(index)));
  }} />`;
}

/** @param {{state: MapState, direction: Direction}} props */
function Steering({ state, direction }) {
  const { steer, steered, pins } = state;
  const fitted = /** @type {import('../../state/map-direction.js').Fitted} */ (direction.fitted.value);
  const [low, high] = STEER_RANGE;
  const starts = [
    { value: '', label: t('map.middle') },
    ...pins.value.map(({ id }, index) => ({ value: String(id), label: t('map.pin', { name: index + 1 }) })),
  ];
  const shown = decimals(steer.value, 2);
  return html`<div class="steering">
    <${Picture} src=${direction.moved.value?.images[0]} alt=${t('map.steeredAlt', { alpha: shown })} size="small" busy=${direction.steering.busy.value} testid="steered-picture" />
    <div class="steering-controls">
      <dl class="steering-figures">
        <div><dt>${t('map.separability')}</dt><dd data-testid="separability">${decimals(fitted.separability, 2)}</dd></div>
        <div><dt>${t('map.stability')}</dt><dd data-testid="stability">${decimals(fitted.stability, 2)}</dd></div>
        <div><dt>${t('map.used')}</dt><dd>${number(fitted.counts[0])} + ${number(fitted.counts[1])}</dd></div>
      </dl>
      <${Select} label=${t('map.moved')} value=${String(steered.value ?? '')} choices=${starts} testid="steer-start" onChange=${(
        /** @type {string} */ id,
      ) => {
        steered.value = id === '' ? null : Number(id);
      }} />
      <${Slider} label=${t('map.steer')} value=${steer.value} min=${low} max=${high} step=${0.05} centred digits=${2} active testid="steer"
        less=${t('map.examples.without')} more=${t('map.examples.with')} onInput=${(/** @type {number} */ next) => {
          steer.value = next;
        }} />
      ${fitted.of.card.attributes.length > 0 && html`<${KeepSlider} fitted=${fitted} />`}
    </div>
  </div>`;
}

/** The direction as one more slider of the attributes screen, under a name of one's own. @param {{fitted: import('../../state/map-direction.js').Fitted}} props */
function KeepSlider({ fitted }) {
  const title = useSignal('');
  /** @param {Event} event */
  const keep = (event) => {
    event.preventDefault();
    const { card } = fitted.of;
    const given = cleanTitle(title.value) || t('own.unnamed');
    const name = keepDirection(card, fitted.direction, given, fitted);
    if (!name) {
      announce(t('own.full', { count: MOST_OWN }));
      return;
    }
    announce(t('own.kept', { name: given }), {
      label: t('own.open'),
      run: () => {
        location.hash = hashFor('attributes', { m: card.id, x: name, a: `${name}:1`, d: ownLink(card) });
      },
    });
  };
  return html`<form class="own-slider" onSubmit=${keep} data-testid="keep-direction">
    <label><span class="field-label">${t('own.name')}</span>
      <input type="text" maxlength="40" autocomplete="off" value=${title.value} data-testid="direction-name" onInput=${(
        /** @type {any} */ event,
      ) => {
        title.value = event.currentTarget.value;
      }} /></label>
    <button type="submit" class="button"><${Icon} name="sliders-horizontal" /><span>${t('own.keep')}</span></button>
  </form>`;
}
