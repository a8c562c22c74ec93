/** The history as a tree: every step that was made, with the branches that were left. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { html, Icon } from '../../html.js';
import { pathTo, rows } from '../../lib/history.js';
import { SCREENS } from '../../router.js';
import { clear, goTo, tree } from '../../state/history.js';
import { announce, language, t } from '../../store.js';
import { Button } from '../buttons.js';
import { say } from './buttons.js';
import { screenOf, stepWords } from './words.js';

/** @typedef {import('../../lib/history-steps.js').Tree} Tree */
/** @typedef {ReturnType<typeof rows>[number]} Row */

/** Branches of branches of branches stand no further in. */
const MOST_LANES = 5;
/** So long the heading of a screen that is just coming does not get the focus. */
const COMING_MS = 4000;

/** @param {number} time in milliseconds since 1970 */
function timeOfDay(time) {
  const locale = language.value === 'qps' ? 'en' : language.value;
  return new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(time);
}

/** `ways`: of its own lane and those that pass by, which lead on to where the page is. @typedef {Row & {ways: boolean[]}} Drawn */

/**
 * Which lines between the rows belong to the way from the first step to where the page is.
 * @param {Row[]} list @param {ReadonlySet<number>} way
 * @returns {Drawn[]}
 */
function drawn(list, way) {
  /** Of the next row below at each level. @type {boolean[]} */
  const below = [];
  const upwards = list.toReversed().map((row) => {
    const ways = Array.from({ length: row.level + 1 }, (_, level) => below[level] ?? false);
    below[row.level] = way.has(row.id);
    below.length = row.level + 1;
    return { ...row, ways };
  });
  return upwards.reverse();
}

/** The way to a row, drawn: what passes by, where it branches off, itself. @param {{row: Drawn, isOnWay: boolean}} props */
function Lanes({ row, isOnWay }) {
  const level = Math.min(row.level, MOST_LANES);
  /** @param {number} lane */
  const turns = (lane) => (lane === level - 1 && row.isFirst ? `turns ${isOnWay ? 'way-turns' : ''}` : '');
  const own = `own ${row.isFirst ? '' : 'comes'} ${row.goesOn ? 'goes' : ''} ${row.ways[row.level] ? 'way-goes' : ''}`;
  return html`<span class="lanes" aria-hidden="true">
    ${row.ways.slice(0, level).map((isWay, lane) => html`<i class=${`passes ${isWay ? 'way' : ''} ${turns(lane)}`}></i>`)}<i class=${own}></i>
  </span>`;
}

/** @param {{now: Tree, row: Drawn, isActive: boolean, isOnWay: boolean, onGo: (id: number) => void, onFocus: (id: number) => void}} props */
function Item({ now, row, isActive, isOnWay, onGo, onFocus }) {
  const { id, level } = row;
  const { entry } = now.steps[id];
  const isHere = now.at === id;
  return html`<div role="treeitem" class=${`step ${isHere ? 'here' : ''} ${isOnWay ? 'on-way' : ''}`} data-step=${id} data-testid="history-step"
    aria-level=${level + 1} aria-selected=${isHere} aria-current=${isHere ? 'step' : undefined} tabindex=${isActive ? 0 : -1}
    onClick=${() => onGo(id)} onFocus=${() => onFocus(id)}>
    <${Lanes} row=${row} isOnWay=${isOnWay} />
    <span class="step-picture">${entry.picture ? html`<img src=${entry.picture} alt="" draggable=${false} />` : html`<${Icon} name=${SCREENS[screenOf(entry.address)].icon} />`}</span>
    <span class="step-words"><span class="step-name">${stepWords(now, id)}</span>
      <span class="step-when">${isHere && html`<strong>${t('history.here')}</strong>${' · '}`}<${Icon} name=${SCREENS[screenOf(entry.address)].icon} /><span>${t(`${screenOf(entry.address)}.title`)}</span>${' · '}${timeOfDay(entry.time)}</span></span>
  </div>`;
}

/** Where a key leads from a step. @param {string} key @param {Tree} now @param {Row[]} list @param {number} id @returns {number | null} */
function targetOf(key, now, list, id) {
  const place = list.findIndex((row) => row.id === id);
  if (key === 'ArrowDown') return list[place + 1]?.id ?? null;
  if (key === 'ArrowUp') return list[place - 1]?.id ?? null;
  if (key === 'Home') return list[0].id;
  if (key === 'End') return list[list.length - 1].id;
  if (key === 'ArrowLeft') return now.steps[id].parent;
  return key === 'ArrowRight' ? now.steps[id].last : null;
}

/** Screens that come put the focus on their heading: who walks through the history keeps it. @param {() => void} focus */
function useKeptFocus(focus) {
  const until = useRef(0);
  useEffect(() => {
    /** @param {FocusEvent} event */
    const onFocus = ({ target }) => {
      const isHeading = target instanceof HTMLElement && target.matches('#main h1');
      if (isHeading && performance.now() < until.current) focus();
    };
    addEventListener('focusin', onFocus);
    return () => removeEventListener('focusin', onFocus);
  }, []);
  return () => {
    until.current = performance.now() + COMING_MS;
  };
}

function forget() {
  const bringBack = clear();
  announce(t('history.cleared'), { label: t('undo'), run: bringBack });
}

/** @param {{onClose: () => void}} props */
export function HistoryPanel({ onClose }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const chosen = useSignal(/** @type {number | null} */ (null));
  const now = tree.value;
  const focus = (/** @type {number | null | undefined} */ id) => {
    const item = /** @type {HTMLElement | null | undefined} */ (list.current?.querySelector(`[data-step="${id}"]`));
    item?.focus({ preventScroll: true });
    item?.scrollIntoView({ block: 'nearest' });
  };
  const keepFocus = useKeptFocus(() => focus(tree.peek()?.at));
  useEffect(() => focus(tree.peek()?.at), []);
  useEffect(() => {
    list.current?.querySelector('.here')?.scrollIntoView({ block: 'nearest' });
  }, [now?.at]);
  if (!now) return null;
  const lines = rows(now);
  const active = chosen.value !== null && now.steps[chosen.value] ? chosen.value : now.at;
  const way = new Set(pathTo(now));
  const go = (/** @type {number} */ id) => {
    keepFocus();
    chosen.value = id;
    say(
      () => t('history.went', { step: stepWords(now, id) }),
      () => goTo(id),
    );
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    if (event.key === 'Escape') onClose();
    if (!(event.target instanceof HTMLElement) || event.target.role !== 'treeitem') return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = targetOf(event.key, now, lines, active);
    const goes = event.key === 'Enter' || event.key === ' ';
    if (target === null && !goes) return;
    event.preventDefault();
    if (goes) go(active);
    else focus(target);
  };
  return html`<section class="history-panel" aria-labelledby="history-heading" data-testid="history-panel" onKeyDown=${onKeyDown}>
    <header><h2 id="history-heading">${t('history.title')}</h2>
      <${Button} icon="trash-2" iconOnly label=${t('history.clear')} onClick=${forget} disabled=${lines.length < 2} testid="history-clear" kind="quiet" />
      <${Button} icon="x" iconOnly label=${t('history.close')} onClick=${onClose} testid="history-close" kind="quiet" /></header>
    <p class="hint">${t(lines.length < 2 ? 'history.only' : 'history.help')}</p>
    <div role="tree" aria-label=${t('history.title')} ref=${list}>
      ${drawn(lines, way).map(
        (
          row,
        ) => html`<${Item} key=${row.id} now=${now} row=${row} isActive=${row.id === active} isOnWay=${way.has(row.id)} onGo=${go}
          onFocus=${(/** @type {number} */ id) => {
            chosen.value = id;
          }} />`,
      )}
    </div>
  </section>`;
}
