import { useEffect } from 'preact/hooks';
import { html, Icon } from '../html.js';
import { lazy } from '../lazy.js';
import { parseHash } from '../lib/permalink.js';
import { hashFor, hiddenParts, replaceAddress, route, SCREENS, screenHref } from '../router.js';
import { announce, language, message, speak, t, theme, toggleTheme } from '../store.js';
import { fetchTexts } from '../texts.js';
import { presenting } from '../tour/host.js';

/** @typedef {import('../router.js').ScreenName} ScreenName */

/** Nothing can be undone before there is a picture. */
const HistoryButtons = lazy(
  async () => {
    const [module] = await Promise.all([import('./history/buttons.js'), fetchTexts('history', language.peek())]);
    return module.HistoryButtons;
  },
  () => html`<div class="history-buttons"></div>`,
);

/** The slim rail: screens, history, language, theme. */
export function Rail() {
  const { screen } = route.value;
  useEffect(() => {
    // On a telephone the screens are a line wider than the window.
    document.querySelector('.rail [aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [screen]);
  return html`<header class="rail">
    <a class="brand" href=${screenHref('sampling')}><${Icon} name="mark" /><span>Latente</span></a>
    <nav aria-label=${t('nav.label')}>
      <ul>
        ${Object.entries(SCREENS).map(
          ([name, { icon }]) => html`<li key=${name}>
            <a href=${screenHref(/** @type {ScreenName} */ (name))} data-testid=${`nav-${name}`}
              title=${presenting.value ? t(`${/** @type {ScreenName} */ (name)}.title`) : undefined}
              aria-current=${route.value.screen === name ? 'page' : undefined}>
              <${Icon} name=${icon} /><span>${t(`${/** @type {ScreenName} */ (name)}.title`)}</span>
            </a>
          </li>`,
        )}
      </ul>
    </nav>
    <${HistoryButtons} />
    <div class="rail-foot">
      <${LanguageSwitch} />
      <button type="button" class="button icon-only quiet" onClick=${toggleTheme} data-testid="theme"
        aria-label=${theme.value === 'dark' ? t('theme.toLight') : t('theme.toDark')}
        title=${theme.value === 'dark' ? t('theme.toLight') : t('theme.toDark')}>
        <${Icon} name=${theme.value === 'dark' ? 'sun' : 'moon'} />
      </button>
    </div>
  </header>`;
}

/** @param {'es' | 'en'} next keeps the screen and all of its state */
async function switchLanguage(next) {
  try {
    if (!(await speak(next))) return;
  } catch {
    announce(t('error.network'));
    return;
  }
  const { screen, query } = parseHash(location.hash);
  const name = Object.hasOwn(SCREENS, screen) ? /** @type {ScreenName} */ (screen) : 'sampling';
  replaceAddress(hashFor(name, query));
}

function LanguageSwitch() {
  /** @type {{code: 'es' | 'en', name: string}[]} */
  const choices = [
    { code: 'es', name: 'Español' },
    { code: 'en', name: 'English' },
  ];
  return html`<div class="language" role="group" aria-label=${t('language.label')}>
    ${choices.map(
      ({ code, name }) => html`<button key=${code} type="button" lang=${code} aria-pressed=${language.value === code}
        aria-label=${name} title=${name} data-testid=${`language-${code}`} onClick=${() => switchLanguage(code)}>${code.toUpperCase()}</button>`,
    )}
  </div>`;
}

/** One line for short messages, with Undo where an act can be taken back. */
export function Messages() {
  const current = message.value;
  return html`<div class="messages" role="status" data-testid="message">
    ${
      current &&
      html`<div class="toast"><span>${current.text}</span>
      ${
        current.action &&
        html`<button type="button" class="button" onClick=${() => {
          current.action?.run();
          message.value = null;
        }}>${current.action.label}</button>`
      }</div>`
    }
  </div>`;
}

/** Class names that hide what `hide=` in the link names. */
export function hideClasses() {
  return hiddenParts()
    .map((part) => `hide-${part}`)
    .join(' ');
}
