import { html } from '../html.js';
import { say, t, termsOf } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */

/** Photographs are shown smooth, drawings and small pictures with their pixels. @param {Card} card */
export function isSmooth(card) {
  return card.image.channels > 1;
}

/** What a model must not be used for, and under which terms it may be used. @param {{card: Card}} props */
export function Cautions({ card }) {
  const cautions = card.cautions ?? [];
  if (cautions.length === 0) return null;
  return html`<div class="cautions" data-testid="cautions">
    <h2>${t('cautions.heading')}</h2>
    <ul>${cautions.map((text) => html`<li key=${text.en}>${say(text)}</li>`)}</ul>
    <p>${t('models.license')}: ${termsOf(card)}</p>
  </div>`;
}
