import { ApiError } from '../api.js';
import { html, Icon } from '../html.js';
import { say, serverBusy, t, termsOf } from '../store.js';
import { Button } from './buttons.js';

/** What happened and what to do next, in the reader's language. @param {unknown} error */
export function errorText(error) {
  // By its name: the module that reads files comes later than the notes.
  if (error instanceof Error && error.name === 'UploadRefused')
    return t(`upload.refused.${/** @type {import('../upload.js').UploadRefused} */ (error).reason}`);
  if (isUnfetched(error)) return t('error.network');
  if (!(error instanceof ApiError)) return t('error.unknown');
  if (error.code === 'network') return t('error.network');
  if (error.code === 'timeout') return t('error.timeout');
  if (error.status === 503 || error.status === 429) return t('error.busy');
  if (error.status === 401) return t('error.key');
  if (error.status === 413) return t('error.tooLarge');
  if (error.status === 415) return t('upload.refused.broken');
  if (error.status >= 500) return t('error.server');
  const fields = error.errors.map((one) => `${one.pointer} ${one.detail}`).join('; ');
  return t('error.refused', { detail: fields || error.detail });
}

/** Whether a part of the page did not come: each browser has words of its own for that. @param {unknown} error */
function isUnfetched(error) {
  return error instanceof TypeError && /dynamically imported module|importing a module/i.test(error.message);
}

/** A failure, beside the control that it belongs to. @param {{error: unknown, onRetry?: () => void}} props */
export function ErrorNote({ error, onRetry }) {
  if (!error) return null;
  return html`<div class="note failure" role="alert" data-testid="error-note">
    <${Icon} name="triangle-alert" /><p>${errorText(error)}</p>
    ${onRetry && html`<${Button} icon="rotate-ccw" label=${t('error.retry')} onClick=${onRetry} />`}
  </div>`;
}

/**
 * Said while something is tried again because the server is busy. The line is always there,
 * so that screen readers hear what comes into it.
 */
export function BusyNotice() {
  return html`<div class="busy-notice" role="status" data-testid="busy-notice">
    ${serverBusy.value && html`<p><${Icon} name="hourglass" />${t('busy.trying')}</p>`}
  </div>`;
}

/** @param {{children: any, testid?: string}} props */
export function InfoNote({ children, testid }) {
  return html`<div class="note" role="status" data-testid=${testid}><${Icon} name="info" /><p>${children}</p></div>`;
}

/** What a model must not be used for, and under which terms it may be used. @param {{card: import('../types.d.ts').Card}} props */
export function Cautions({ card }) {
  const cautions = card.cautions ?? [];
  if (cautions.length === 0) return null;
  return html`<div class="cautions" data-testid="cautions">
    <h2>${t('cautions.heading')}</h2>
    <ul>${cautions.map((text) => html`<li key=${text.en}>${say(text)}</li>`)}</ul>
    <p>${t('cautions.terms')}: ${termsOf(card)}</p>
  </div>`;
}
