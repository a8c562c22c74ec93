import { useId } from 'preact/hooks';
import { html } from '../html.js';
import { t } from '../store.js';

/**
 * A few choices in one line: radio buttons in a named group.
 * @template {string} Value
 * @param {{label: string, value: Value, choices: {value: Value, label: string}[], onChange: (value: Value) => void,
 *   testid?: string, showLabel?: boolean}} props
 */
export function Segmented({ label, value, choices, onChange, testid, showLabel = true }) {
  const name = useId();
  return html`<fieldset class="segmented" data-testid=${testid}>
    <legend class=${showLabel ? 'field-label' : 'visually-hidden'}>${label}</legend>
    <div class="segments">
      ${choices.map(
        (choice) => html`<label key=${choice.value}>
          <input type="radio" name=${name} value=${choice.value} checked=${choice.value === value}
            onChange=${() => onChange(choice.value)} />
          <span>${choice.label}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}

/**
 * @param {{label: string, value: string, choices: {value: string, label: string}[], onChange: (value: string) => void,
 *   testid?: string, hideLabel?: boolean}} props
 */
export function Select({ label, value, choices, onChange, testid, hideLabel }) {
  return html`<label class="select-field">
    <span class=${hideLabel ? 'visually-hidden' : 'field-label'}>${label}</span>
    <select value=${value} data-testid=${testid}
      onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}>
      ${choices.map((choice) => html`<option key=${choice.value} value=${choice.value} selected=${choice.value === value}>${choice.label}</option>`)}
    </select>
  </label>`;
}

/**
 * Which of several models a screen uses; nothing to choose where there is only one.
 * @param {{cards: import('../types.d.ts').Card[], value: string, onChange: (id: string) => void}} props
 */
export function ModelSelect({ cards, value, onChange }) {
  if (cards.length < 2) return null;
  const choices = cards.map((card) => ({ value: card.id, label: card.id }));
  return html`<${Select} label=${t('model.label')} value=${value} choices=${choices} onChange=${onChange} testid="model" hideLabel />`;
}

/**
 * Which model is shown beside the chosen one; nothing to choose where there is only one.
 * @param {{cards: import('../types.d.ts').Card[], value: string, onChange: (id: string) => void}} props
 */
export function PartnerSelect({ cards, value, onChange }) {
  if (cards.length < 2) return null;
  const choices = cards.map((card) => ({ value: card.id, label: t('model.versus', { model: card.id }) }));
  return html`<${Select} label=${t('model.beside')} value=${value} choices=${choices} onChange=${onChange} testid="partner" hideLabel />`;
}
