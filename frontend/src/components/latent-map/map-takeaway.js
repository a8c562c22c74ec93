import { askFile } from '../../api.js';
import { exportScale, saveBlob, saveSheet, withView } from '../../download.js';
import { html } from '../../html.js';
import { fileName } from '../../lib/image.js';
import { pathBody } from '../../state/map-path.js';
import { t, waitingFor } from '../../store.js';
import { WorkButton } from '../buttons.js';
import { readPalette } from './stage.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-path.js').Reel} Reel */

const GAP = 24;

/** All layers of all maps on the screen as one picture, side by side. @returns {Promise<Blob>} */
async function viewBlob() {
  const stages = [...document.querySelectorAll('.map-stage')].map((stage) => [...stage.querySelectorAll('canvas')]);
  const side = stages[0][0].width;
  const canvas = document.createElement('canvas');
  canvas.width = stages.length * (side + GAP) - GAP;
  canvas.height = side;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = readPalette().paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  stages.forEach((layers, index) => {
    for (const layer of layers) context.drawImage(layer, index * (side + GAP), 0, side, side);
  });
  return new Promise((done, fail) => {
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('canvas gave no picture'))), 'image/png');
  });
}

/** @param {{state: MapState, reel: Reel | null}} props */
export function MapTakeaway({ state, reel }) {
  const name = () => fileName(state.model.value, 'map', state.projection.value);
  return html`<div class="takeaway" role="group" aria-label=${t('take.label')}>
    <${WorkButton} icon="download" label=${t('map.takeView')} testid="download-view" run=${async () => saveBlob(await withView(await viewBlob()), `${name()}.png`)} />
    ${
      reel &&
      html`<${WorkButton} icon="download" label=${t('take.strip')} testid="download-strip" run=${() => saveSheet(reel.images, reel.images.length, `${name()}-path`)} />
      <${WorkButton} icon="film" label=${t('take.gif')} testid="download-gif" run=${async () => {
        const body = {
          ...pathBody(reel),
          fps: 12,
          loop: true,
          scale: exportScale(reel.of.card),
        };
        const file = await waitingFor(() =>
          askFile({ model: reel.of.card.id, call: 'interpolate', body, accept: 'image/gif' }),
        );
        saveBlob(file, `${name()}-path.gif`);
      }} />`
    }
  </div>`;
}
