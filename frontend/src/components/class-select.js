import { html } from '../html.js';
import { say } from '../store.js';
import { Select } from './segmented.js';

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
