import { useComputed } from '@preact/signals';
import { html } from '../html.js';
import { grouped, isApplied, matches } from '../lib/attribute-groups.js';
import { symmetric } from '../lib/vectors.js';
import { dropOwn, setAlpha, toggleLock } from '../state/attributes.js';
import { say, t } from '../store.js';
import { Button } from './buttons.js';
import { Slider } from './slider.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Preset} Preset */
/** @typedef {import('../state/attributes.js').AttributeState} AttributeState */

/** With more sliders than this one searches rather than scrolls. */
const SEARCH_FROM = 10;

/** All sliders under their headings: first what can be seen, then likeness to each class, folded. @param {{state: AttributeState, card: Card, typed: string}} props `typed`: what is searched for; empty: all */
export function AttributeList({ state, card, typed }) {
  const classes = new Set(card.classes?.map(({ name }) => name));
  const visual = visualOf(card);
  const likeness = card.attributes.filter(({ name }) => classes.has(name));
  const inUse = useComputed(() => {
    const [alphas, locked, active] = [state.alphas.value, state.locked.value, state.active.value];
    return likeness.some(({ name }) => alphas[name] || locked.includes(name) || name === active);
  });
  const found = visual.filter((attribute) => matches(attribute, typed));
  const groups = grouped(found);
  const headed = grouped(visual).length > 1;
  const own = card.attributes.filter(({ direction }) => direction);
  return html`<div class="attributes" data-testid="attributes">
    ${
      own.length > 0 &&
      html`<section class="attribute-group" data-testid="own-attributes">
      <h2 class="group-heading">${t('own.heading')}</h2>
      <ul class="attribute-list">${own.map((attribute) => html`<${Row} key=${attribute.name} state=${state} attribute=${attribute} />`)}</ul>
    </section>`
    }
    ${groups.map(
      ({ heading, members }) => html`<section key=${heading?.en} class="attribute-group">
        ${headed && html`<h2 class="group-heading">${say(heading)}</h2>`}
        <ul class="attribute-list">${members.map((attribute) => html`<${Row} key=${attribute.name} state=${state} attribute=${attribute} />`)}</ul>
      </section>`,
    )}
    ${
      likeness.length > 0 &&
      html`<details class="more likeness" open=${inUse.value || visual.length === 0} data-testid="class-attributes">
        <summary>${t('attributes.likeness', { count: likeness.length })}</summary>
        <ul class="attribute-list">${likeness.map((attribute) => html`<${Row} key=${attribute.name} state=${state} attribute=${attribute} short />`)}</ul>
      </details>`
    }
  </div>`;
}

/** The attributes that are no likeness to a class. @param {Card} card */
function visualOf(card) {
  const classes = new Set(card.classes?.map(({ name }) => name));
  return card.attributes.filter(({ name, direction }) => !classes.has(name) && !direction);
}

/** Where there are many sliders one searches among them. @param {{card: Card, typed: import('@preact/signals').Signal<string>}} props */
export function AttributeSearch({ card, typed }) {
  const visual = visualOf(card);
  if (visual.length <= SEARCH_FROM) return null;
  const count = visual.filter((attribute) => matches(attribute, typed.value)).length;
  return html`<div class="attribute-search">
    <label><span class="field-label">${t('attributes.search')}</span>
      <input type="search" value=${typed.value} autocomplete="off" spellcheck=${false} data-testid="attribute-search"
        onInput=${(/** @type {any} */ event) => {
          typed.value = event.currentTarget.value;
        }} /></label>
    <p class="visually-hidden" role="status" data-testid="attributes-found">${typed.value.trim() && t('attributes.found', { count })}</p>
  </div>`;
}

/**
 * Ready combinations of steps as buttons.
 * @param {{presets: Preset[], state: AttributeState, onToggle: (preset: Preset) => void}} props
 */
export function Presets({ presets, state, onToggle }) {
  const { value: alphas } = state.alphas;
  return html`<div class="presets" role="group" aria-label=${t('attributes.presets')} data-testid="presets">
    ${presets.map(
      (preset) => html`<${Button} key=${preset.id} label=${say(preset.title)} pressed=${isApplied(preset.edits, alphas)}
        testid=${`preset-${preset.id}`} onClick=${() => onToggle(preset)} />`,
    )}
  </div>`;
}

/**
 * One signed slider with words both ways, reset and lock.
 * @param {{state: AttributeState, attribute: Attribute, short?: boolean}} props `short`: general words, as the title says it all
 */
function Row({ state, attribute, short }) {
  const { name, direction: own } = attribute;
  const [low, high] = symmetric(attribute.range);
  const title = say(attribute.title);
  // Not the alphas of all: while one slider moves the others stay as they are.
  const alpha = useComputed(() => state.alphas.value[name] ?? 0).value;
  const isActive = useComputed(() => state.active.value === name).value;
  const isLocked = useComputed(() => state.locked.value.includes(name)).value;
  return html`<li class=${`attribute ${isActive ? 'active' : ''} ${isLocked ? 'locked' : ''}`} data-testid=${`attribute-${name}`}>
    <span class="attribute-title">${title}</span>
    <${Slider} label=${title} value=${alpha} min=${low} max=${high} step=${0.05} centred digits=${2}
      less=${own ? t('own.less', { name: title }) : short ? t('attributes.less') : say(attribute.less)}
      more=${own ? t('own.more', { name: title }) : short ? t('attributes.more') : say(attribute.more)}
      active=${isActive} disabled=${isLocked}
      onActivate=${() => {
        state.active.value = name;
      }} onInput=${(/** @type {number} */ value) => setAlpha(state, name, value)}>
      ${
        own
          ? html`<${Button} icon="x" iconOnly onClick=${() => dropOwn(state, attribute)} label=${t('own.drop', { name: title })} kind="quiet" testid="drop-own" />`
          : html`<${Button} icon=${isLocked ? 'lock' : 'lock-open'} iconOnly pressed=${isLocked} onClick=${() => toggleLock(state, name)}
        label=${t('attributes.lock', { attribute: title })} kind="quiet" />`
      }
    </${Slider}>
  </li>`;
}
