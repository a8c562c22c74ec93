import { html } from '../html.js';
import { symmetric } from '../lib/vectors.js';
import { say, t } from '../store.js';
import { Button } from './buttons.js';
import { Slider } from './slider.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Card} Card */

/**
 * @typedef {object} ListProps
 * @property {Card} card
 * @property {Record<string, number>} alphas
 * @property {string[]} locked
 * @property {string} active
 * @property {(name: string, value: number) => void} onAlpha
 * @property {(name: string) => void} onActivate
 * @property {(name: string) => void} onLock
 */

/** All sliders: first what can be seen, then likeness to each class, folded. @param {ListProps} props */
export function AttributeList(props) {
  const { card, alphas, locked, active } = props;
  const classes = new Set(card.classes?.map(({ name }) => name));
  const visual = card.attributes.filter(({ name }) => !classes.has(name));
  const likeness = card.attributes.filter(({ name }) => classes.has(name));
  const inUse = likeness.some(({ name }) => alphas[name] || locked.includes(name) || name === active);
  return html`<div class="attributes" data-testid="attributes">
    <ul class="attribute-list">${visual.map((attribute) => html`<${Row} key=${attribute.name} ...${props} attribute=${attribute} />`)}</ul>
    ${
      likeness.length > 0 &&
      html`<details class="more likeness" open=${inUse || visual.length === 0} data-testid="class-attributes">
        <summary>${t('attributes.likeness', { count: likeness.length })}</summary>
        <ul class="attribute-list">${likeness.map((attribute) => html`<${Row} key=${attribute.name} ...${props} attribute=${attribute} short />`)}</ul>
      </details>`
    }
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
