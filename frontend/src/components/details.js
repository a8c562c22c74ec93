import { useSignal } from '@preact/signals';
import { curlLine } from '../api.js';
import { html } from '../html.js';
import { t } from '../store.js';
import { CopyButton } from './buttons.js';
import { Icon } from './icon.js';

/** @typedef {import('../types.d.ts').RequestLine} RequestLine */

/**
 * The panel on the right: formula, figures, explanation, request, what to try next.
 * On narrow screens it folds.
 * @param {{formula?: any, figures?: {term: string, value: any, note?: string}[], explain: string[],
 *   request?: RequestLine | null, next?: {href: string, label: string}[]}} props
 */
export function Details({ formula, figures = [], explain, request, next = [] }) {
  const open = useSignal(false);
  return html`<aside class="details" aria-label=${t('details.title')} data-testid="details">
    <button type="button" class="details-toggle" aria-expanded=${open.value} aria-controls="details-body"
      onClick=${() => {
        open.value = !open.value;
      }}>
      <${Icon} name="info" /><span>${t('details.title')}</span><${Icon} name="chevron-down" />
    </button>
    <div id="details-body" class=${`details-body ${open.value ? 'open' : ''}`}>
      <section>
        <h2>${t('details.explain')}</h2>
        ${explain.map((text) => html`<p key=${text}>${text}</p>`)}
      </section>
      ${formula && html`<section class="part-formula"><h2>${t('details.formula')}</h2>${formula}</section>`}
      ${
        figures.length > 0 &&
        html`<section class="part-figures"><h2>${t('details.figures')}</h2>
          <dl>${figures.map(
            ({ term, value, note }) => html`<div key=${term} class="figure-row">
              <dt>${term}</dt><dd>${value}</dd>${note && html`<dd class="hint">${note}</dd>`}
            </div>`,
          )}</dl></section>`
      }
      ${request && html`<${RequestPart} request=${request} />`}
      ${
        next.length > 0 &&
        html`<section class="part-next"><h2>${t('details.next')}</h2>
          <ul>${next.map(({ href, label }) => html`<li key=${href}><a href=${href}><span>${label}</span><${Icon} name="arrow-right" /></a></li>`)}</ul>
        </section>`
      }
    </div>
  </aside>`;
}

/** @param {{request: RequestLine}} props */
function RequestPart({ request }) {
  const line = curlLine(request, location.origin);
  return html`<section class="part-request">
    <h2>${t('details.request')}</h2>
    <pre tabindex="0" role="group" aria-label=${t('details.request')} data-testid="curl"><code>${line}</code></pre>
    <${CopyButton} text=${line} label=${t('details.copyRequest')} done=${t('details.copied')} />
  </section>`;
}

/** Four dots for how typical a latent is; the number stands beside them. @param {{filled: number, text: string}} props */
export function Nearness({ filled, text }) {
  return html`<span class="nearness"><span class="dots" aria-hidden="true">${[0, 1, 2, 3].map(
    (dot) => html`<i key=${dot} class=${dot < filled ? 'filled' : ''}></i>`,
  )}</span> ${text}</span>`;
}
