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

export class Gestures {
  /** @type {Map<number, Spot>} */
  #fingers = new Map();
  /** @type {Act | null} */
  #act = null;
  #hasMoved = false;
  /** @type {Spot} */
  #pressed = { x: 0, y: 0 };
  /** @type {Ground} */
  #ground;

  /** @param {Ground} ground */
  constructor(ground) {
    this.#ground = ground;
  }

  /** @param {number} id @param {Spot} spot @param {boolean} touch */
  down(id, spot, touch) {
    this.#fingers.set(id, spot);
    if (this.#fingers.size === 2) {
      this.#act = { kind: 'pinch', view: this.#ground.now().view, from: this.#pair() };
      this.#hasMoved = true;
      this.#ground.onEnd();
    } else if (this.#fingers.size === 1) {
      this.#hasMoved = false;
      this.#pressed = spot;
      this.#act = this.#begin(spot, touch);
    }
  }

  /** @param {number} id @param {Spot} spot */
  move(id, spot) {
    if (!this.#fingers.has(id)) {
      this.#ground.onHover(this.#placeAt(spot));
      return;
    }
    this.#fingers.set(id, spot);
    if (Math.hypot(spot.x - this.#pressed.x, spot.y - this.#pressed.y) > SLACK) this.#hasMoved = true;
    if (this.#hasMoved) this.#go(spot);
  }

  /** @param {number} id @param {Spot} spot @param {boolean} touch */
  up(id, spot, touch) {
    if (!this.#fingers.delete(id)) return;
    if (this.#fingers.size === 0) this.#finish(spot, touch);
    // One finger is left of two: it does nothing until it is lifted.
    else this.#act = null;
  }

  /** @param {number} id */
  cancel(id) {
    this.#fingers.delete(id);
    this.#act = null;
    this.#ground.onEnd();
  }

  /** @param {Spot} spot @param {number} turn of the wheel in pixels */
  wheel(spot, turn) {
    const { view } = this.#ground.now();
    this.#ground.onView(zoomed(view, Math.exp(-turn * WHEEL), this.#placeAt(spot)));
  }

  /** @param {Spot} spot */
  #placeAt(spot) {
    const { view, side } = this.#ground.now();
    return toPlace(view, side, spot);
  }

  /** @returns {[Spot, Spot]} */
  #pair() {
    const [one, two] = this.#fingers.values();
    return [one, two];
  }

  /** @param {Spot} spot @param {boolean} touch @returns {Act} */
  #begin(spot, touch) {
    const { view, tool } = this.#ground.now();
    if (tool !== 'explore') return { kind: 'draw', outline: [this.#placeAt(spot)] };
    const pin = this.#ground.pinAt(spot, touch);
    return pin === null ? { kind: 'pan', view, from: spot } : { kind: 'join', pin };
  }

  /** @param {Spot} spot */
  #go(spot) {
    const act = this.#act;
    const ground = this.#ground;
    const { side } = ground.now();
    if (act?.kind === 'pinch') ground.onView(pinched(act.view, side, act.from, this.#pair()));
    else if (act?.kind === 'pan')
      ground.onView(panned(act.view, side, { x: spot.x - act.from.x, y: spot.y - act.from.y }));
    else if (act?.kind === 'join') ground.onRubber(act.pin, this.#placeAt(spot));
    else if (act) {
      act.outline = this.#outline(act.outline, this.#placeAt(spot));
      ground.onOutline(act.outline);
    }
  }

  /** @param {Place[]} outline as far as it is drawn @param {Place} place where it goes on */
  #outline(outline, place) {
    const { view, side, tool } = this.#ground.now();
    return tool === 'box' ? boxOutline(outline[0], place) : extended(outline, place, (GRAIN * view.span) / side);
  }

  /** @param {Spot} spot @param {boolean} touch */
  #finish(spot, touch) {
    const act = this.#act;
    if (act && act.kind !== 'pinch' && !this.#hasMoved) this.#ground.onTap(this.#placeAt(spot), touch);
    else if (act?.kind === 'join') this.#ground.onJoin(act.pin, spot, touch);
    else if (act?.kind === 'draw') this.#ground.onSelected(act.outline);
    this.#act = null;
    this.#ground.onEnd();
  }
}
