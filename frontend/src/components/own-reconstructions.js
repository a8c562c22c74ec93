import { useSignal, useSignalEffect } from '@preact/signals';
import { ask } from '../api.js';
import { useLatest } from '../hooks.js';
import { html } from '../html.js';
import { together } from '../lib/patience.js';
import { metricText, metricValue } from '../metrics.js';
import { uploads as kept, t } from '../store.js';
import { Button } from './buttons.js';
import { UploadArea } from './image-picker.js';
import { ErrorNote } from './notes.js';
import { PhotoDialog } from './photo-dialog.js';
import { Picture } from './picture.js';
import { useUploads } from './source-figure.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Encoded} Encoded */
/** @typedef {import('../photo.js').Photo} Photo */
/** @typedef {{card: Card, picture: string, error: number}} Drawn */

/**
 * @param {{cards: Card[], url: string}} question @param {AbortSignal} signal @param {object} asked
 * @returns {Promise<{original: string, drawn: Drawn[]}>}
 */
async function askAll({ cards, url }, signal, asked) {
  const calls = cards.map((card) => () => ask(card.id, 'encode', { images: [url] }, signal));
  const answers = /** @type {Encoded[]} */ (await together(asked, calls));
  const drawn = answers.map(({ reconstructions, errors }, i) => ({
    card: cards[i],
    picture: reconstructions[0],
    error: errors[0],
  }));
  return { original: answers[0].inputs?.[0] ?? url, drawn };
}

/**
 * One's own photograph through several models: where galleries hold no originals, this is
 * where the blur of a VAE can be seen.
 * @param {{cards: Card[]}} props of one data set
 */
export function OwnReconstructions({ cards }) {
  const [card] = cards;
  const photo = useSignal(/** @type {Photo | null} */ (null));
  const id = useSignal('');
  const shown = useSignal(/** @type {{original: string, drawn: Drawn[]} | null} */ (null));
  const stream = useLatest(askAll, (/** @type {{original: string, drawn: Drawn[]}} */ answer) => {
    shown.value = answer;
  });
  /** @param {Photo} next */
  const onPhoto = (next) => {
    photo.value = next;
  };
  /** @param {string} next */
  const onUse = (next) => {
    id.value = next;
  };
  const request = () => {
    const url = kept.get(id.value)?.url;
    if (url) stream.request({ cards, url });
  };
  useSignalEffect(request);
  const uploads = useUploads(card, { onUpload: onUse, onPhoto });
  const cut = kept.get(id.value)?.photo;
  return html`<section class="reconstructions" aria-labelledby="blur-heading" data-testid="own-reconstructions">
    <h2 id="blur-heading">${t('reconstruction.heading')}</h2>
    <p class="prose">${t('reconstruction.lede')} ${t('reconstruction.own')}</p>
    <${UploadArea} takeFile=${uploads.takeFile} over=${uploads.over} error=${uploads.error.value} card=${card} />
    <${ErrorNote} error=${stream.error.value} onRetry=${request} />
    ${shown.value && html`<${Row} ...${shown.value} busy=${stream.busy.value} />`}
    ${cut && html`<${Button} icon="crop" label=${t('photo.adjust')} onClick=${() => onPhoto(cut)} />`}
    ${
      photo.value &&
      html`<${PhotoDialog} photo=${photo.value} card=${card} onUse=${onUse} onClose=${() => {
        photo.value = null;
      }} />`
    }
  </section>`;
}

/** @param {{original: string, drawn: Drawn[], busy: boolean}} props */
function Row({ original, drawn, busy }) {
  const { title } = metricText('reconstruction_mse');
  return html`<div class="own-row">
    <figure><${Picture} src=${original} alt=${t('photo.cutAlt')} size="column" busy=${busy} />
      <figcaption><strong>${t('reconstruction.original')}</strong></figcaption></figure>
    ${drawn.map(
      ({ card, picture, error }) => html`<figure key=${card.id} data-testid=${`own-${card.id}`}>
        <${Picture} src=${picture} alt=${t('photo.keptBy', { model: card.id })} size="column" busy=${busy} />
        <figcaption><strong>${card.id}</strong><span class="hint">${title}: ${metricValue('reconstruction_mse', error)}</span></figcaption>
      </figure>`,
    )}
  </div>`;
}
