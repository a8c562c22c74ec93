import { useComputed, useSignal } from '@preact/signals';
import { useMemo, useRef } from 'preact/hooks';
import { isSmooth } from '../../families.js';
import { useDraft } from '../../hooks.js';
import { html } from '../../html.js';
import { letter } from '../../lib/collection-sum.js';
import { movePoint, removePoints, renamePoint } from '../../state/collection.js';
import { nameOf, toggle } from '../../state/collection-screen.js';
import { announce, cardOf, t } from '../../store.js';
import { dropSide, useDragging } from '../drag-order.js';

/** @typedef {import('../../lib/collection.js').KeptPoint} KeptPoint */
/** @typedef {import('../../state/collection-screen.js').CollectionState} CollectionState */

/** How many stand in the first row. @param {HTMLElement} list */
function columnsOf(list) {
  const items = /** @type {HTMLElement[]} */ ([...list.children]);
  return Math.max(1, items.filter(({ offsetTop }) => offsetTop === items[0]?.offsetTop).length);
}

/** @param {string} key @param {number} columns @param {number} count @returns {number | null} */
function stepOf(key, columns, count) {
  /** @type {Record<string, number>} */
  const steps = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -count,
    End: count,
  };
  return steps[key] ?? null;
}

/**
 * All kept points as a contact sheet: each a button that chooses it, with its name below.
 * @param {{state: CollectionState}} props
 */
export function KeptSheet({ state }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  /** Where the Tab key enters. */
  const entry = useSignal(0);
  const points = state.shown.value;
  const dragging = useDragging(list, { onMove: (from, to) => move(from, to) });
  const { drag } = dragging;
  /** @param {number} place */
  const focus = (place) => {
    entry.value = place;
    requestAnimationFrame(() => buttonAt(list.current, place)?.focus());
  };
  /** @param {number} from @param {number} to */
  function move(from, to) {
    movePoint(points[from].id, points[to].id);
    announce(t('collection.moved', { place: to + 1, count: points.length }));
  }
  /** @param {KeyboardEvent} event @param {number} place */
  const onKeyDown = (event, place) => {
    const step = stepOf(event.key, list.current ? columnsOf(list.current) : 1, points.length);
    const to = Math.min(points.length - 1, Math.max(0, place + (step ?? 0)));
    if (step !== null) {
      if (event.shiftKey && to !== place) move(place, to);
      focus(to);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      removePoints([points[place].id]);
      focus(Math.min(place, points.length - 2));
    } else if (event.key === 'F2') list.current?.children[place].querySelector('input')?.focus();
    else return;
    event.preventDefault();
  };
  const hands = useHands({ ...dragging, onKeyDown });
  const enters = Math.min(entry.value, points.length - 1);
  return html`<ul class=${`kept-sheet ${drag ? 'dragging' : ''}`} ref=${list} aria-label=${t('collection.points')} data-testid="kept-sheet">
    ${points.map(
      (
        point,
        place,
      ) => html`<${Item} key=${point.id} state=${state} point=${point} place=${place} count=${points.length}
        entered=${place === enters} mark=${`${drag?.from === place ? 'lifted' : ''} ${dropSide(drag, place)}`} hands=${hands} />`,
    )}
  </ul>`;
}

/** @typedef {Omit<ReturnType<typeof useDragging>, 'drag'> & {onKeyDown: (event: KeyboardEvent, place: number) => void}} Handlers */

/**
 * The same object every time, so that of many points only those are drawn anew that have changed.
 * @param {Handlers} handlers of now
 */
function useHands(handlers) {
  const current = useRef(handlers);
  current.current = handlers;
  return useMemo(
    () => ({
      onPointerMove: (/** @type {PointerEvent} */ event) => current.current.handlers.onPointerMove(event),
      onPointerUp: () => current.current.handlers.onPointerUp(),
      onPointerCancel: () => current.current.handlers.onPointerCancel(),
      endsDrag: () => current.current.endsDrag(),
      onPointerDown: (/** @type {PointerEvent} */ event, /** @type {number} */ place) =>
        current.current.onPointerDown(event, place),
      onKeyDown: (/** @type {KeyboardEvent} */ event, /** @type {number} */ place) =>
        current.current.onKeyDown(event, place),
    }),
    [],
  );
}

/** @typedef {ReturnType<typeof useHands>} Hands */

/** @param {HTMLElement | null} list @param {number} place */
function buttonAt(list, place) {
  return /** @type {HTMLElement | null | undefined} */ (list?.children[place]?.querySelector('button'));
}

/**
 * One point: its picture, name and marks.
 * @param {{state: CollectionState, point: KeptPoint, place: number, count: number, entered: boolean, mark: string, hands: Hands}} props
 *   `mark`: class names of a drag
 */
function Item({ state, point, place, count, entered, mark, hands }) {
  const card = cardOf(point.model);
  const order = useComputed(() => state.chosenIds.value.indexOf(point.id)).value;
  const name = nameOf(point);
  const words = [t('collection.itemOf', { name, model: point.model, place: place + 1, count }), ...marksOf(point)];
  if (order >= 0) words.push(t('collection.chosenAs', { letter: letter(order) }));
  const choose = () => {
    if (!hands.endsDrag()) toggle(state, point.id);
  };
  return html`<li class=${`kept-item ${card && isSmooth(card) ? 'smooth' : 'crisp'} ${mark}`} data-testid=${`kept-${place + 1}`}>
    <button type="button" class="kept-picture" aria-pressed=${order >= 0} tabindex=${entered ? 0 : -1} aria-label=${words.join(', ')}
      aria-describedby="collection-keys" onPointerMove=${hands.onPointerMove} onPointerUp=${hands.onPointerUp} onPointerCancel=${hands.onPointerCancel}
      onPointerDown=${(/** @type {PointerEvent} */ event) => hands.onPointerDown(event, place)}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => hands.onKeyDown(event, place)} onClick=${choose}>
      <span class="picture size-kept">${point.thumbnail && html`<img src=${point.thumbnail} alt="" decoding="sync" draggable=${false} />`}
        <span class="grip" aria-hidden="true"></span></span>
      ${order >= 0 && html`<span class="kept-letter" aria-hidden="true">${letter(order)}</span>`}
    </button>
    <${NameField} point=${point} name=${name} />
    <span class="kept-model hint">${[point.model, ...marksOf(point)].join(' · ')}</span>
  </li>`;
}

/** What is to be known of a point before one uses it. @param {KeptPoint} point */
function marksOf(point) {
  const card = cardOf(point.model);
  const marks = [];
  if (point.photo) marks.push(t('collection.photo'));
  if (!card) marks.push(t('collection.absent'));
  else if (card.weights.sha256 !== point.weights) marks.push(t('collection.old'));
  return marks;
}

/** The name, changed in place: Enter or leaving it takes it, Escape does not. @param {{point: KeptPoint, name: string}} props */
export function NameField({ point, name }) {
  const draft = useDraft(name);
  /** @param {any} event */
  const onChange = async (event) => {
    const typed = event.currentTarget.value.trim();
    draft.end();
    if (typed && typed !== name) {
      await renamePoint(point, typed);
      announce(t('collection.renamed', { name: typed }));
    }
  };
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    if (event.key === 'Escape') {
      field.value = name;
      draft.end();
      field.blur();
    } else if (event.key === 'Enter') field.blur();
  };
  return html`<input type="text" class="kept-name" aria-label=${t('collection.nameOf', { name })} title=${name} maxlength="120" autocomplete="off"
    spellcheck="false" ...${draft.field} onChange=${onChange} onKeyDown=${onKeyDown} />`;
}
