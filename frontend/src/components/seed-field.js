import { useDraft } from '../hooks.js';
import { html } from '../html.js';
import { MAX_SEED } from '../lib/permalink.js';
import { t } from '../store.js';
import { Button } from './buttons.js';

/** Small numbers are easier to say aloud in a class. */
const DRAWN_BELOW = 10_000;

export function drawSeed() {
  return Math.floor(Math.random() * DRAWN_BELOW);
}

/** The visible, editable seed and a button that draws another. @param {{value: number, onChange: (seed: number) => void, again?: string}} props `again`: what the button says */
export function SeedField({ value, onChange, again = t('seed.new') }) {
  const draft = useDraft(String(value));
  /** @param {any} event */
  const fromField = (event) => {
    const typed = Math.round(Number(event.currentTarget.value));
    const seed = Number.isFinite(typed) ? Math.min(MAX_SEED, Math.max(0, typed)) : value;
    event.currentTarget.value = String(seed);
    draft.end();
    onChange(seed);
  };
  return html`<div class="seed-field" data-testid="seed">
    <label><span class="field-label">${t('seed.label')}</span>
      <input type="number" inputmode="numeric" min="0" max=${MAX_SEED} step="1" ...${draft.field} onChange=${fromField} />
    </label>
    <${Button} icon="dices" label=${again} onClick=${() => onChange(drawSeed())} testid="new-seed" />
  </div>`;
}
