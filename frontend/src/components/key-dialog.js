import { useSignal } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { html, Icon } from '../html.js';
import { t } from '../store.js';
import { Button } from './buttons.js';

/**
 * Asks for the key of the service, over whatever is open.
 * @param {boolean} wrong there was a key, and it was not accepted
 * @returns {Promise<string | null>} null: whoever was asked gives none
 */
export function askForKey(wrong) {
  const place = document.body.appendChild(document.createElement('div'));
  return new Promise((done) => {
    /** @param {string | null} given */
    const end = (given) => {
      render(null, place);
      place.remove();
      done(given);
    };
    render(html`<${KeyDialog} wrong=${wrong} onEnd=${end} />`, place);
  });
}

/** @param {{wrong: boolean, onEnd: (given: string | null) => void}} props */
function KeyDialog({ wrong, onEnd }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const given = useSignal('');
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector('input')?.focus();
  }, []);
  const use = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const key = given.value.trim();
    // Headers take Latin letters and signs, and no other keys are made.
    if (/^[\x21-\x7e]+$/.test(key)) onEnd(key);
  };
  return html`<dialog class="picker key-dialog" ref=${dialog} onClose=${() => onEnd(null)} aria-labelledby="key-title" aria-describedby="key-explain" data-testid="key-dialog">
    <form class="picker-body" onSubmit=${use}>
      <header><h2 id="key-title">${t('key.title')}</h2>
        <${Button} icon="x" iconOnly label=${t('picker.close')} onClick=${() => dialog.current?.close()} kind="quiet" /></header>
      <p id="key-explain">${t('key.explain')}</p>
      ${wrong && html`<div class="note failure" role="alert" data-testid="key-wrong"><${Icon} name="triangle-alert" /><p>${t('key.wrong')}</p></div>`}
      <label class="key-field"><span>${t('key.label')}</span>
        <input type="password" autocomplete="off" spellcheck=${false} required pattern="\\s*[\\x21-\\x7e]+\\s*" value=${given.value}
          onInput=${(/** @type {any} */ event) => {
            given.value = event.target.value;
          }} data-testid="key-field" /></label>
      <button type="submit" class="button primary" data-testid="key-use"><${Icon} name="check" /><span>${t('key.use')}</span></button>
    </form>
  </dialog>`;
}
