import { html } from '../../html.js';
import { toSpot } from '../../lib/viewport.js';
import { Thumb } from './thumb.js';

/** @typedef {import('../../state/map-side.js').Side} Side */

const SIDE = 84;
const GAP = 20;

/**
 * The picture beside the cursor: the data point's thumbnail at once, else what the model draws there.
 * @param {{side: Side, view: import('@preact/signals').ReadonlySignal<import('../../lib/viewport.js').View | null>,
 *   size: import('@preact/signals').Signal<number>, shown: boolean}} props
 */
export function Loupe({ side, view, size, shown }) {
  const loaded = side.current.value;
  const spotted = side.spotted.value;
  const seen = view.value;
  const found = side.found.value;
  if (!shown || !loaded || !spotted || !seen) return null;
  const { x, y } = toSpot(seen, size.value, spotted.place);
  if (x < 0 || y < 0 || x > size.value || y > size.value) return null;
  const left = x + GAP + SIDE > size.value ? x - GAP - SIDE : x + GAP;
  const top = y + GAP + SIDE > size.value ? y - GAP - SIDE : y + GAP;
  const { sprite } = loaded.map;
  const isPoint = spotted.point !== null && sprite;
  if (!isPoint && !found) return null;
  return html`<div class="map-loupe" style=${{ transform: `translate(${Math.round(left)}px, ${Math.round(top)}px)` }} aria-hidden="true">
    ${
      isPoint
        ? html`<${Thumb} sprite=${sprite} point=${spotted.point} size="loupe" />`
        : html`<span class="picture size-loupe"><img src=${found?.image} alt="" decoding="sync" draggable=${false} /></span>`
    }
  </div>`;
}
