import { html } from '../html.js';
import { say, t } from '../store.js';
import { Button } from './buttons.js';
import { Slider } from './slider.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */

/**
 * One signed slider per attribute, with words both ways and a lock.
 * @param {{attributes: Attribute[], alphas: Record<string, number>, locked: string[], active: string,
 *   onAlpha: (name: string, value: number) => void, onActivate: (name: string) => void, onLock: (name: string) => void}} props
 */
export function AttributeList({ attributes, alphas, locked, active, onAlpha, onActivate, onLock }) {
  return html`<ul class="attribute-list" data-testid="attributes">
    ${attributes.map((attribute) => {
      const { name, range } = attribute;
      const title = say(attribute.title);
      const isLocked = locked.includes(name);
      return html`<li key=${name} class=${`attribute ${name === active ? 'active' : ''} ${isLocked ? 'locked' : ''}`} data-testid=${`attribute-${name}`}>
        <span class="attribute-title" id=${`attribute-${name}`}>${title}</span>
        <${Slider} label=${title} value=${alphas[name] ?? 0} min=${range[0]} max=${range[1]} step=${0.1} centred digits=${1}
          less=${say(attribute.less)} more=${say(attribute.more)} active=${name === active} disabled=${isLocked}
          onActivate=${() => onActivate(name)} onInput=${(/** @type {number} */ value) => onAlpha(name, value)}>
          <${Button} icon=${isLocked ? 'lock' : 'lock-open'} iconOnly pressed=${isLocked} onClick=${() => onLock(name)}
            label=${t('attributes.lock', { attribute: title })} kind="quiet" />
        </${Slider}>
      </li>`;
    })}
  </ul>`;
}
