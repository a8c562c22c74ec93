/** Everything that one can do to a map, and what lies over and under its points. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { html } from '../../html.js';
import { enclosed } from '../../lib/lasso.js';
import { nearestPoint, placeOf } from '../../lib/map-data.js';
import { Gestures } from '../../lib/map-gestures.js';
import { showing, stepped, toSpot, within, zoomed } from '../../lib/viewport.js';
import { move } from '../../moving.js';
import { choosePoints, joinPins } from '../../state/map.js';
import { useBackground, useOverlay } from './layers.js';
import { PIN_RADIUS } from './overlay.js';
import { Loupe } from './reading.js';

/** @typedef {import('../../lib/map-data.js').Place} Place */
/** @typedef {import('../../lib/viewport.js').Spot} Spot */
/** @typedef {import('../../lib/viewport.js').View} View */
/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-asked.js').Side} Side */
/** @typedef {import('./overlay.js').Marks} Marks */
/** @typedef {import('./stage.js').Ground} Ground */
/** @typedef {Pick<Marks, 'outline' | 'rubber'>} Drawing what is being drawn with the pointer */

/**
 * @typedef {object} HandsProps
 * @property {MapState} state
 * @property {Side} side
 * @property {import('@preact/signals').ReadonlySignal<View | null>} view what is seen
 * @property {(view: View | null) => void} onView null: all of it
 * @property {() => Omit<Marks, 'outline' | 'rubber' | 'cursor' | 'ringed'>} marks reads signals
 * @property {import('@preact/signals').ReadonlySignal<import('./background.js').Grid | null>} grid
 * @property {boolean} smooth pictures are photographs
 * @property {() => number | null} onPin pins what is under the cursor; index of the pin
 * @property {() => void} onUnpin
 * @property {Ground} ground
 */

/** How near a pointer must be to a data point, and to a pin, in pixels. */
const POINT_REACH = 9;
const TOUCH_REACH = 22;
const ZOOM_STEP = 1.25;
/** A second tap within this distance of the first pins. */
const TAP_AGAIN = 30;

/** @type {Drawing} */
const NOTHING = { outline: [], rubber: null };

/** @param {HandsProps} props */
export function Hands(props) {
  const { state, side, view, ground } = props;
  const drawing = useSignal(NOTHING);
  const near = useSignal(false);
  const acts = useActs(props, drawing);
  useBackground(props);
  const overlay = useOverlay(props, drawing);
  const gestures = useMemo(() => new Gestures({ ...lookOf(acts), ...pathOf(acts), ...selectionOf(acts) }), []);
  useEffect(() => {
    const stage = /** @type {HTMLElement} */ (ground.root.current);
    // The pointer may have been there before this was.
    near.value = stage.matches(':hover');
    return listening(stage, { ...pointersOf(stage, gestures), ...keysOf(props, acts), ...nearOf(near) });
  }, []);
  return html`<canvas ref=${overlay} aria-hidden="true"></canvas>
    <${Loupe} side=${side} view=${view} size=${ground.size} shown=${near.value || Boolean(state.partner())} />`;
}

/** @typedef {Record<string, (event: any) => void>} Listeners */

/** @param {HTMLElement} stage @param {Listeners} listeners @returns {() => void} ends it */
function listening(stage, listeners) {
  for (const [type, listener] of Object.entries(listeners)) stage.addEventListener(type, listener, { passive: false });
  return () => {
    for (const [type, listener] of Object.entries(listeners)) stage.removeEventListener(type, listener);
  };
}

/** What can be done to the map, by whatever means. @param {HandsProps} props @param {import('@preact/signals').Signal<Drawing>} drawing */
function useActs({ state, side, view, onView, onPin, ground: { size } }, drawing) {
  /** @param {number} pixels @returns {number} in units of the map */
  const reach = (pixels) => (pixels * (view.peek()?.span ?? 1)) / Math.max(1, size.peek());
  /** @param {Place} place @param {'pointer' | 'keys'} by @param {number} [pixels] */
  const point = (place, by, pixels = POINT_REACH) => {
    const loaded = side.current.peek();
    if (!loaded) return;
    move(false);
    const hit = nearestPoint(loaded.map, place, reach(pixels), state.hidden.peek());
    state.cursor.value = { side: side.name, place: hit === null ? place : placeOf(loaded.map, hit), point: hit, by };
  };
  /** @param {Spot} spot @param {boolean} touch @returns {number | null} index of a pin */
  const pinAt = (spot, touch) => {
    const seen = view.peek();
    if (!seen) return null;
    const radius = touch ? TOUCH_REACH : PIN_RADIUS + 3;
    const found = state.pins.peek().findLastIndex(({ id, place }) => {
      const at = side.pinned.peek().get(id)?.place ?? place;
      if (!at) return false;
      const { x, y } = toSpot(seen, size.peek(), at);
      return Math.hypot(x - spot.x, y - spot.y) <= radius;
    });
    return found < 0 ? null : found;
  };
  /** @param {View} next */
  const show = (next) => {
    const loaded = side.current.peek();
    if (loaded) onView(within(next, loaded.map.bounds));
  };
  const reset = () => onView(null);
  return { size, view, state, side, drawing, reach, point, pin: onPin, pinAt, show, reset };
}

/** @typedef {ReturnType<typeof useActs>} Acts */
/** @typedef {import('../../lib/map-gestures.js').Ground} GestureGround */

/** @param {HTMLElement} stage @param {Gestures} gestures @returns {Listeners} */
function pointersOf(stage, gestures) {
  /** @param {PointerEvent | WheelEvent} event @returns {Spot} */
  const spot = (event) => {
    const box = stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  /** @param {PointerEvent} event */
  const isTouch = (event) => event.pointerType === 'touch';
  return {
    pointerdown: (event) => {
      if (event.button !== 0) return;
      stage.setPointerCapture(event.pointerId);
      gestures.down(event.pointerId, spot(event), isTouch(event));
    },
    pointermove: (event) => gestures.move(event.pointerId, spot(event)),
    pointerup: (event) => gestures.up(event.pointerId, spot(event), isTouch(event)),
    pointercancel: (event) => gestures.cancel(event.pointerId),
    wheel: (event) => {
      event.preventDefault();
      gestures.wheel(spot(event), event.deltaY * (event.deltaMode === 1 ? 16 : 1));
    },
  };
}

/** Whether the pointer is over the map. @param {import('@preact/signals').Signal<boolean>} near @returns {Listeners} */
function nearOf(near) {
  /** @param {boolean} now */
  const set = (now) => () => {
    near.value = now;
  };
  return { pointerenter: set(true), pointerleave: set(false) };
}

/** Looking: what is seen, what is under the pointer, and what a tap does. @param {Acts} acts @returns {Pick<GestureGround, 'now' | 'onView' | 'onHover' | 'onTap'>} */
function lookOf({ state, side, view, size, reach, point, pin, show }) {
  return {
    now: () => ({ view: view.peek() ?? { x: 0, y: 0, span: 1 }, side: size.peek() || 1, tool: state.tool.peek() }),
    onView: show,
    onHover: (place) => point(place, 'pointer'),
    onTap(place, touch) {
      const at = state.cursor.peek();
      const again =
        at?.side === side.name && Math.hypot(at.place[0] - place[0], at.place[1] - place[1]) <= reach(TAP_AGAIN);
      // With a finger nothing hovers: the first tap looks, the second one pins.
      if (!touch || !again) point(place, 'pointer', touch ? TOUCH_REACH : POINT_REACH);
      if (state.tool.peek() === 'explore' && (!touch || again)) pin();
    },
  };
}

/** Drawing a path from one pin to another, or to a new one. @param {Acts} acts @returns {Pick<GestureGround, 'pinAt' | 'onRubber' | 'onJoin'>} */
function pathOf({ state, side, drawing, point, pin, pinAt }) {
  return {
    pinAt,
    onRubber(from, place) {
      const start = state.pins.peek()[from];
      const at = start && (side.pinned.peek().get(start.id)?.place ?? start.place);
      if (at) drawing.value = { outline: [], rubber: [at, place] };
    },
    onJoin(from, spot, touch) {
      const end = pinAt(spot, touch);
      if (end !== null) joinPins(state, from, end);
      else {
        const rubber = drawing.peek().rubber;
        if (!rubber) return;
        point(rubber[1], 'pointer');
        const made = pin();
        if (made !== null) joinPins(state, from, made);
      }
    },
  };
}

/** Encircling points. @param {Acts} acts @returns {Pick<GestureGround, 'onOutline' | 'onSelected' | 'onEnd'>} */
function selectionOf({ state, side, drawing }) {
  return {
    onOutline(outline) {
      drawing.value = { outline, rubber: null };
    },
    onSelected(outline) {
      const loaded = side.current.peek();
      if (loaded) choosePoints(state, enclosed(loaded.map, outline, state.hidden.peek()));
    },
    onEnd() {
      drawing.value = NOTHING;
    },
  };
}

/** Arrows move the crosshair, + and − zoom, 0 shows all, Enter pins, Escape unpins. @param {HandsProps} props @param {Acts} acts @returns {Listeners} */
function keysOf({ state, side, view, onUnpin }, { point, pin, show, reset }) {
  /** @param {KeyboardEvent} event */
  const keydown = (event) => {
    const seen = view.peek();
    if (!seen || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = side.spotted.peek()?.place ?? [seen.x, seen.y];
    const next = stepped(seen, at, event);
    /** @type {Record<string, () => void>} */
    const others = {
      '+': () => show(zoomed(seen, ZOOM_STEP, at)),
      '=': () => show(zoomed(seen, ZOOM_STEP, at)),
      '-': () => show(zoomed(seen, 1 / ZOOM_STEP, at)),
      0: reset,
      Home: reset,
      Enter: pin,
      ' ': pin,
      Escape: onUnpin,
    };
    if (!next && !Object.hasOwn(others, event.key)) return;
    event.preventDefault();
    if (!next) {
      others[event.key]();
      return;
    }
    // Small steps would never leave a data point that attracts the crosshair.
    point(next, 'keys', 3);
    if (state.view.peek() || !isAll(seen, next)) show(showing(seen, next));
  };
  return { keydown };
}

/** Whether a place lies in the view with some room to spare. @param {View} view @param {Place} place */
function isAll({ x, y, span }, place) {
  return Math.abs(place[0] - x) < span * 0.46 && Math.abs(place[1] - y) < span * 0.46;
}
