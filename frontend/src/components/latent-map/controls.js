import { html } from '../../html.js';
import { zoomed } from '../../lib/viewport.js';
import { changeProjection, gridChoices, TOOLS } from '../../state/map.js';
import { say, t } from '../../store.js';
import { Button } from '../buttons.js';
import { Segmented, Select } from '../segmented.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-side.js').Loaded} Loaded */
/** @typedef {import('../../lib/viewport.js').View} View */

const ZOOM = 1.6;
const TOOL_ICONS = { explore: 'crosshair', lasso: 'lasso', box: 'square-dashed' };

/** @param {string} name */
function projectionName(name) {
  const key = /** @type {any} */ (`map.projection.${name}`);
  const text = t(key);
  return text === key ? name : text;
}

/** What is drawn and how the pointer acts. @param {{state: MapState, loaded: Loaded | null}} props */
export function MapControls({ state, loaded }) {
  const { tool } = state;
  const map = loaded?.map;
  return html`<div class="map-controls">
    ${
      map &&
      map.projections.length > 1 &&
      html`<${Segmented} label=${t('map.projection')} value=${map.projection} testid="projection" showLabel=${false}
        choices=${map.projections.map((value) => ({ value, label: projectionName(value) }))}
        onChange=${(/** @type {string} */ next) => changeProjection(state, next)} />`
    }
    <div class="map-tools" role="group" aria-label=${t('map.tool')}>
      ${TOOLS.map(
        (
          name,
        ) => html`<${Button} key=${name} icon=${TOOL_ICONS[name]} iconOnly label=${t(`map.tool.${name}`)} pressed=${tool.value === name} testid=${`tool-${name}`}
          onClick=${() => {
            tool.value = name;
          }} />`,
      )}
    </div>
    <${Layers} state=${state} loaded=${loaded} />
    <${DecodeAs} state=${state} />
  </div>`;
}

/** The class that a conditional model is told wherever one points. @param {{state: MapState}} props */
function DecodeAs({ state }) {
  const { condition } = state.card();
  if (condition?.kind !== 'class') return null;
  const choices = [
    { value: '', label: t('map.ownClass') },
    ...condition.classes.map(({ title }, index) => ({
      value: String(index),
      label: t('map.asClass', { name: say(title) }),
    })),
  ];
  return html`<${Select} label=${t('map.decodeAs')} value=${String(state.label.value ?? '')} choices=${choices} hideLabel testid="decode-as"
    onChange=${(/** @type {string} */ chosen) => {
      state.label.value = chosen === '' ? null : Number(chosen);
    }} />`;
}

/** What lies under the points; only a plane has it everywhere. @param {{state: MapState, loaded: Loaded | null}} props */
function Layers({ state, loaded }) {
  const { names, scale, density, grid } = state;
  const isPlane = Boolean(loaded?.map.plane);
  const sizes = gridChoices(state.card()).map((value) => ({
    value,
    label: value === '0' ? t('map.gridOff') : t('map.gridOf', { size: value }),
  }));
  return html`<div class="map-layers">
    ${loaded?.map.classes && html`<${Check} label=${t('map.names')} on=${names} testid="layer-names" />`}
    ${state.partner() && loaded?.map.projection === 'latent' && html`<${Check} label=${t('map.scale')} on=${scale} testid="layer-scale" />`}
    ${loaded?.map.prior && html`<${Check} label=${t('map.prior')} on=${density} testid="layer-prior" />`}
    ${
      isPlane &&
      html`<${Select} label=${t('map.grid')} value=${String(grid.value)} choices=${sizes} hideLabel testid="layer-grid" onChange=${(
        /** @type {string} */ size,
      ) => {
        grid.value = Number(size);
      }} />`
    }
  </div>`;
}

/** @param {{label: string, on: import('@preact/signals').Signal<boolean>, testid: string}} props */
function Check({ label, on, testid }) {
  return html`<label class="check"><input type="checkbox" checked=${on.value} data-testid=${testid} onChange=${() => {
    on.value = !on.value;
  }} /><span>${label}</span></label>`;
}

/** Beside the map, for those who have no wheel. @param {{view: () => View | null, onView: (view: View | null) => void}} props */
export function ZoomButtons({ view, onView }) {
  /** @param {number} factor */
  const zoom = (factor) => {
    const seen = view();
    if (seen) onView(zoomed(seen, factor));
  };
  return html`<div class="map-zoom" role="group" aria-label=${t('map.zoom')}>
    <${Button} icon="plus" iconOnly label=${t('map.zoomIn')} onClick=${() => zoom(ZOOM)} testid="zoom-in" />
    <${Button} icon="minus" iconOnly label=${t('map.zoomOut')} onClick=${() => zoom(1 / ZOOM)} testid="zoom-out" />
    <${Button} icon="maximize" iconOnly label=${t('map.zoomAll')} onClick=${() => onView(null)} testid="zoom-all" />
  </div>`;
}
