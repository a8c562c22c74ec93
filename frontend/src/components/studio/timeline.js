import { useRef } from 'preact/hooks';
import { html, Icon } from '../../html.js';
import { placeOf } from '../../lib/studio-plan.js';
import { keyframeName } from '../../state/studio.js';
import { decimals, t } from '../../store.js';
import { dropSide, useDragging } from '../drag-order.js';

/** @typedef {import('../../keyframes.js').Keyframe} Keyframe */
/** @typedef {import('../../keyframes.js').StudioFilm} StudioFilm */

/**
 * The keyframes in order. Arrow keys choose, with Shift they move, Delete removes.
 * @param {{film: StudioFilm, selected: number, onSelect: (place: number) => void, onMove: (from: number, to: number) => void,
 *   onRemove: (place: number) => void, footage: any, player: any}} props
 */
export function Timeline({ film, selected, onSelect, onMove, onRemove, footage, player }) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const { drag, handlers, onPointerDown } = useDragging(list, { onPress: onSelect, onMove });
  const last = film.keyframes.length - 1;
  /** @param {number} place */
  const focus = (place) =>
    requestAnimationFrame(() => /** @type {HTMLElement | undefined} */ (list.current?.children[place])?.focus());
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    /** @type {Record<string, number>} */
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -last, End: last };
    const to = Math.min(last, Math.max(0, selected + (steps[event.key] ?? 0)));
    if (event.key === 'Delete' || event.key === 'Backspace') {
      onRemove(selected);
      focus(Math.min(selected, last - 1));
    } else if (event.key in steps) {
      if (event.shiftKey) onMove(selected, to);
      else onSelect(to);
      focus(to);
    } else return;
    event.preventDefault();
  };
  return html`<div class=${`timeline ${drag ? 'dragging' : ''}`} role="listbox" aria-label=${t('studio.timeline')} aria-describedby="timeline-help"
    aria-orientation="horizontal" ref=${list} onKeyDown=${onKeyDown} data-testid="timeline">
    ${film.keyframes.map(
      (
        keyframe,
        place,
      ) => html`<div key=${keyframe.id} role="option" aria-selected=${place === selected} tabindex=${place === selected ? 0 : -1}
        aria-label=${spoken(film, place)} data-testid=${`keyframe-${place + 1}`} ...${handlers}
        class=${`keyframe ${drag?.from === place ? 'lifted' : ''} ${dropSide(drag, place)}`}
        onPointerDown=${(/** @type {PointerEvent} */ event) => onPointerDown(event, place)} onFocus=${() => onSelect(place)}>
        <span class="picture">${keyframe.thumbnail && html`<img src=${keyframe.thumbnail} alt="" decoding="sync" draggable=${false} />`}
          <span class="grip" aria-hidden="true"></span></span>
        <span class="keyframe-name">${keyframeName(keyframe)}</span>
        <${Way} film=${film} place=${place} footage=${footage} player=${player} />
      </div>`,
    )}
  </div>`;
}

/** @param {StudioFilm} film @param {number} place */
function leadsOn(film, place) {
  return film.keyframes.length > 1 && (film.closed || place < film.keyframes.length - 1);
}

/** @param {StudioFilm} film @param {number} place */
function spoken(film, place) {
  const keyframe = film.keyframes[place];
  const name = t('studio.keyframeOf', {
    place: place + 1,
    count: film.keyframes.length,
    name: keyframeName(keyframe),
  });
  if (!leadsOn(film, place)) return name;
  const way = t('studio.wayIn', {
    seconds: decimals(keyframe.seconds, 1),
    easing: t(`studio.easing.${keyframe.easing}`),
  });
  return `${name}, ${way}`;
}

/** How long it takes to the next keyframe, and how far the film is on that way. @param {any} props */
function Way({ film, place, footage, player }) {
  const { seconds } = film.keyframes[place];
  if (!leadsOn(film, place)) return html`<span class="way end">${t('studio.end')}</span>`;
  const isLast = place === film.keyframes.length - 1;
  return html`<span class="way">${decimals(seconds, 1)} s <${Icon} name=${isLast ? 'repeat' : 'arrow-right'} />
    <${Progress} place=${place} footage=${footage} player=${player} /></span>`;
}

/** @param {any} props */
function Progress({ place, footage, player }) {
  const made = footage.value?.plan;
  const at = made ? placeOf(player.frame.value, made) : { segment: -1, share: 0 };
  const share = at.segment === place ? at.share : 0;
  return html`<i class="way-progress" style=${{ '--share': String(share) }}></i>`;
}
