/** Attributes go in beside z: one z under several settings, and a photograph under others than its own. */

import { Button, files, TakePoint, WorkButton } from '../components/buttons.js';
import { ConditionList } from '../components/condition-list.js';
import { ErrorNote } from '../components/notes.js';
import { Picture } from '../components/picture.js';
import { DetailsFrame, Screen } from '../components/screen.js';
import { SeedField } from '../components/seed-field.js';
import { ReadAs, Segmented } from '../components/segmented.js';
import { SourceFigure } from '../components/source-figure.js';
import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { writeValues } from '../lib/permalink.js';
import { firstSource, sourceName } from '../points.js';
import { hashFor, useAddress } from '../router.js';
import * as conditioned from '../state/conditional-attributes.js';
import { say, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {ReturnType<typeof conditioned.useSettings>} Settings */
/** @typedef {ReturnType<typeof conditioned.useConditioned>} Conditioned */

const ConditionAttributesDetails = lazy(
  async () => (await import('../components/conditional-details.js')).ConditionAttributesDetails,
);

const SampleGrid = lazy(
  async () => (await import('../components/condition-samples.js')).SampleGrid,
  () => html`<section class="condition-samples"></section>`,
);
const SideEffects = lazy(
  async () => (await import('../components/side-effects.js')).SideEffects,
  () => html`<section class="also judged">
    <h2>${t('attributes.also')} <span class="hint">${t('judge.according')}</span></h2><p class="hint">${t('judge.idle')}</p>
  </section>`,
);

/**
 * Models that are told attributes.
 * @param {{query: import('../router.js').Query, cards: Card[], model: import('@preact/signals').Signal<string>, tools: any}} props
 */
export function ConditionalAttributes({ query, cards, model, tools }) {
  const state = conditioned.useSettings(query, cards, model);
  const { seed, image, chosen, card, address } = state;
  const made = conditioned.useConditioned(state);
  useAddress('conditional', address, state.here);
  const own = made.asked?.own ?? conditioned.ownValues(card(), null);
  const values = { ...own, ...chosen.value };
  const words = summary(card(), chosen.value);
  return html`<${Screen} name="conditional" card=${card()} hash=${() => hashFor('conditional', address())} tools=${tools}
    details=${html`<${DetailsFrame}><${ConditionAttributesDetails} state=${state} asked=${made.asked} words=${words} /></${DetailsFrame}>`}>
    <div class="controls">
      <${Segmented} label=${t('conditional.zFrom')} value=${image.value ? 'image' : 'seed'} testid="z-from"
        choices=${[{ value: 'seed', label: t('conditional.zSeed') }, { value: 'image', label: t('conditional.zImage') }]}
        onChange=${(/** @type {string} */ kind) => conditioned.chooseImage(state, kind === 'image' ? firstSource(card(), '', 0) : null)} />
      <${SeedField} value=${seed.value} onChange=${(/** @type {number} */ next) => {
        seed.value = next;
      }} />
    </div>
    <${ErrorNote} error=${made.error} onRetry=${made.retry} />
    <div class="edit-grid condition-attributes">
      <div class="edit-pictures">
        <div class="edited-block">
          <${Now} state=${state} made=${made} words=${words} />
          ${card().judge && html`<${SideEffects} card=${card()} judged=${judged(made)} />`}
        </div>
        ${image.value && html`<${OwnImage} state=${state} made=${made} />`}
      </div>
      <div class="edit-controls">
        <h2 class="group-heading">${t('conditional.sameZ')}</h2>
        <${ConditionList} card=${card()} own=${own} values=${values} variants=${made.variants} judgement=${made.now?.judged?.after ?? null}
          active=${state.active.value} onInput=${(/** @type {string} */ name, /** @type {number} */ value) => conditioned.setValue(state, name, value)}
          onReset=${(/** @type {string} */ name) => conditioned.clearValue(state, name)} />
      </div>
    </div>
    <${SampleGrid} state=${state} counts=${conditioned.COUNTS} samples=${made.samples} busy=${made.sampling} className=${t('conditional.thisCondition')} />
    <${Takeaway} state=${state} made=${made} />
  </${Screen}>`;
}

/** What was set by hand, in words. @param {Card} card @param {conditioned.Values} chosen */
function summary(card, chosen) {
  const set = conditioned.attributesOf(card).filter(({ name }) => name in chosen);
  const words = set.map(({ name, title }) => `${say(title)} ${Number(chosen[name].toFixed(2))}`);
  return words.join(', ');
}

/** @param {Conditioned} made */
function judged({ now }) {
  return now?.judged ? { ...now.judged, stale: now.judged.of.values !== now.of.values } : null;
}

/** @param {{state: Settings, made: Conditioned, words: string}} props */
function Now({ state, made, words }) {
  const said = words || t(state.image.value ? 'conditional.ownCondition' : 'conditional.meanCondition');
  return html`<figure class="between" data-testid="conditioned">
    <${Picture} src=${made.now?.image} alt=${t('conditional.pictureOf', { class: said })} size="large" busy=${made.busy} testid="conditioned-picture" />
    <figcaption><strong class="hot">y: ${said}</strong></figcaption>
  </figure>`;
}

/** The image that gives z, and the attributes it was read under. @param {{state: Settings, made: Conditioned}} props */
function OwnImage({ state, made }) {
  const card = state.card();
  const source = /** @type {Source} */ (state.image.value);
  const start = made.asked?.start ?? null;
  return html`<${SourceFigure} heading=${t('conditional.own')} name=${sourceName(card, source)} resolved=${start} size="small" testid="own"
    card=${card} source=${source} busy=${made.busy} onChoose=${(/** @type {Source} */ next) => conditioned.chooseImage(state, next)}>
    <${ReadAs} card=${card} label=${start?.label ?? null} />
  </${SourceFigure}>`;
}

/** @param {{state: Settings, made: Conditioned}} props */
function Takeaway({ state, made }) {
  const { chosen, seed, model } = state;
  const words = (/** @type {string} */ what) => [model.value, what, `seed-${seed.value}`];
  const { exact } = made;
  const saveNow = async () => {
    const file = words(writeValues(chosen.value));
    const [{ image }, { fileName, savePicture }] = await Promise.all([exact.now(), files()]);
    await savePicture(image, fileName(...file));
  };
  const savePairs = async () => {
    const file = words('one-z');
    const [variants, { fileName, saveSheet }] = await Promise.all([exact.variants(), files()]);
    await saveSheet(Object.values(variants).flat(), 6, fileName(...file));
  };
  const saveSamples = async () => {
    const file = words('samples');
    const [{ images }, { fileName, saveSheet, sheetColumns }] = await Promise.all([exact.samples(), files()]);
    await saveSheet(images, sheetColumns(images.length), fileName(...file));
  };
  const point = async () => {
    const { image, latent } = await exact.now();
    return {
      model: model.value,
      latent,
      condition: made.asked?.values ?? {},
      label: summary(state.card(), chosen.value) || t('source.seed', { seed: String(seed.value) }),
      thumbnail: image,
      photo: state.image.value?.kind === 'upload',
    };
  };
  return html`<div class="takeaway" role="group" aria-label=${t('take.label')}>
    <${Button} icon="rotate-ccw" label=${t('conditional.resetAll')} onClick=${() => conditioned.clearValue(state)}
      disabled=${Object.keys(chosen.value).length === 0} testid="reset-all" />
    <${WorkButton} icon="download" label=${t('take.picture')} disabled=${!made.now} testid="download-picture" run=${saveNow} />
    <${WorkButton} icon="download" label=${t('conditional.takePairs')} disabled=${Object.keys(made.variants).length === 0} testid="download-row" run=${savePairs} />
    <${WorkButton} icon="download" label=${t('take.sheet')} disabled=${!made.samples} testid="download-sheet" run=${saveSamples} />
    <${TakePoint} disabled=${!made.now} point=${point} />
  </div>`;
}
