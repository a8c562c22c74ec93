import { html } from '../../html.js';
import { FRAMES } from '../../state/compare-streams.js';
import { t } from '../../store.js';
import { Film } from '../film.js';

/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */

/**
 * One strip for each model, under each other: frames of one place stand in one line.
 * @param {{comparison: Comparison, position: number, label: string, onScrub: (share: number) => void}} props
 */
export function Films({ comparison, position, label, onScrub }) {
  return html`<section class="films" aria-label=${t('interpolation.strips')}>
    ${comparison.columns.map(
      (
        { card, film, filmBusy },
        index,
      ) => html`<div class="film-row named wide" key=${index}><h2 class="film-label">${card.id}</h2>
        ${
          film?.drawn.indifferent
            ? html`<p class="hint film-none">${t('compare.noDirection')}</p>`
            : html`<${Film} frames=${film?.drawn.images ?? []} position=${position} busy=${filmBusy} testid=${`film-${index + 1}`}
                label=${t('compare.film', { model: card.id, count: FRAMES, what: label })} onScrub=${onScrub} />`
        }</div>`,
    )}
  </section>`;
}
