/** From what the screen knows to what is drawn over the points of one map. */

import { placeOf } from '../../lib/map-data.js';
import { say } from '../../store.js';
import { GLYPHS } from '../class-name.js';
import { readPalette } from './stage.js';

/** @typedef {import('../../lib/map-data.js').Place} Place */
/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-path.js').Reel} Reel */
/** @typedef {import('../../state/map-asked.js').Side} Side */
/** @typedef {import('../../state/map-side.js').Loaded} Loaded */

/** More examples than these would hide the map; they are all sent the same. */
const MOST_MARKED = 1500;

/** @param {MapState} state @param {Loaded} loaded */
function labelsOf({ names, hidden }, { card, medians }) {
  if (!names.value) return [];
  const { classes } = readPalette();
  return medians.flatMap((median, index) => {
    if (!median || hidden.value.has(index)) return [];
    const text = say(card.classes?.[index]?.title);
    return [
      { place: median.place, glyph: GLYPHS[index % GLYPHS.length], text, colour: classes[index % classes.length] },
    ];
  });
}

/**
 * Reads signals.
 * @param {MapState} state @param {Side} side @param {Reel | null} reel
 * @param {ReturnType<typeof import('../../state/map-direction.js').useDirection> | null} direction on the main map only
 */
export function marksOf(state, side, reel, direction) {
  const loaded = side.current.value;
  /** @param {number[]} points @returns {Place[]} */
  const placesOf = (points) => (loaded ? points.slice(0, MOST_MARKED).map((point) => placeOf(loaded.map, point)) : []);
  const { withs, withouts } = state.chosen.value;
  const frame = Math.round(state.alpha.value * ((reel?.places.length ?? 1) - 1));
  return {
    labels: loaded ? labelsOf(state, loaded) : [],
    withs: direction ? placesOf(withs) : [],
    withouts: direction ? placesOf(withouts) : [],
    path: reel?.places ?? [],
    onPath: reel?.places[frame] ?? null,
    steered: direction?.moved.value?.places ?? [],
    pins: state.pins.value.flatMap((pin, index) => {
      const own = side.pinned.value.get(pin.id)?.place;
      const place = own ?? (side.name === 'main' ? pin.place : null);
      return place ? [{ place, name: String(index + 1) }] : [];
    }),
  };
}
