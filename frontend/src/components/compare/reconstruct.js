import { html } from '../../html.js';
import { decimals, t } from '../../store.js';
import { Picture } from '../picture.js';
import { GAIN, useDifference } from './difference.js';
import { StartFigure } from './start.js';

/** @typedef {import('./part.js').PartProps} PartProps */

/** @param {PartProps} props */
export function ReconstructControls({ state }) {
  return html`<div class="compare-starts">
    <${StartFigure} state=${state} end=${state.from} heading=${t('compare.input')} testid="from" />
  </div>`;
}

/** What was lost: the difference as a picture, and in numbers. @param {PartProps} props */
export function ReconstructUnder({ column }) {
  const { card, answer, busy } = column;
  const drawn = answer?.question.kind === 'reconstruct' ? answer.drawn : null;
  const difference = useDifference(drawn?.original ?? null, drawn?.images[0] ?? null);
  return html`<figure class="difference">
      <${Picture} src=${difference?.picture} alt=${t('compare.differenceOf', { model: card.id })} size="half" busy=${busy} testid="difference" />
      <figcaption class="hint">${GAIN} · |x − x̂|</figcaption>
    </figure>
    <dl class="column-figures" data-testid="errors">
      <div><dt>${t('compare.mse')}</dt><dd>${difference ? decimals(difference.error, 4) : '–'}</dd></div>
      <div><dt>SSIM</dt><dd>${difference ? decimals(difference.similarity, 2) : '–'}</dd></div>
    </dl>
    ${drawn?.inverted && html`<p class="hint">${t('source.inverted')}</p>`}`;
}
