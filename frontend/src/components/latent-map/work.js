/**
 * What one does with a map once its points are there: looking into places, pins, paths, examples.
 * It comes after the points, all in one.
 */

import { useSignalEffect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isAdopting } from '../../history.js';
import { html } from '../../html.js';
import { usePlayer } from '../../state/interpolation.js';
import { removePin } from '../../state/map.js';
import { useAsked } from '../../state/map-asked.js';
import { useDirection } from '../../state/map-direction.js';
import { useGrid, useReel } from '../../state/map-path.js';
import { OwnDirection } from './direction.js';
import { Hands } from './hands.js';
import { Legend } from './legend.js';
import { MapDetails } from './map-details.js';
import { MapList } from './map-list.js';
import { MapTakeaway } from './map-takeaway.js';
import { marksOf } from './marks.js';
import { PathStrip } from './path.js';
import { Pins } from './pins.js';
import { Reading, spokenReading } from './reading.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map.js').SideName} SideName */
/** @typedef {import('../../state/map-asked.js').Side} Side */
/** @typedef {import('../../state/map-side.js').Shown} Shown */
/** @typedef {import('../../views/map.js').Views} Views */
/** @typedef {ReturnType<typeof useWork> & typeof PARTS} Work */

/** Drawn in frames, alpha rarely meets 1 itself. */
const NEAR_END = 0.985;

/** Of the screen. */
const PARTS = { BelowMaps, HandsOf, MapDetails, MapTakeaway, Reading, Spoken };

/**
 * @typedef {object} WorkProps
 * @property {MapState} state
 * @property {Record<SideName, Shown>} shown
 * @property {Views} views
 * @property {(work: Work) => void} onWork
 */

/** Draws nothing itself: it does the work, and tells the screen of it. @param {WorkProps} props */
export function MapWork(props) {
  const work = useWork(props);
  useLayoutEffect(() => props.onWork({ ...work, ...PARTS }), []);
  return null;
}

/** @param {WorkProps} props */
function useWork({ state, shown, views }) {
  const main = useAsked(shown.main, state, () => shown.other.current.value);
  const other = useAsked(shown.other, state, () => shown.main.current.value);
  const reels = { main: useReel(state, main), other: useReel(state, other) };
  const grids = {
    main: useGrid(state, main, () => views.seen.main.value),
    other: useGrid(state, other, () => views.seen.other.value),
  };
  const direction = useDirection(state, main);
  const player = usePlayer(state.alpha);
  usePlayOnce(state, reels.main.reel, player);
  /** What went wrong on a map, beside fetching it. @param {SideName} name */
  const errorOf = (name) =>
    [{ main, other }[name].reading, { main, other }[name].pinStream, grids[name].stream]
      .map(({ error }) => error.value)
      .find(Boolean);
  return { sides: { main, other }, reels, grids, direction, player, errorOf };
}

/**
 * A path that was just drawn is run along once, where motion is welcome; one from a link stays still.
 * @param {MapState} state @param {ReturnType<typeof useReel>['reel']} reel @param {ReturnType<typeof usePlayer>} player
 */
function usePlayOnce(state, reel, player) {
  const known = useRef(state.path.peek());
  const once = useRef(false);
  useSignalEffect(() => {
    const path = state.path.value;
    if (isAdopting()) known.current = path;
    if (path === known.current || (path && !reel.value)) return;
    known.current = path;
    once.current = path !== null && !matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (once.current) player.play();
  });
  useSignalEffect(() => {
    if (state.alpha.value < NEAR_END || !once.current) return;
    once.current = false;
    if (!player.playing.peek()) return;
    player.stop();
    state.alpha.value = 1;
  });
}

/**
 * @param {{state: MapState, work: Work, name: SideName, views: Views, ground: import('./stage.js').Ground, smooth: boolean, onPin: () => number | null}} props
 */
function HandsOf({ state, work, name, views, ground, smooth, onPin }) {
  const side = work.sides[name];
  const marks = () => marksOf(state, side, work.reels[name].reel.value, name === 'main' ? work.direction : null);
  const unpin = () => {
    if (state.pins.peek().length) removePin(state, state.pins.peek().length - 1);
  };
  return html`<${Hands} state=${state} side=${side} view=${views.seen[name]} onView=${views.onView[name]} marks=${marks}
    grid=${work.grids[name].grid} smooth=${smooth} ground=${ground} onPin=${onPin} onUnpin=${unpin} />`;
}

/** @typedef {(name: SideName) => string} NameOf of the model on a map, where there are two */

/** Classes, pins, path, own direction, and the list that stands for it all. @param {{state: MapState, work: Work, names: SideName[], nameOf: NameOf}} props */
function BelowMaps({ state, work, names, nameOf }) {
  const { sides, reels, direction, player } = work;
  const loaded = sides.main.current.value;
  /** The other map may have nothing at the ends of the path. @param {SideName} name */
  const isJoined = (name) => name === 'main' || reels[name].reel.value !== null;
  const films = names.filter(isJoined).map((name) => filmOf(nameOf(name), name, reels[name]));
  /** @param {import('../../lib/map-data.js').Place} place */
  const go = (place) => {
    state.cursor.value = { side: 'main', place, point: null, by: 'keys' };
  };
  return html`${loaded && html`<${Legend} state=${state} loaded=${loaded} />`}
    <${Pins} state=${state} sides=${names.map((name) => sides[name])} />
    <${PathStrip} state=${state} player=${player} films=${films} />
    <${OwnDirection} state=${state} direction=${direction} ready=${Boolean(loaded)} />
    ${loaded && html`<${MapList} state=${state} loaded=${loaded} onGo=${go} />`}`;
}

/** @param {string} name @param {SideName} side @param {ReturnType<typeof useReel>} path */
function filmOf(name, side, { reel, stream, request }) {
  return {
    name,
    testid: `film-${side}`,
    reel: reel.value,
    busy: stream.busy.value,
    error: stream.error.value,
    onRetry: request,
  };
}

/** What the keys have brought under the crosshair, said. @param {{state: MapState, work: Work, names: SideName[], nameOf: NameOf}} props */
function Spoken({ state, work, names, nameOf }) {
  const byKeys = state.cursor.value?.by === 'keys';
  const words = names.flatMap((name) => {
    const side = work.sides[name];
    const [loaded, spotted, found] = [side.current.value, side.spotted.value, side.found.value];
    if (!byKeys || !loaded || !spotted) return [];
    const isFresh = spotted.point !== null || (found && found.place === spotted.place);
    const before = names.length > 1 ? `${nameOf(name)}: ` : '';
    return isFresh ? [before + spokenReading(loaded, spotted, found)] : [];
  });
  return html`<p class="visually-hidden" role="status" data-testid="map-spoken">${words.join('. ')}</p>`;
}
