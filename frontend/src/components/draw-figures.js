import { html } from '../html.js';
import { metric } from '../metrics.js';
import { decimals, t } from '../store.js';

/**
 * How good a model's draws are as a crowd, and why: those from N(0, I) are as good as its codes fill that.
 * @param {{card: import('../types.d.ts').Card, prior: 'standard' | 'fitted'}} props
 */
export function DrawFigures({ card, prior }) {
  const score = metric(card, `frechet_${prior}_prior`);
  const apart = prior === 'standard' ? metric(card, 'aggregate_kl') : null;
  if (score === null && apart === null) return null;
  return html`<dl class="column-figures" data-testid="draw-figures">
    ${score !== null && html`<div><dt>${t('metric.frechet.short')}</dt><dd>${decimals(score, 1)}</dd></div>`}
    ${apart !== null && html`<div title=${t('metric.aggregate_kl.note')}><dt>${t('metric.aggregate_kl.short')}</dt><dd>${decimals(apart, apart < 1 ? 2 : 1)} nats</dd></div>`}
  </dl>`;
}
