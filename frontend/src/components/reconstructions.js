import { useGallery } from '../hooks.js';
import { html } from '../html.js';
import { familyName } from '../metrics.js';
import { say, t } from '../store.js';
import { ErrorNote } from './notes.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */

/** The first picture of each class. @param {GalleryItem[]} items */
export function onePerClass(items) {
  const seen = new Set();
  return items.filter((item) => !seen.has(item.class) && seen.add(item.class));
}

/**
 * Original, AE and VAE under each other: where the blur of a VAE can be seen.
 * @param {{ae: Card, vae: Card}} props
 */
export function Reconstructions({ ae, vae }) {
  const fromAe = useGallery(() => ae.id);
  const fromVae = useGallery(() => vae.id);
  const chosen = onePerClass(fromAe.items.value);
  const byId = new Map(fromVae.items.value.map((item) => [item.id, item]));
  /** @type {{label: string, cells: (string | undefined)[]}[]} */
  const rows = [
    { label: t('reconstruction.original'), cells: chosen.map((item) => item.image) },
    { label: familyName(ae), cells: chosen.map((item) => item.reconstruction) },
    { label: familyName(vae), cells: chosen.map((item) => byId.get(item.id)?.reconstruction) },
  ];
  return html`<section class="reconstructions" aria-labelledby="blur-heading" data-testid="reconstructions">
    <h2 id="blur-heading">${t('reconstruction.heading')}</h2>
    <p class="prose">${t('reconstruction.text')}</p>
    <${ErrorNote} error=${fromAe.error.value ?? fromVae.error.value} onRetry=${() => {
      fromAe.retry();
      fromVae.retry();
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
