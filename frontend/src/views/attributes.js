/** Edición / Attributes: signed alphas along attribute directions, several at once. */

import { batch, useSignal } from '@preact/signals';
import { AttributeList, AttributeSearch, Presets } from '../components/attribute-list.js';
import { Button, files, TakePoint, WorkButton } from '../components/buttons.js';
import { ErrorNote } from '../components/notes.js';
import { Picture } from '../components/picture.js';
import { DetailsFrame, MissingModels, Screen } from '../components/screen.js';
import { ClassSelect, ModelSelect, ReadAs, Segmented } from '../components/segmented.js';
import { SourceFigure } from '../components/source-figure.js';
import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { writeAlphas } from '../lib/permalink.js';
import { symmetric } from '../lib/vectors.js';
import { classOf, sourceName } from '../points.js';
import { hashFor, useAddress } from '../router.js';
import * as attributes from '../state/attributes.js';
import { cardOf, say, signed, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/judgements.js').Method} Method */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../types.d.ts').Preset} Preset */
/** @typedef {import('../state/attributes.js').AttributeState} AttributeState */
/** @typedef {ReturnType<typeof attributes.useEditing>} Editing */

const AttributeDetails = lazy(async () => (await import('../components/attribute-details.js')).AttributeDetails);
const EditFormula = lazy(
  async () => (await import('../components/edit-formula.js')).EditFormula,
  () => html`<div class="formula"></div>`,
);
const BiasNote = lazy(async () => (await import('../components/bias-note.js')).BiasNote);
const AlsoChanged = lazy(
  async () => (await import('../components/also-changed.js')).AlsoChanged,
  () => html`<div class="also"></div>`,
);
/** Without frames a film is as high as with them. */
const Film = lazy(
  async () => (await import('../components/film.js')).Film,
  () => html`<div class="film"><div class="film-track"></div><div class="film-gate"></div></div>`,
);
const SideEffects = lazy(
  async () => (await import('../components/side-effects.js')).SideEffects,
  () => html`<section class="also judged">
    <h2>${t('attributes.also')} <span class="hint">${t('judge.according')}</span></h2><p class="hint">${t('judge.idle')}</p>
  </section>`,
);

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Attributes({ query, cards }) {
  const editable = cards.filter((card) => card.attributes.length > 0);
  if (editable.length === 0) return html`<${MissingModels} name="attributes" needs="VAE" />`;
  return html`<${AttributesScreen} query=${query} cards=${editable} />`;
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
function AttributesScreen({ query, cards }) {
  const state = attributes.useAttributeState(query, cards);
  const editing = attributes.useEditing(state);
  useAddress('attributes', state.address, state.here);
  const card = state.card();
  const name = sourceName(card, state.source.value);
  /** @param {string} id */
  const changeModel = (id) => {
    const next = cards.find((one) => one.id === id);
    if (next) attributes.changeModel(state, next);
  };
  const tools = html`<${ModelSelect} cards=${cards} value=${card.id} onChange=${changeModel} />`;
  const resolved = editing.base?.resolved ?? null;
  return html`<${Screen} name="attributes" card=${card} hash=${() => hashFor('attributes', state.address())} tools=${tools}
    details=${html`<${DetailsFrame}><${AttributeDetails} state=${state} resolved=${resolved} edited=${editing.edited} /></${DetailsFrame}>`}>
    <div class="edit-grid">
      <div class="edit-pictures">
        <div class="edited-block">
          <${Edited} state=${state} editing=${editing} name=${name} />
          <${Besides} state=${state} editing=${editing} />
        </div>
        <${BiasNote} card=${card} attribute=${state.attribute()} method=${state.method.value} />
        <${Start} state=${state} editing=${editing} name=${name} />
      </div>
      <${Controls} state=${state} editing=${editing} />
    </div>
    <${Sweep} state=${state} editing=${editing} />
    <${Takeaway} state=${state} editing=${editing} name=${name} />
  </${Screen}>`;
}

/** Which sliders stand where, in words. @param {AttributeState} state */
function summary(state) {
  const { value } = state.alphas;
  const moved = state.card().attributes.filter((one) => value[one.name]);
  const words = moved.map((one) => `${say(one.title)} ${signed(value[one.name], 2)}`);
  return words.join(', ') || t('attributes.unchanged');
}

/** @param {{state: AttributeState, editing: Editing, name: string}} props */
function Edited({ state, editing, name }) {
  const busy = editing.start.busy.value || editing.edit.busy.value;
  const words = summary(state);
  return html`<figure class="between" data-testid="edited">
    <${Picture} src=${editing.edited?.images[0]} alt=${t('attributes.edited', { name, summary: words })} size="large" busy=${busy} testid="edited-picture" />
    <figcaption><strong>${t('attributes.result')}</strong><span class="source-name">${words}</span></figcaption>
  </figure>`;
}

/** What else has changed: by the judge where there is one, else along the other directions. @param {{state: AttributeState, editing: Editing}} props */
function Besides({ state, editing }) {
  const { base, edited, judged } = editing;
  const card = base?.card ?? state.card();
  if (card.judge) return html`<${SideEffects} card=${card} judged=${judged} />`;
  const plain = cardOf(card.id) ?? card;
  return html`<${AlsoChanged} card=${plain} before=${base?.resolved.latent} after=${edited?.latents[0]} alphas=${state.alphas.value} />`;
}

/** @param {{state: AttributeState, editing: Editing, name: string}} props */
function Start({ state, editing, name }) {
  const { source, label } = state;
  const card = state.card();
  const resolved = editing.base?.resolved ?? null;
  /** @param {Source} next */
  const choose = (next) => {
    batch(() => {
      label.value = null;
      source.value = next;
    });
  };
  return html`<${SourceFigure} heading=${t('attributes.start')} name=${name} resolved=${resolved} size="small" testid="start" card=${card}
    source=${source.value} busy=${editing.start.busy.value} error=${editing.start.error.value} onRetry=${editing.requestBase} onChoose=${choose}>
    <${ClassSelect} card=${card} label=${t('conditional.readAs')} value=${classOf(resolved?.label)} testid="start-class"
      onChange=${(/** @type {number} */ index) => {
        label.value = index;
      }} />
    <${ReadAs} card=${card} label=${resolved?.label ?? null} />
  </${SourceFigure}>`;
}

/** Formula, presets, kind of direction, sliders. @param {{state: AttributeState, editing: Editing}} props */
function Controls({ state, editing }) {
  const card = state.card();
  const presets = card.presets ?? [];
  const typed = useSignal('');
  return html`<div class="edit-controls">
    <${EditFormula} state=${state} />
    ${presets.length > 0 && html`<${Presets} presets=${presets} state=${state} onToggle=${(/** @type {Preset} */ preset) => attributes.togglePreset(state, preset)} />`}
    <div class="edit-tools"><${MethodChoice} state=${state} /><${AttributeSearch} card=${card} typed=${typed} /></div>
    <${AttributeList} key=${card.id} state=${state} card=${card} typed=${typed.value} />
    <${ErrorNote} error=${editing.edit.error.value ?? editing.strip.error.value} onRetry=${editing.requestEdit} />
  </div>`;
}

/** The plain difference of means, or the direction that was refined. @param {{state: AttributeState}} props */
function MethodChoice({ state }) {
  if (!attributes.hasMethods(state.card())) return null;
  return html`<${Segmented} label=${t('attributes.method')} value=${state.method.value} testid="method"
    choices=${attributes.METHODS.map((value) => ({ value, label: t(`attributes.method.${value}`) }))}
    onChange=${(/** @type {Method} */ next) => {
      state.method.value = next;
    }} />`;
}

/** The active attribute from one end of its slider to the other. @param {{state: AttributeState, editing: Editing}} props */
function Sweep({ state, editing }) {
  const attribute = state.attribute();
  const title = say(attribute.title);
  const alpha = state.alphas.value[attribute.name] ?? 0;
  const [low, high] = symmetric(attribute.range);
  /** @param {number} at */
  const scrub = (at) => attributes.setAlpha(state, attribute.name, Number((low + at * (high - low)).toFixed(2)));
  return html`<section class="films" aria-label=${t('attributes.strip', { attribute: title })}>
    <div class="film-row"><h2 class="film-label">${title} <span class="hot">α = ${signed(alpha, 2)}</span></h2>
      <${Film} frames=${editing.frames} position=${(alpha - low) / (high - low)} busy=${editing.strip.busy.value} testid="film-sweep"
        label=${t('attributes.stripLabel', { attribute: title, low: signed(low), high: signed(high) })} onScrub=${scrub} /></div>
  </section>`;
}

/** @param {{state: AttributeState, editing: Editing, name: string}} props */
function Takeaway({ state, editing, name }) {
  const { alphas, active, model } = state;
  const isMoved = Object.values(alphas.value).some((alpha) => alpha !== 0);
  const savePictureNow = async () => {
    const words = [model.value, name, writeAlphas(alphas.value)];
    const [{ images }, { fileName, savePicture }] = await Promise.all([editing.edit.exact(), files()]);
    await savePicture(images[0], fileName(...words));
  };
  const saveStrip = async () => {
    const words = [model.value, name, active.value, 'strip'];
    const [{ images }, { fileName, saveSheet }] = await Promise.all([editing.strip.exact(), files()]);
    await saveSheet(images, images.length, fileName(...words));
  };
  const point = async () => {
    const { latents, images } = await editing.edit.exact();
    return {
      model: model.value,
      latent: latents[0],
      condition: state.card().condition ? (editing.base?.resolved.label ?? null) : null,
      label: isMoved ? `${name}, ${summary(state)}` : name,
      thumbnail: images[0],
      photo: state.source.value.kind === 'upload',
    };
  };
  return html`<div class="takeaway" role="group" aria-label=${t('take.label')}>
    <${Button} icon="rotate-ccw" label=${t('attributes.resetAll')} onClick=${() => attributes.resetAll(state)} disabled=${!isMoved} testid="reset-all" />
    <${WorkButton} icon="download" label=${t('take.picture')} disabled=${!editing.edited} testid="download-picture" run=${savePictureNow} />
    <${WorkButton} icon="download" label=${t('take.strip')} disabled=${editing.frames.length === 0} testid="download-strip" run=${saveStrip} />
    <${TakePoint} disabled=${!editing.edited} point=${point} />
  </div>`;
}
