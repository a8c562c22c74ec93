import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useGallery } from '../hooks.js';
import { html } from '../html.js';
import { namedItems } from '../points.js';
import { say, t } from '../store.js';
import { Button } from './buttons.js';
import { ClassName } from './class-name.js';
import { ErrorNote } from './notes.js';
import { drawSeed } from './seed-field.js';
import { dropTarget, useUploads } from './source-figure.js';

/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../points.js').NamedItem} NamedItem */

/**
 * @typedef {object} PickerProps
 * @property {string} title
 * @property {Card} card
 * @property {GalleryItem[]} [items] of the gallery, where they are there already
 * @property {Source} source what is chosen now
 * @property {(source: Source) => void} onChoose
 * @property {(photo: import('../photo.js').Photo) => void} onPhoto a photograph that must be cut first
 * @property {() => void} onClose
 * @property {boolean} [withSeed] offer a seed as well
 */

/** A dialog with three ways to a starting image: gallery, an own picture, a seed. @param {PickerProps} props */
export function ImagePicker(props) {
  const { title, card, source, onChoose, onPhoto, onClose, withSeed = true } = props;
  const fetched = useGallery(() => (props.items ? undefined : card.id));
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const { error, takeFile, over } = useUploads(card, {
    onUpload: (id) => choose({ kind: 'upload', id }),
    onPhoto: (photo) => {
      dialog.current?.close();
      onPhoto(photo);
    },
  });
  /** @param {Source} chosen */
  function choose(chosen) {
    dialog.current?.close();
    onChoose(chosen);
  }
  useEffect(() => {
    dialog.current?.showModal();
    /** @param {ClipboardEvent} event */
    const onPaste = (event) => takeFile(event.clipboardData);
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
  return html`<dialog class="picker" ref=${dialog} onClose=${onClose} aria-labelledby="picker-title" data-testid="picker"
    onClick=${(/** @type {any} */ event) => event.target === dialog.current && dialog.current?.close()}>
    <div class="picker-body">
      <header><h2 id="picker-title">${title}</h2>
        <${Button} icon="x" iconOnly label=${t('picker.close')} onClick=${() => dialog.current?.close()} kind="quiet" /></header>
      <div class="picker-ways">
        <${UploadArea} takeFile=${takeFile} over=${over} error=${error.value} card=${card} />
        ${withSeed && html`<${SeedChoice} source=${source} onChoose=${choose} />`}
      </div>
      <h3>${t(card.alignment ? 'picker.drawn' : 'picker.gallery')}</h3>
      <${ErrorNote} error=${fetched.error.value} onRetry=${fetched.retry} />
      <${GalleryGrid} card=${card} items=${props.items ?? fetched.items.value} source=${source} onChoose=${choose} />
    </div>
  </dialog>`;
}

/**
 * A button and a place to drop files.
 * @param {{takeFile: (data: any) => void, over: any, error: unknown, card: Card}} props
 */
export function UploadArea({ takeFile, over, error, card }) {
  return html`<div class=${`drop-area ${over.value ? 'over' : ''}`} ...${dropTarget({ over, takeFile })}>
    <label class="button file-button">
      <input type="file" class="visually-hidden" accept="image/png,image/jpeg,image/webp" data-testid="upload-input"
        onChange=${(/** @type {any} */ event) => takeFile({ files: event.currentTarget.files })} />
      <span>${t('upload.button')}</span>
    </label>
    <p>${t('upload.hint')}${card.image.channels === 1 && html`<br />${t('upload.grey')}`}${card.alignment && html`<br />${t('upload.face')}`}</p>
    <${ErrorNote} error=${error} />
  </div>`;
}

/** @param {{source: Source, onChoose: (source: Source) => void}} props */
function SeedChoice({ source, onChoose }) {
  const seed = useSignal(source.kind === 'seed' ? source.seed : drawSeed());
  return html`<form class="seed-choice" onSubmit=${(/** @type {any} */ event) => {
    event.preventDefault();
    onChoose({ kind: 'seed', seed: seed.value });
  }}>
    <label><span class="field-label">${t('picker.seed')}</span>
      <input type="number" min="0" step="1" inputmode="numeric" value=${seed.value} data-testid="picker-seed"
        onInput=${(/** @type {any} */ event) => {
          seed.value = Math.max(0, Math.round(Number(event.currentTarget.value) || 0));
        }} /></label>
    <button type="submit" class="button" data-testid="picker-use-seed">${t('picker.useSeed')}</button>
  </form>`;
}

/**
 * Every item has its place before its picture is there: the card names them all.
 * @param {{card: Card, items: GalleryItem[], source: Source, onChoose: (source: Source) => void}} props
 */
function GalleryGrid({ card, items, source, onChoose }) {
  const images = new Map(items.map(({ id, image }) => [id, image]));
  const groups = new Map(/** @type {[number | null, NamedItem[]][]} */ ([]));
  for (const item of namedItems(card, items)) groups.set(item.class, [...(groups.get(item.class) ?? []), item]);
  return html`<div class="gallery" data-testid="gallery">
    ${[...groups].map(
      ([index, members]) => html`<div class="gallery-row" key=${index}>
        ${index !== null && html`<${ClassName} card=${card} index=${index} />`}
        <div class="gallery-items">
          ${members.map((item, place) => {
            const chosen = source.kind === 'gallery' && source.id === item.id;
            const name = index === null ? say(item.label) : `${say(card.classes?.[index]?.title)} ${place + 1}`;
            return html`<button type="button" key=${item.id} class="thumb" aria-pressed=${chosen} aria-label=${name}
              data-testid=${`gallery-${item.id}`} onClick=${() => onChoose({ kind: 'gallery', id: item.id })}>
              ${images.has(item.id) && html`<img src=${images.get(item.id)} alt="" loading="lazy" />`}</button>`;
          })}
        </div>
      </div>`,
    )}
  </div>`;
}
