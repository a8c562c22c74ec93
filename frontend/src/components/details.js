import { curlLine } from '../api.js';
import { html, Icon } from '../html.js';
import { t } from '../store.js';
import { CopyButton } from './buttons.js';
import { DetailsFrame } from './screen.js';

/** @typedef {import('../types.d.ts').RequestLine} RequestLine */

/**
 * @typedef {object} DetailsProps
 * @property {any} [formula]
 * @property {{term: string, value: any, note?: string}[]} [figures]
 * @property {string[]} explain
 * @property {RequestLine | null} [request]
 * @property {RequestLine[]} [requests] where there are several
 * @property {{href: string, label: string}[]} [next]
 */

/** The panel on the right, whole: for screens that fetch it with everything else. @param {DetailsProps} props */
export function Details(props) {
  return html`<${DetailsFrame}><${DetailsBody} ...${props} /></${DetailsFrame}>`;
}

/** What is in the panel: formula, figures, explanation, request, what to try next. @param {DetailsProps} props */
export function DetailsBody({
  formula,
  figures = [],
  explain,
  request,
  requests = request ? [request] : [],
  next = [],
}) {
  return html`<section>
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
    ${requests.length > 0 && html`<${RequestPart} requests=${requests} />`}
    ${
      next.length > 0 &&
      html`<section class="part-next"><h2>${t('details.next')}</h2>
        <ul>${next.map(({ href, label }) => html`<li key=${href}><a href=${href}><span>${label}</span><${Icon} name="arrow-right" /></a></li>`)}</ul>
      </section>`
    }`;
}

/** @param {{requests: RequestLine[]}} props */
function RequestPart({ requests }) {
  const lines = requests.map((request) => curlLine(request, location.origin));
  return html`<section class="part-request">
    <h2>${t('details.request')}</h2>
    ${lines.map((line, place) => {
      const label = lines.length > 1 ? `${t('details.request')}: ${requests[place].model}` : t('details.request');
      return html`<pre tabindex="0" role="group" aria-label=${label} data-testid="curl"><code>${line}</code></pre>`;
    })}
    <${CopyButton} text=${lines.join('\n')} label=${t('details.copyRequest')} done=${t('details.copied')} />
  </section>`;
}

/** Four dots for how typical a latent is; the number stands beside them. @param {{filled: number, text: string}} props */
export function Nearness({ filled, text }) {
  return html`<span class="nearness"><span class="dots" aria-hidden="true">${[0, 1, 2, 3].map(
    (dot) => html`<i key=${dot} class=${dot < filled ? 'filled' : ''}></i>`,
  )}</span> ${text}</span>`;
}
