import { curlLine } from '../../api.js';
import { exportScale } from '../../download.js';
import { html } from '../../html.js';
import { segmentCall } from '../../state/studio-frames.js';
import { t } from '../../store.js';
import { CopyButton } from '../buttons.js';
import { DropArea } from '../drop-area.js';

/** @typedef {import('../../state/studio-frames.js').Footage} Footage */
/** @typedef {import('../../types.d.ts').RequestLine} RequestLine */

/** A recipe or a picture of this page, chosen or dropped. */
export function ImportArea() {
  return html`<section class="studio-import" aria-label=${t('studio.open.heading')}>
    <h2>${t('studio.open.heading')}</h2>
    <${DropArea} button=${t('studio.open.button')} hint=${t('studio.open.hint')} />
  </section>`;
}

/**
 * Calls of the service that make the same frames, one GIF for each way.
 * @param {Footage} footage
 * @returns {RequestLine[]}
 */
function gifCalls({ card, film, plan }) {
  return plan.segments
    .filter(({ from, to }) => from !== to)
    .map((segment, index) => {
      const { model, call, body } = segmentCall(card, film, segment);
      const output = `segment-${String(index + 1).padStart(2, '0')}.gif`;
      const full = { ...body, fps: film.fps, scale: film.scale || exportScale(card) };
      return { model, call, body: full, accept: 'image/gif', output };
    });
}

/** The film as lines for a terminal. @param {{footage: Footage | null}} props */
export function CurlLines({ footage }) {
  const lines = footage ? gifCalls(footage).map((line) => curlLine(line, location.origin)) : [];
  if (lines.length === 0) return null;
  const text = lines.join('\n');
  return html`<details class="studio-curl part-request"><summary>${t('studio.curl', { count: lines.length })}</summary>
    <p class="hint">${t('studio.curlHint')}</p>
    <pre tabindex="0" role="group" aria-label=${t('details.request')} data-testid="studio-curl"><code>${text}</code></pre>
    <${CopyButton} text=${text} label=${t('details.copyRequest')} done=${t('details.copied')} />
  </details>`;
}
