/** What fingers, mouse and wheel mean on a map. Needs no document: the stage tells where pointers are. */

import { boxOutline, extended } from './lasso.js';
import { panned, pinched, toPlace, zoomed } from './viewport.js';

/** @typedef {import('./map-data.js').Place} Place */
/** @typedef {import('./viewport.js').Spot} Spot */
/** @typedef {import('./viewport.js').View} View */

/**
 * @typedef {object} Ground what the gestures happen on
 * @property {() => {view: View, side: number, tool: 'explore' | 'lasso' | 'box'}} now
 * @property {(view: View) => void} onView
 * @property {(place: Place) => void} onHover
 * @property {(place: Place, touch: boolean) => void} onTap
 * @property {(spot: Spot, touch: boolean) => number | null} pinAt
 * @property {(from: number, place: Place) => void} onRubber a path is being drawn from a pin
 * @property {(from: number, spot: Spot, touch: boolean) => void} onJoin it has been drawn
 * @property {(outline: Place[]) => void} onOutline a selection is being drawn
 * @property {(outline: Place[]) => void} onSelected it has been drawn
 * @property {() => void} onEnd whatever was drawn is over
 */

/** Movement in pixels up to which a press counts as a tap. */
const SLACK = 5;
/** Distance in pixels at which an outline gets another corner. */
const GRAIN = 3;
const WHEEL = 0.0016;

/**
 * @typedef {{kind: 'pan', view: View, from: Spot} | {kind: 'join', pin: number} | {kind: 'draw', outline: Place[]}
 *   | {kind: 'pinch', view: View, from: [Spot, Spot]}} Act
 */

/** @param {Ground} ground */
export function createGestures(ground) {
  /** @type {Map<number, Spot>} */
  const fingers = new Map();
  /** @type {Act | null} */
  let act = null;
  let hasMoved = false;
  /** @type {Spot} */
  let pressed = { x: 0, y: 0 };

  /** @param {Spot} spot */
  const placeAt = (spot) => {
    const { view, side } = ground.now();
    return toPlace(view, side, spot);
  };

  /** @param {Spot} spot @param {boolean} touch @returns {Act} */
  function begin(spot, touch) {
    const { view, tool } = ground.now();
    if (tool !== 'explore') return { kind: 'draw', outline: [placeAt(spot)] };
    const pin = ground.pinAt(spot, touch);
    return pin === null ? { kind: 'pan', view, from: spot } : { kind: 'join', pin };
  }

  /** @returns {[Spot, Spot]} */
  function pair() {
    const [one, two] = fingers.values();
    return [one, two];
  }

  /** @param {Spot} spot */
  function go(spot) {
    if (!act) return;
    const { view, side, tool } = ground.now();
    if (act.kind === 'pinch') ground.onView(pinched(act.view, side, act.from, pair()));
    else if (act.kind === 'pan')
      ground.onView(panned(act.view, side, { x: spot.x - act.from.x, y: spot.y - act.from.y }));
    else if (act.kind === 'join') ground.onRubber(act.pin, placeAt(spot));
    else {
      const place = placeAt(spot);
      act.outline =
        tool === 'box' ? boxOutline(act.outline[0], place) : extended(act.outline, place, (GRAIN * view.span) / side);
      ground.onOutline(act.outline);
    }
  }

  /** @param {Spot} spot @param {boolean} touch */
  function finish(spot, touch) {
    if (act && act.kind !== 'pinch' && !hasMoved) ground.onTap(placeAt(spot), touch);
    else if (act?.kind === 'join') ground.onJoin(act.pin, spot, touch);
    else if (act?.kind === 'draw') ground.onSelected(act.outline);
    act = null;
    ground.onEnd();
  }

  return {
    /** @param {number} id @param {Spot} spot @param {boolean} touch */
    down(id, spot, touch) {
      fingers.set(id, spot);
      if (fingers.size === 2) {
        act = { kind: 'pinch', view: ground.now().view, from: pair() };
        hasMoved = true;
        ground.onEnd();
      } else if (fingers.size === 1) {
        hasMoved = false;
        pressed = spot;
        act = begin(spot, touch);
      }
    },
    /** @param {number} id @param {Spot} spot */
    move(id, spot) {
      if (!fingers.has(id)) {
        ground.onHover(placeAt(spot));
        return;
      }
      fingers.set(id, spot);
      if (Math.hypot(spot.x - pressed.x, spot.y - pressed.y) > SLACK) hasMoved = true;
      if (hasMoved) go(spot);
    },
    /** @param {number} id @param {Spot} spot @param {boolean} touch */
    up(id, spot, touch) {
      if (!fingers.delete(id)) return;
      if (fingers.size === 0) finish(spot, touch);
      // One finger is left of two: it does nothing until it is lifted.
      else act = null;
    },
    /** @param {number} id */
    cancel(id) {
      fingers.delete(id);
      act = null;
      ground.onEnd();
    },
    /** @param {Spot} spot @param {number} turn of the wheel in pixels */
    wheel(spot, turn) {
      const { view } = ground.now();
      ground.onView(zoomed(view, Math.exp(-turn * WHEEL), placeAt(spot)));
    },
  };
}
