import { html } from '../html.js';
import { t } from '../store.js';
import { ShareButton } from './buttons.js';

/** @typedef {import('../router.js').ScreenName} ScreenName */

/**
 * The frame that all screens share: title, one sentence, tools, the work, the panel.
 * @param {{name: ScreenName, tools?: any, details?: any, hash: () => string, children?: any}} props
 */
export function Screen({ name, tools, details, hash, children }) {
  return html`<main id="main" class=${`work screen-${name}`} tabindex="-1" data-testid=${`screen-${name}`}>
      <header class="screen-head">
        <div class="screen-title">
          <h1 tabindex="-1">${t(`${name}.title`)}</h1>
          <p class="lede">${t(`${name}.lede`)}</p>
        </div>
        <div class="screen-tools">${tools}<${ShareButton} hash=${hash} /></div>
      </header>
      ${children}
    </main>
    ${details}`;
}

/** A screen that lacks the models it needs. @param {{name: ScreenName, needs: string}} props */
export function MissingModels({ name, needs }) {
  return html`<main id="main" class="work" tabindex="-1" data-testid=${`screen-${name}`}>
    <header class="screen-head"><div class="screen-title"><h1 tabindex="-1">${t(`${name}.title`)}</h1></div></header>
    <div class="note" role="status"><p>${t('error.missingModels', { needs })}</p></div>
  </main>`;
}
