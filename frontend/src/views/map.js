/** Mapa / Map: latent space in two dimensions, decoded wherever one points. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { ApiError } from '../api.js';
import { Button } from '../components/buttons.js';
import { MapControls, ZoomButtons } from '../components/latent-map/controls.js';
import { OwnDirection } from '../components/latent-map/direction.js';
import { Legend } from '../components/latent-map/legend.js';
import { MapDetails } from '../components/latent-map/map-details.js';
import { MapList } from '../components/latent-map/map-list.js';
import { MapTakeaway } from '../components/latent-map/map-takeaway.js';
import { marksOf } from '../components/latent-map/marks.js';
import { PathStrip } from '../components/latent-map/path.js';
import { Pins } from '../components/latent-map/pins.js';
import { Reading, spokenReading } from '../components/latent-map/reading.js';
import { Stage } from '../components/latent-map/stage.js';
import { ErrorNote, InfoNote } from '../components/notes.js';
import { Screen } from '../components/screen.js';
import { ModelSelect, Select } from '../components/segmented.js';
import { isSmooth, shortName } from '../families.js';
import { html } from '../html.js';
import { fitted, isSeen, union } from '../lib/viewport.js';
import { hashFor, useAddress } from '../router.js';
import { usePlayer } from '../state/interpolation.js';
import { addPin, changeModel, removePin, useMapState } from '../state/map.js';
import { useDirection } from '../state/map-direction.js';
import { useGrid, useReel } from '../state/map-path.js';
import { carried, sharePlane, useSide } from '../state/map-side.js';
import { announce, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/viewport.js').View} View */
/** @typedef {import('../state/map.js').MapState} MapState */
/** @typedef {import('../state/map-side.js').Side} Side */
/** @typedef {ReturnType<typeof useViews>} Views */

/** Drawn in frames, alpha rarely meets 1 itself. */
const NEAR_END = 0.985;

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function LatentMapScreen({ query, cards }) {
  const state = useMapState(query, cards);
  const { main, other } = useSides(state);
  const views = useViews(state, main, other);
  const reels = { main: useReel(state, main), other: useReel(state, other) };
  const direction = useDirection(state, main);
  const player = usePlayer(state.alpha);
  usePlayOnce(state, reels.main.reel, player);
  useAddress('map', () => (player.playing.value ? { ...state.address(), a: 0 } : state.address()));
  useFirstCursor(state, main);
  const card = state.card();
  const sides = state.partner() ? [main, other] : [main];
  const parts = { state, sides, views, reels, direction, player };
  const reel = reels.main.reel.value;
  return html`<${Screen} name="map" card=${card} asked=${[card.id, state.partner()?.id ?? '']} hash=${() => hashFor('map', state.address())}
    tools=${html`<${Tools} state=${state} cards=${cards} />`} details=${html`<${MapDetails} state=${state} side=${main} reel=${reel} />`}>
    <${MapControls} state=${state} loaded=${main.current.value} />
    <p id="map-keys" class="visually-hidden">${t('map.keys')}</p>
    <${Maps} ...${parts} onPin=${() => pinCursor(state, main, other)} />
    <${Spoken} state=${state} sides=${sides} />
    <${BelowMaps} ...${parts} />
    <${MapTakeaway} state=${state} reel=${reel} />
  </${Screen}>`;
}

/** @typedef {{main: ReturnType<typeof useReel>, other: ReturnType<typeof useReel>}} Reels */

/**
 * @typedef {object} Parts of the screen
 * @property {MapState} state
 * @property {Side[]} sides that are shown
 * @property {Views} views
 * @property {Reels} reels
 * @property {ReturnType<typeof useDirection>} direction
 * @property {ReturnType<typeof usePlayer>} player
 */

/** Two maps, each of which knows what the cursor on the other one means. @param {MapState} state */
function useSides(state) {
  /** @type {import('@preact/signals').Signal<{main: Side | null, other: Side | null}>} */
  const known = useSignal({ main: null, other: null });
  const main = useSide('main', state, state.card, () => known.value.other?.current.value ?? null);
  const other = useSide('other', state, state.partner, () => known.value.main?.current.value ?? null);
  useEffect(() => {
    known.value = { main, other };
  }, []);
  return { main, other };
}

/** The maps, and what is under the cursor of each. @param {Parts & {onPin: () => number | null}} props */
function Maps(props) {
  const { state, sides, onPin } = props;
  const isPair = sides.length > 1;
  return html`<div class=${`map-grid ${isPair ? 'compared' : ''}`}>
    ${sides.map((side) => html`<${MapFigure} key=${side.name} ...${props} side=${side} />`)}
    <div class="map-panel">
      ${sides.map((side) => html`<${Reading} key=${side.name} side=${side} title=${isPair ? nameOf(side, sides) : undefined} size=${isPair ? 'small' : 'medium'} />`)}
      <${PinHere} state=${state} onPin=${onPin} />
    </div>
  </div>`;
}

/** Classes, pins, path, own direction, and the list that stands for it all. @param {Parts} props */
function BelowMaps({ state, sides, reels, direction, player }) {
  const [main] = sides;
  const loaded = main.current.value;
  /** The other map may have nothing at the ends of the path. @param {Side} side */
  const isJoined = (side) => side === main || reels[side.name].reel.value !== null;
  const films = sides.filter(isJoined).map((side) => filmOf(side, sides, reels[side.name]));
  /** @param {import('../lib/map-data.js').Place} place */
  const go = (place) => {
    state.cursor.value = { side: 'main', place, point: null, by: 'keys' };
  };
  return html`${loaded && html`<${Legend} state=${state} loaded=${loaded} />`}
    <${Pins} state=${state} sides=${sides} />
    <${PathStrip} state=${state} player=${player} films=${films} />
    <${OwnDirection} state=${state} direction=${direction} ready=${Boolean(loaded)} />
    ${loaded && html`<${MapList} state=${state} loaded=${loaded} onGo=${go} />`}`;
}

/** @param {Side} side @param {Side[]} sides */
function nameOf(side, sides) {
  const card = side.current.value?.card;
  const shown = sides.map((one) => one.current.value?.card);
  return card ? shortName(card, shown) : '';
}

/** @param {Side} side @param {Side[]} sides @param {ReturnType<typeof useReel>} path */
function filmOf(side, sides, { reel, stream, request }) {
  const name = nameOf(side, sides);
  return {
    name,
    testid: `film-${side.name}`,
    reel: reel.value,
    busy: stream.busy.value,
    error: stream.error.value,
    onRetry: request,
  };
}

/** The models of the two maps. @param {{state: MapState, cards: Card[]}} props */
function Tools({ state, cards }) {
  const beside = state.beside();
  const choices = [
    { value: '', label: t('map.alone') },
    ...beside.map(({ id }) => ({ value: id, label: t('model.versus', { model: id }) })),
  ];
  return html`<${ModelSelect} cards=${cards} value=${state.model.value} onChange=${(/** @type {string} */ id) => {
    const next = cards.find((card) => card.id === id);
    if (next) changeModel(state, next);
  }} />
  ${
    beside.length > 0 &&
    html`<${Select} label=${t('model.beside')} value=${state.partner()?.id ?? ''} choices=${choices} testid="partner" hideLabel onChange=${(
      /** @type {string} */ id,
    ) => {
      state.other.value = id;
    }} />`
  }`;
}

/**
 * What is seen of each map. Where both show latent space itself they move together, so that
 * the same place of the window is the same z on both.
 * @param {MapState} state @param {Side} main @param {Side} other
 */
function useViews(state, main, other) {
  const ownView = useSignal(/** @type {View | null} */ (null));
  const together = useComputed(() => {
    const [one, two] = [main.current.value?.map, state.partner() && other.current.value?.map];
    return Boolean(state.scale.value && one && two && sharePlane(one, two));
  });
  const all = useComputed(() => {
    const [one, two] = [main.current.value?.map, other.current.value?.map];
    if (!one) return null;
    return fitted(together.value && two ? union(one.bounds, two.bounds) : one.bounds);
  });
  const seen = {
    main: useComputed(() => state.view.value ?? all.value),
    other: useComputed(() => {
      if (together.value) return state.view.value ?? all.value;
      const map = other.current.value?.map;
      return ownView.value ?? (map ? fitted(map.bounds) : null);
    }),
  };
  const onView = {
    main: (/** @type {View | null} */ next) => {
      state.view.value = next;
    },
    other: (/** @type {View | null} */ next) => {
      (together.peek() ? state.view : ownView).value = next;
    },
  };
  return { seen, onView };
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

/** @param {Parts & {side: Side, onPin: () => number | null}} props */
function MapFigure({ state, side, sides, views, reels, direction, onPin }) {
  const view = views.seen[side.name];
  const onView = views.onView[side.name];
  const { grid, stream } = useGrid(state, side, () => view.value);
  const name = nameOf(side, sides);
  const card = side.current.value?.card ?? state.card();
  const error = side.points.error.value ?? side.reading.error.value ?? side.pinStream.error.value ?? stream.error.value;
  const { value: failure } = side.points.error;
  const isWithoutMap = failure instanceof ApiError && failure.status === 404;
  const marks = () => marksOf(state, side, reels[side.name].reel.value, side.name === 'main' ? direction : null);
  const unpin = () => {
    if (state.pins.peek().length) removePin(state, state.pins.peek().length - 1);
  };
  return html`<figure class="map-figure">
    ${sides.length > 1 && html`<figcaption><strong>${name}</strong> <span class="hint">${card.id}</span></figcaption>`}
    <div class=${`map-window ${side.current.value ? '' : 'waiting'}`}>
      <${Stage} state=${state} side=${side} view=${view} onView=${onView} marks=${marks} grid=${grid} smooth=${isSmooth(card)}
        label=${t('map.stage', { model: card.id, count: side.current.value?.map.count ?? 0 })} onPin=${onPin} onUnpin=${unpin} />
      <${ZoomButtons} view=${() => view.peek()} onView=${onView} />
    </div>
    ${isWithoutMap ? html`<${InfoNote} testid="no-map">${t('map.none')}<//>` : html`<${ErrorNote} error=${error} onRetry=${side.request} />`}
  </figure>`;
}

/**
 * Pins belong to the main map: from the other one only what means something on both.
 * @param {MapState} state @param {Side} main @param {Side} other @returns {number | null} index of the pin
 */
function pinCursor(state, main, other) {
  const at = state.cursor.peek();
  const [here, there] = [main.current.peek(), other.current.peek()];
  if (!at || !here) return null;
  if (at.side === 'main' || (there && carried(at, there.map, here.map))) return addPin(state, at);
  announce(t('map.pinMain', { model: here.card.id }));
  return null;
}

/** Pins what is under the crosshair: for fingers and for who does not know the key. @param {{state: MapState, onPin: () => void}} props */
function PinHere({ state, onPin }) {
  const at = state.cursor.value;
  return html`<${Button} icon="map-pin" label=${t('map.pinHere')} disabled=${!at} testid="pin-here" onClick=${onPin} />`;
}

/** Something true at once: the middle of the first class, or of what is seen. @param {MapState} state @param {Side} main */
function useFirstCursor(state, main) {
  useSignalEffect(() => {
    const loaded = main.current.value;
    if (!loaded || state.cursor.value) return;
    const median = loaded.medians.find((one) => one !== null);
    const seen = state.view.value ?? fitted(loaded.map.bounds);
    const place = median && isSeen(seen, median.place) ? median.place : /** @type {const} */ ([seen.x, seen.y]);
    state.cursor.value = { side: 'main', place, point: null, by: 'page' };
  });
}

/** What the keys have brought under the crosshair, said. @param {{state: MapState, sides: Side[]}} props */
function Spoken({ state, sides }) {
  const byKeys = state.cursor.value?.by === 'keys';
  const words = sides.flatMap((side) => {
    const loaded = side.current.value;
    const spotted = side.spotted.value;
    const found = side.found.value;
    if (!byKeys || !loaded || !spotted) return [];
    const isFresh = spotted.point !== null || (found && found.place === spotted.place);
    const name = sides.length > 1 ? `${nameOf(side, sides)}: ` : '';
    return isFresh ? [name + spokenReading(loaded, spotted, found)] : [];
  });
  return html`<p class="visually-hidden" role="status" data-testid="map-spoken">${words.join('. ')}</p>`;
}
