/** Mapa / Map: latent space in two dimensions, decoded wherever one points. */

import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiError } from '../api.js';
import { Button } from '../components/buttons.js';
import { MapControls, ZoomButtons } from '../components/latent-map/controls.js';
import { Stage } from '../components/latent-map/stage.js';
import { ErrorNote, InfoNote } from '../components/notes.js';
import { DetailsFrame, Screen } from '../components/screen.js';
import { ModelSelect, Select } from '../components/segmented.js';
import { isSmooth, shortName } from '../families.js';
import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { fitted, isSeen, union } from '../lib/viewport.js';
import { hashFor, useAddress } from '../router.js';
import { addPin, changeModel, useMapState } from '../state/map.js';
import { carried, sharePlane, useSide } from '../state/map-side.js';
import { announce, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../components/latent-map/work.js').Work} Work */
/** @typedef {import('../lib/viewport.js').View} View */
/** @typedef {import('../state/map.js').MapState} MapState */
/** @typedef {import('../state/map.js').SideName} SideName */
/** @typedef {import('../state/map-side.js').Shown} Shown */
/** @typedef {ReturnType<typeof useViews>} Views */

const MapWork = lazy(async () => (await import('../components/latent-map/work.js')).MapWork);

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function LatentMapScreen({ query, cards }) {
  const state = useMapState(query, cards);
  const shown = useSides(state);
  const views = useViews(state, shown.main, shown.other);
  /** Everything but the points, once it has come. */
  const late = useSignal(/** @type {Work | null} */ (null));
  const work = late.value;
  useAddress('map', () => (late.value?.player.playing.value ? { ...state.address(), a: 0 } : state.address()));
  useFirstCursor(state, shown.main);
  const card = state.card();
  const names = /** @type {SideName[]} */ (state.partner() ? ['main', 'other'] : ['main']);
  const reel = work?.reels.main.reel.value ?? null;
  const parts = { state, shown, names, views, work };
  const said = { state, work, names, nameOf: (/** @type {SideName} */ name) => nameOf(name, names, shown) };
  return html`<${Screen} name="map" card=${card} asked=${[card.id, state.partner()?.id ?? '']} hash=${() => hashFor('map', state.address())}
    tools=${html`<${Tools} state=${state} cards=${cards} />`}
    details=${html`<${DetailsFrame}>${work && html`<${work.MapDetails} state=${state} side=${work.sides.main} reel=${reel} />`}<//>`}>
    <${MapControls} state=${state} loaded=${shown.main.current.value} />
    <p id="map-keys" class="visually-hidden">${t('map.keys')}</p>
    <${Maps} ...${parts} onPin=${() => pinCursor(state, shown.main, shown.other)} />
    ${work && html`<${work.Spoken} ...${said} /><${work.BelowMaps} ...${said} /><${work.MapTakeaway} state=${state} reel=${reel} />`}
    <${MapWork} state=${state} shown=${shown} views=${views} onWork=${(/** @type {Work} */ come) => {
      late.value = come;
    }} />
  </${Screen}>`;
}

/**
 * @typedef {object} Parts of the screen
 * @property {MapState} state
 * @property {Record<SideName, Shown>} shown
 * @property {SideName[]} names of the maps that are shown
 * @property {Views} views
 * @property {Work | null} work
 */

/** Two maps, each of which knows what the cursor on the other one means. @param {MapState} state */
function useSides(state) {
  /** @type {import('@preact/signals').Signal<{main: Shown | null, other: Shown | null}>} */
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
  const { state, shown, names, work, onPin } = props;
  const isPair = names.length > 1;
  /** @param {SideName} name */
  const reading = (name) =>
    work
      ? html`<${work.Reading} key=${name} side=${work.sides[name]} title=${isPair ? nameOf(name, names, shown) : undefined} size=${isPair ? 'small' : 'medium'} />`
      : html`<section key=${name} class="map-reading"><span class=${`picture size-${isPair ? 'small' : 'medium'}`}></span><div class="map-facts"></div></section>`;
  return html`<div class=${`map-grid ${isPair ? 'compared' : ''}`}>
    ${names.map((name) => html`<${MapFigure} key=${name} ...${props} name=${name} />`)}
    <div class="map-panel">
      ${names.map(reading)}
      <${PinHere} state=${state} onPin=${onPin} />
    </div>
  </div>`;
}

/** The name of the model on one of two maps. @param {SideName} name @param {SideName[]} names @param {Record<SideName, Shown>} shown */
function nameOf(name, names, shown) {
  const card = shown[name].current.value?.card;
  const all = names.map((one) => shown[one].current.value?.card);
  return card ? shortName(card, all) : '';
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
 * @param {MapState} state @param {Shown} main @param {Shown} other
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

/** @param {Parts & {name: SideName, onPin: () => number | null}} props */
function MapFigure({ state, shown, names, name, views, work, onPin }) {
  const side = shown[name];
  const view = views.seen[name];
  const onView = views.onView[name];
  const card = side.current.value?.card ?? state.card();
  const { value: failure } = side.points.error;
  const isWithoutMap = failure instanceof ApiError && failure.status === 404;
  /** @param {import('../components/latent-map/stage.js').Ground} ground */
  const hands = (ground) =>
    work &&
    html`<${work.HandsOf} state=${state} work=${work} name=${name} views=${views} ground=${ground} smooth=${isSmooth(card)} onPin=${onPin} />`;
  return html`<figure class="map-figure">
    ${names.length > 1 && html`<figcaption><strong>${nameOf(name, names, shown)}</strong> <span class="hint">${card.id}</span></figcaption>`}
    <div class=${`map-window ${side.current.value ? '' : 'waiting'}`}>
      <${Stage} state=${state} side=${side} view=${view} label=${t('map.stage', { model: card.id, count: side.current.value?.map.count ?? 0 })} hands=${work && hands} />
      <${ZoomButtons} view=${() => view.peek()} onView=${onView} />
    </div>
    ${isWithoutMap ? html`<${InfoNote} testid="no-map">${t('map.none')}<//>` : html`<${ErrorNote} error=${failure ?? work?.errorOf(name)} onRetry=${side.request} />`}
  </figure>`;
}

/**
 * Pins belong to the main map: from the other one only what means something on both.
 * @param {MapState} state @param {Shown} main @param {Shown} other @returns {number | null} index of the pin
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

/** Something true at once: the middle of the first class, or of what is seen. @param {MapState} state @param {Shown} main */
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
