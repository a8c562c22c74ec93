import { html } from '../html.js';
import { grouped, isApplied, matches } from '../lib/attribute-groups.js';
import { symmetric } from '../lib/vectors.js';
import { decimals, say, signed, t } from '../store.js';
import { Button } from './buttons.js';
import { Formula, hot, num, op, row, symbol, words } from './formula.js';
import { Slider } from './slider.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Preset} Preset */

/** With more sliders than this one searches rather than scrolls. */
const SEARCH_FROM = 10;
/** With more moved sliders than this the formula keeps its sum sign. */
const MOST_TERMS = 3;

/**
 * @typedef {object} ListProps
 * @property {Card} card
 * @property {Record<string, number>} alphas
 * @property {string[]} locked
 * @property {string} active
 * @property {string} typed what is searched for; empty: all
 * @property {(name: string, value: number) => void} onAlpha
 * @property {(name: string) => void} onActivate
 * @property {(name: string) => void} onLock
 */

/** All sliders under their headings: first what can be seen, then likeness to each class, folded. @param {ListProps} props */
export function AttributeList(props) {
  const { card, alphas, locked, active, typed } = props;
  const classes = new Set(card.classes?.map(({ name }) => name));
  const visual = visualOf(card);
  const likeness = card.attributes.filter(({ name }) => classes.has(name));
  const inUse = likeness.some(({ name }) => alphas[name] || locked.includes(name) || name === active);
  const found = visual.filter((attribute) => matches(attribute, typed));
  const groups = grouped(found);
  const headed = grouped(visual).length > 1;
  return html`<div class="attributes" data-testid="attributes">
    ${groups.map(
      ({ heading, members }) => html`<section key=${heading?.en} class="attribute-group">
        ${headed && html`<h2 class="group-heading">${say(heading)}</h2>`}
        <ul class="attribute-list">${members.map((attribute) => html`<${Row} key=${attribute.name} ...${props} attribute=${attribute} />`)}</ul>
      </section>`,
    )}
    ${
      likeness.length > 0 &&
      html`<details class="more likeness" open=${inUse || visual.length === 0} data-testid="class-attributes">
        <summary>${t('attributes.likeness', { count: likeness.length })}</summary>
        <ul class="attribute-list">${likeness.map((attribute) => html`<${Row} key=${attribute.name} ...${props} attribute=${attribute} short />`)}</ul>
      </details>`
    }
  </div>`;
}

/** The attributes that are no likeness to a class. @param {Card} card */
function visualOf(card) {
  const classes = new Set(card.classes?.map(({ name }) => name));
  return card.attributes.filter(({ name }) => !classes.has(name));
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
 * @param {{presets: Preset[], alphas: Record<string, number>, onToggle: (preset: Preset) => void}} props
 */
export function Presets({ presets, alphas, onToggle }) {
  return html`<div class="presets" role="group" aria-label=${t('attributes.presets')} data-testid="presets">
    ${presets.map(
      (preset) => html`<${Button} key=${preset.id} label=${say(preset.title)} pressed=${isApplied(preset.edits, alphas)}
        testid=${`preset-${preset.id}`} onClick=${() => onToggle(preset)} />`,
    )}
  </div>`;
}

/**
 * One signed slider with words both ways, reset and lock.
 * @param {ListProps & {attribute: Attribute, short?: boolean}} props `short`: general words, as the title says it all
 */
function Row({ attribute, short, alphas, locked, active, onAlpha, onActivate, onLock }) {
  const { name } = attribute;
  const [low, high] = symmetric(attribute.range);
  const title = say(attribute.title);
  const isLocked = locked.includes(name);
  return html`<li class=${`attribute ${name === active ? 'active' : ''} ${isLocked ? 'locked' : ''}`} data-testid=${`attribute-${name}`}>
    <span class="attribute-title">${title}</span>
    <${Slider} label=${title} value=${alphas[name] ?? 0} min=${low} max=${high} step=${0.05} centred digits=${2}
      less=${short ? t('attributes.less') : say(attribute.less)} more=${short ? t('attributes.more') : say(attribute.more)}
      active=${name === active} disabled=${isLocked}
      onActivate=${() => onActivate(name)} onInput=${(/** @type {number} */ value) => onAlpha(name, value)}>
      <${Button} icon=${isLocked ? 'lock' : 'lock-open'} iconOnly pressed=${isLocked} onClick=${() => onLock(name)}
        label=${t('attributes.lock', { attribute: title })} kind="quiet" />
    </${Slider}>
  </li>`;
}

const Z_PRIME = () => html`<msup>${symbol('z')}${op('′')}</msup>`;

/** @param {Attribute} attribute */
function direction(attribute) {
  return symbol('d', words(say(attribute.title).toLowerCase()));
}

/**
 * z' = z + Σ αᵢ dᵢ with the numbers that the sliders show; the moved one is marked.
 * @param {{attributes: Attribute[], alphas: Record<string, number>, active: string}} props
 */
export function EditFormula({ attributes, alphas, active }) {
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
  return html`<${Formula} label=${t('attributes.formula', { terms: spoken || '0' })}>
    ${row(html`${Z_PRIME()}${op('=')}${symbol('z')}${op('+')}${specific ? terms : general}`)}
  <//>`;
}
