import { askFile } from '../api.js';
import { exportScale, saveBlob, savePicture, saveSheet } from '../download.js';
import { html } from '../html.js';
import { fileName } from '../lib/image.js';
import { t } from '../store.js';
import { waitingFor } from '../waiting.js';
import { WorkButton } from './buttons.js';

/** @typedef {import('../state/interpolation.js').Reel} Reel */

const FRAMES_PER_SECOND = 12;

/** @param {Reel} reel @param {string} method @returns {Promise<Blob>} the frames as an animation, encoded by the service */
function fetchGif(reel, method) {
  const body = {
    start: { latent: reel.start.latent },
    end: { latent: reel.end.latent },
    steps: reel.path.images.length,
    method,
    fps: FRAMES_PER_SECOND,
    loop: true,
    scale: exportScale(reel.card),
    ...reel.conditions,
  };
  return waitingFor(() => askFile({ model: reel.card.id, call: 'interpolate', body, accept: 'image/gif' }));
}

/** @param {{reels: Reel[], picture: string | undefined, alpha: number, method: string, names: string[]}} props */
export function InterpolationTakeaway({ reels, picture, alpha, method, names }) {
  const [reel] = reels;
  const base = () => fileName(reel.card.id, ...names);
  const savePictureNow = async () => {
    if (picture) await savePicture(picture, `${base()}-alpha-${alpha.toFixed(2)}`);
  };
  return html`<${WorkButton} icon="download" label=${t('take.picture')} run=${savePictureNow} disabled=${!picture} testid="download-picture" />
    <${WorkButton} icon="download" label=${t('take.strip')} disabled=${!reel} testid="download-strip"
      run=${() =>
        saveSheet(
          reels.flatMap((one) => one.path.images),
          reel.path.images.length,
          `${base()}-strip`,
        )} />
    <${WorkButton} icon="film" label=${t('take.gif')} disabled=${!reel} testid="download-gif"
      run=${async () => saveBlob(await fetchGif(reel, method), `${base()}.gif`)} />`;
}
