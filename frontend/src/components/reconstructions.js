import { useSignal } from '@preact/signals';
import { onePerClass, shortName } from '../families.js';
import { useGallery } from '../hooks.js';
import { html } from '../html.js';
import { say, t } from '../store.js';
import { ErrorNote } from './notes.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */

/**
 * Original and both reconstructions under each other: where the blur of a VAE can be seen.
 * Nothing where the galleries hold no originals.
 * @param {{other: Card, main: Card}} props
 */
export function Reconstructions({ other, main }) {
  const [otherId, mainId] = [useSignal(other.id), useSignal(main.id)];
  otherId.value = other.id;
  mainId.value = main.id;
  const fromOther = useGallery(() => otherId.value);
  const fromMain = useGallery(() => mainId.value);
  const chosen = onePerClass(fromOther.items.value);
  const byId = new Map(fromMain.items.value.map((item) => [item.id, item]));
  const error = fromOther.error.value ?? fromMain.error.value;
  const hasOriginals = chosen.some(({ image, reconstruction }) => image !== reconstruction);
  if (!hasOriginals && !error) return null;
  /** @type {{label: string, cells: (string | undefined)[]}[]} */
  const rows = [
    { label: t('reconstruction.original'), cells: chosen.map((item) => item.image) },
    { label: shortName(other, [main]), cells: chosen.map((item) => item.reconstruction) },
    { label: shortName(main, [other]), cells: chosen.map((item) => byId.get(item.id)?.reconstruction) },
  ];
  return html`<section class="reconstructions" aria-labelledby="blur-heading" data-testid="reconstructions">
    <h2 id="blur-heading">${t('reconstruction.heading')}</h2>
    <p class="prose">${t('reconstruction.lede')}</p>
    <${ErrorNote} error=${error} onRetry=${() => {
      fromOther.retry();
      fromMain.retry();
    }} />
    <div class="strip-table" role="group" tabindex="0" aria-label=${t('reconstruction.heading')}>
      ${rows.map(
        ({ label, cells }) => html`<div class="strip-row" key=${label}>
          <span class="strip-label">${label}</span>
          ${cells.map((src, index) => html`<span class="strip-cell" key=${index}>${src && html`<img src=${src} alt=${`${label}: ${say(chosen[index].label)}`} />`}</span>`)}
        </div>`,
      )}
    </div>
  </section>`;
}
