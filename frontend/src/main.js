/** Boot: address, language, models, then the screen; with a boundary for whatever breaks. */

import { effect, useSignal, useSignalEffect } from '@preact/signals';
import { render } from 'preact';
import { useEffect, useErrorBoundary, useRef } from 'preact/hooks';
import { onKeyNeeded } from './api.js';
import { Button } from './components/buttons.js';
import { BusyNotice, ErrorNote } from './components/notes.js';
import { hideClasses, Messages, Rail } from './components/shell.js';
import { html } from './html.js';
import { whenIdle } from './lazy.js';
import { route, SCREENS, startRouter } from './router.js';
import { language, loadModels, models, t } from './store.js';
import { fetchLanguage, fetchTexts } from './texts.js';
import { TourHost } from './tour/host.js';

/** @param {{children: any}} props a plain page with a heading, for everything that is no screen */
function Plain({ children }) {
  return html`<main id="main" class="work plain-message" tabindex="-1"><h1>Latente</h1>${children}</main>`;
}

/** The module of a screen, once its texts are there too. @param {import('./router.js').ScreenName} screen */
async function fetchScreen(screen) {
  const [module] = await Promise.all([SCREENS[screen].load(), fetchTexts(screen, language.peek())]);
  return module;
}

function CurrentScreen() {
  const View = useSignal(/** @type {any} */ (null));
  const shown = useSignal({ screen: '', visit: -1 });
  const failure = useSignal(/** @type {unknown} */ (null));
  useSignalEffect(() => {
    const { screen, visit } = route.value;
    fetchScreen(screen).then(
      (module) => {
        if (route.value.visit !== visit) return;
        View.value = () => module.default;
        shown.value = { screen, visit };
        failure.value = null;
      },
      (error) => {
        if (route.value.visit === visit) failure.value = error;
      },
    );
  });
  useFocusOnChange(shown.value.visit);
  const state = models.value;
  if (failure.value)
    return html`<${Plain}><${ErrorNote} error=${failure.value} onRetry=${() => location.reload()} /></${Plain}>`;
  if (state.state === 'failed')
    return html`<${Plain}><${ErrorNote} error=${state.error} onRetry=${() => loadModels()} /></${Plain}>`;
  if (state.state === 'loading' || !View.value) return html`<${Plain}><p role="status">${t('loading')}</p></${Plain}>`;
  if (state.cards.length === 0) return html`<${Plain}><p role="status">${t('error.noModels')}</p></${Plain}>`;
  const Current = View.value();
  return html`<${Current} key=${shown.value.visit} query=${route.value.query} cards=${state.cards} />`;
}

/** After a change of screen the reader starts at its heading. @param {number} visit */
function useFocusOnChange(visit) {
  const first = useRef(true);
  useEffect(() => {
    if (visit < 0) return;
    if (first.current) {
      first.current = false;
      return;
    }
    scrollTo(0, 0);
    /** @type {HTMLElement | null} */ (document.querySelector('#main h1'))?.focus({ preventScroll: true });
  }, [visit]);
}

function App() {
  const [error, reset] = useErrorBoundary();
  return html`<div class=${`shell ${hideClasses()}`}>
    <${Rail} />
    <${TourHost} />
    ${
      error
        ? html`<${Plain}><${ErrorNote} error=${error} /><${Button} icon="rotate-ccw" label=${t('error.startAgain')} onClick=${() => {
            location.hash = '#/sampling';
            reset();
          }} /></${Plain}>`
        : html`<${CurrentScreen} />`
    }
    <${BusyNotice} />
    <${Messages} />
  </div>`;
}

document.getElementById('skip-link')?.addEventListener('click', (event) => {
  // The address after `#` belongs to the router: the link must not change it.
  event.preventDefault();
  document.getElementById('main')?.focus();
});

onKeyNeeded(async (wrong) => {
  const [{ askForKey }] = await Promise.all([import('./components/key-dialog.js'), fetchTexts('key', language.peek())]);
  return askForKey(wrong);
});
startRouter();
loadModels(route.value.screen === 'models' ? 'tables' : 'summary');
// Asked for now, drawn when the texts are there.
const first = fetchScreen(route.value.screen);
first.catch(() => {
  // The screen will ask again, and say what is wrong.
});
await fetchTexts('core', language.value);
effect(() => {
  document.documentElement.lang = language.value === 'qps' ? 'en' : language.value;
  document.title = `${t(`${route.value.screen}.title`)} · Latente`;
  const skip = document.getElementById('skip-link');
  if (skip) skip.textContent = t('nav.skip');
});

const root = /** @type {HTMLElement} */ (document.getElementById('app'));
root.replaceChildren();
render(html`<${App} />`, root);
whenIdle(() => {
  import('./print.js').then(
    ({ watchPrinting }) => watchPrinting(),
    () => {
      // Paper without that line is still a sheet of pictures.
    },
  );
  fetchLanguage(language.peek() === 'es' ? 'en' : 'es').catch(() => {
    // Whoever switches will ask again.
  });
});

// A recipe, or a picture that this page has made, brings back what it was made of, wherever it is
// dropped; pictures dropped on a picture of a screen are that screen's.
addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
});
addEventListener('drop', async (event) => {
  const file = event.dataTransfer?.files[0];
  if (!file) return;
  event.preventDefault();
  await (await import('./take-in.js')).takeIn(file);
});
