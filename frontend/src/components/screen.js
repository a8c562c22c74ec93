import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { isSmooth, weightsTag } from '../families.js';
import { html, Icon } from '../html.js';
import { route } from '../router.js';
import { cardOf, lookAt, t } from '../store.js';
import { ShareButton } from './buttons.js';
import { Cautions, InfoNote } from './notes.js';

/** @typedef {import('../router.js').ScreenName} ScreenName */
/** @typedef {import('../types.d.ts').Card} Card */

/** The visit whose heading has had the focus; of the first one nobody needs to be told. */
let headed = 0;

/**
 * The frame that all screens share: title, one sentence, tools, the work, the panel.
 * @param {{name: ScreenName, tools?: any, details?: any, hash: () => string, card?: Card, asked?: string[], children?: any}} props
 *   `card`: the model that is shown; the first one is compared with what the link meant.
 *   `asked`: all models that are shown at first, where there are several
 */
export function Screen({ name, tools, details, hash, card, asked = card && [card.id], children }) {
  const notices = useMemo(() => linkNotices(card, asked), []);
  useEffect(() => {
    // A screen that comes in two steps has no heading yet when the first is there.
    const { visit } = route.peek();
    if (visit !== headed)
      /** @type {HTMLElement | null} */ (document.querySelector('#main h1'))?.focus({ preventScroll: true });
    headed = visit;
  }, []);
  useEffect(() => {
    if (card) lookAt(card);
  }, [card]);
  return html`<main id="main" class=${`work screen-${name} ${card && isSmooth(card) ? 'smooth' : ''}`} tabindex="-1" data-testid=${`screen-${name}`}>
      <header class="screen-head">
        <div class="screen-title">
          <h1 tabindex="-1">${t(`${name}.title`)}</h1>
          <p class="lede">${t(`${name}.lede`)}</p>
        </div>
        <div class="screen-tools">${tools}<${ShareButton} hash=${hash} /></div>
      </header>
      ${notices.map((notice) => html`<${InfoNote} key=${notice.key} testid="link-notice">${t(notice.key, notice.values)}<//>`)}
      ${children}
      ${card && html`<${Cautions} card=${card} />`}
    </main>
    ${details}`;
}

/** What of the link could not be kept. @param {Card | undefined} card @param {string[]} [shown] */
function linkNotices(card, shown) {
  const { query, unknown } = route.peek();
  /** @type {{key: 'error.unknownScreen' | 'error.linkModel' | 'error.otherModel' | 'error.linkWeights', values: Record<string, string>}[]} */
  const notices = [];
  if (unknown) notices.push({ key: 'error.unknownScreen', values: {} });
  if (query.m && !cardOf(query.m)) notices.push({ key: 'error.linkModel', values: { model: query.m } });
  else if (query.m && shown && !shown.includes(query.m))
    notices.push({ key: 'error.otherModel', values: { model: query.m } });
  else if (query.w && card && weightsTag(card) !== query.w) notices.push({ key: 'error.linkWeights', values: {} });
  return notices;
}

/**
 * The panel on the right, which on narrow screens folds. It takes its place at once; what is
 * in it may come later.
 * @param {{children?: any}} props
 */
export function DetailsFrame({ children }) {
  const open = useSignal(false);
  return html`<aside class="details" aria-label=${t('details.title')} data-testid="details">
    <button type="button" class="details-toggle" aria-expanded=${open.value} aria-controls="details-body"
      onClick=${() => {
        open.value = !open.value;
      }}>
      <${Icon} name="info" /><span>${t('details.title')}</span><${Icon} name="chevron-down" />
    </button>
    <div id="details-body" class=${`details-body ${open.value ? 'open' : ''}`}>${children}</div>
  </aside>`;
}

/** A screen that lacks the models it needs. @param {{name: ScreenName, needs: string}} props */
export function MissingModels({ name, needs }) {
  return html`<main id="main" class="work" tabindex="-1" data-testid=${`screen-${name}`}>
    <header class="screen-head"><div class="screen-title"><h1 tabindex="-1">${t(`${name}.title`)}</h1></div></header>
    <div class="note" role="status"><p>${t('error.missingModels', { needs })}</p></div>
  </main>`;
}
