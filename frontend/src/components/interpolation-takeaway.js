import { askFile } from '../api.js';
import { html } from '../html.js';
import { t, waitingFor } from '../store.js';
import { files, WorkButton } from './buttons.js';

/** @typedef {import('../state/interpolation.js').Reel} Reel */

const FRAMES_PER_SECOND = 12;

/** @param {Reel} reel @param {string} method @param {number} scale @returns {Promise<Blob>} the frames as an animation, encoded by the service */
function fetchGif(reel, method, scale) {
  const body = {
    start: { latent: reel.start.latent },
    end: { latent: reel.end.latent },
    steps: reel.path.images.length,
    method,
    fps: FRAMES_PER_SECOND,
    loop: true,
    scale,
    ...reel.conditions,
  };
  return waitingFor(() => askFile({ model: reel.card.id, call: 'interpolate', body, accept: 'image/gif' }));
}

/** @param {{reels: Reel[], picture: string | undefined, alpha: number, method: string, names: string[]}} props */
export function InterpolationTakeaway({ reels, picture, alpha, method, names }) {
  const [reel] = reels;
  const words = [reel?.card.id ?? '', ...names];
  const savePictureNow = async () => {
    const { fileName, savePicture } = await files();
    if (picture) await savePicture(picture, `${fileName(...words)}-alpha-${alpha.toFixed(2)}`);
  };
  const saveStrip = async () => {
    const { fileName, saveSheet } = await files();
    const frames = reels.flatMap((one) => one.path.images);
    await saveSheet(frames, reel.path.images.length, `${fileName(...words)}-strip`);
  };
  const saveGif = async () => {
    const { exportScale, fileName, saveBlob } = await files();
    saveBlob(await fetchGif(reel, method, exportScale(reel.card)), `${fileName(...words)}.gif`);
  };
  return html`<${WorkButton} icon="download" label=${t('take.picture')} run=${savePictureNow} disabled=${!picture} testid="download-picture" />
    <${WorkButton} icon="download" label=${t('take.strip')} disabled=${!reel} testid="download-strip" run=${saveStrip} />
    <${WorkButton} icon="film" label=${t('take.gif')} disabled=${!reel} testid="download-gif" run=${saveGif} />`;
}
