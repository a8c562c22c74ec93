import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { html } from '../../html.js';
import { enclosed } from '../../lib/lasso.js';
import { placeOf } from '../../lib/map-data.js';
import { createGestures } from '../../lib/map-gestures.js';
import { showing, stepped, toSpot, within, zoomed } from '../../lib/viewport.js';
import { move } from '../../moving.js';
import { choosePoints, joinPins } from '../../state/map.js';
import { useLayers } from './layers.js';
import { Loupe } from './loupe.js';
import { PIN_RADIUS } from './overlay.js';

/** @typedef {import('../../lib/map-data.js').Place} Place */
/** @typedef {import('../../lib/viewport.js').Spot} Spot */
/** @typedef {import('../../lib/viewport.js').View} View */
/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-side.js').Side} Side */
/** @typedef {import('./overlay.js').Marks} Marks */
/** @typedef {import('@preact/signals').Signal<View | null>} OwnView */

/**
 * @typedef {object} StageProps
 * @property {MapState} state
 * @property {Side} side
 * @property {import('@preact/signals').ReadonlySignal<View | null>} view what is seen
 * @property {(view: View | null) => void} onView null: all of it
 * @property {() => Omit<Marks, 'outline' | 'rubber' | 'cursor' | 'ringed'>} marks reads signals
 * @property {import('@preact/signals').ReadonlySignal<import('./background.js').Grid | null>} grid
 * @property {boolean} smooth pictures are photographs
 * @property {string} label
 * @property {() => number | null} onPin pins what is under the cursor; index of the pin
 * @property {() => void} onUnpin
 */

/** How near a pointer must be to a data point, and to a pin, in pixels. */
const POINT_REACH = 9;
const TOUCH_REACH = 22;
const ZOOM_STEP = 1.25;
/** A second tap within this distance of the first pins. */
const TAP_AGAIN = 30;

/** One map: points, what lies under and over them, and everything one can do to it. @param {StageProps} props */
export function Stage(props) {
  const { side, label } = props;
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  const size = useSide(root);
  /** What is being drawn with the pointer right now. */
  const drawing = useSignal(/** @type {Pick<Marks, 'outline' | 'rubber'>} */ ({ outline: [], rubber: null }));
  const near = useSignal(false);
  const acts = useActs(props, size, drawing);
  const onKeyDown = useKeys(props, acts);
  const surface = useLayers(props, size, drawing);
  usePointers(root, acts);
  return html`<div class=${`map-stage tool-${props.state.tool.value}`} ref=${root} role="application" tabindex="0" aria-label=${label} aria-describedby="map-keys"
    data-testid=${`stage-${side.name}`} onKeyDown=${onKeyDown}
    onPointerEnter=${() => {
      near.value = true;
    }} onPointerLeave=${() => {
      near.value = false;
    }}>
    <canvas ref=${surface.background} aria-hidden="true"></canvas>
    <canvas ref=${surface.points} aria-hidden="true" data-layer="points"></canvas>
    <canvas ref=${surface.overlay} aria-hidden="true"></canvas>
    <${Loupe} side=${side} view=${props.view} size=${size} shown=${near.value || Boolean(props.state.partner())} />
  </div>`;
}

/** The side of the square on the page. @param {import('preact').RefObject<HTMLElement | null>} root */
function useSide(root) {
  const size = useSignal(0);
  useEffect(() => {
    const stage = /** @type {HTMLElement} */ (root.current);
    const observer = new ResizeObserver(() => {
      size.value = stage.clientWidth;
    });
    observer.observe(stage);
    return () => observer.disconnect();
  }, []);
  return size;
}

/** What can be done to the map, by whatever means. @param {StageProps} props @param {import('@preact/signals').Signal<number>} size @param {import('@preact/signals').Signal<Pick<Marks, 'outline' | 'rubber'>>} drawing */
function useActs({ state, side, view, onView, onPin }, size, drawing) {
  /** @param {number} pixels @returns {number} in units of the map */
  const reach = (pixels) => (pixels * (view.peek()?.span ?? 1)) / Math.max(1, size.peek());
  /** @param {Place} place @param {'pointer' | 'keys'} by @param {number} [pixels] */
  const point = (place, by, pixels = POINT_REACH) => {
    const loaded = side.current.peek();
    if (!loaded) return;
    move(false);
    const hit = loaded.picker.nearest(place, reach(pixels), state.hidden.peek());
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

/** @param {import('preact').RefObject<HTMLElement | null>} root @param {Acts} acts */
function usePointers(root, acts) {
  const gestures = useMemo(() => createGestures(groundOf(acts)), []);
  useEffect(() => {
    const stage = /** @type {HTMLElement} */ (root.current);
    /** @param {PointerEvent | WheelEvent} event @returns {Spot} */
    const spot = (event) => {
      const box = stage.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    /** @param {PointerEvent} event */
    const isTouch = (event) => event.pointerType === 'touch';
    /** @type {Record<string, (event: any) => void>} */
    const listeners = {
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
    for (const [type, listener] of Object.entries(listeners))
      stage.addEventListener(type, listener, { passive: false });
    return () => {
      for (const [type, listener] of Object.entries(listeners)) stage.removeEventListener(type, listener);
    };
  }, []);
}

/** @param {Acts} acts @returns {import('../../lib/map-gestures.js').Ground} */
function groundOf({ state, side, view, size, drawing, reach, point, pin, pinAt, show }) {
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
    onOutline(outline) {
      drawing.value = { outline, rubber: null };
    },
    onSelected(outline) {
      const loaded = side.current.peek();
      if (loaded) choosePoints(state, enclosed(loaded.map, outline, state.hidden.peek()));
    },
    onEnd() {
      drawing.value = { outline: [], rubber: null };
    },
  };
}

/** Arrows move the crosshair, + and − zoom, 0 shows all, Enter pins, Escape unpins. @param {StageProps} props @param {Acts} acts */
function useKeys({ state, side, view, onUnpin }, { point, pin, show, reset }) {
  /** @param {KeyboardEvent} event */
  return (event) => {
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
}

/** Whether a place lies in the view with some room to spare. @param {View} view @param {Place} place */
function isAll({ x, y, span }, place) {
  return Math.abs(place[0] - x) < span * 0.46 && Math.abs(place[1] - y) < span * 0.46;
}
