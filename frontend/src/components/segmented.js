import { useId } from 'preact/hooks';
import { html } from '../html.js';
import { say, t } from '../store.js';

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

/**
 * The class under which an image is read; nothing for models that take no class.
 * @param {{card: import('../types.d.ts').Card, label: string, value: number, onChange: (index: number) => void, testid?: string}} props
 */
export function ClassSelect({ card, label, value, onChange, testid }) {
  if (card.condition?.kind !== 'class') return null;
  const choices = card.condition.classes.map(({ title }, index) => ({ value: String(index), label: say(title) }));
  return html`<${Select} label=${label} value=${String(value)} choices=${choices} testid=${testid}
    onChange=${(/** @type {string} */ chosen) => onChange(Number(chosen))} />`;
}

/** The attributes that a picture is read under, in words. @param {{card: import('../types.d.ts').Card, label: import('../types.d.ts').Label | null}} props */
export function ReadAs({ card, label }) {
  if (card.condition?.kind !== 'attributes' || typeof label !== 'object' || !label) return null;
  // Under the mean of all there is nothing to name.
  if (Object.keys(label).length === 0) return null;
  const present = card.condition.attributes.filter(({ name }) => label[name] >= 0.5).map(({ title }) => say(title));
  return html`<p class="hint" data-testid="read-as">${t('photo.readAs', { list: present.join(', ') || t('photo.readAsNothing') })}</p>`;
}
