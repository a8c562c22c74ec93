import { useSignal } from '@preact/signals';
import { html } from '../html.js';
import { later, onDemand } from '../lazy.js';
import { uploads as kept, t } from '../store.js';
import { Button, files, WorkButton } from './buttons.js';
import { ErrorNote } from './notes.js';
import { Picture } from './picture.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('./image-picker.js').PickerProps} PickerProps */
/** @typedef {import('../points.js').Resolved} Resolved */

const ImagePicker = onDemand(async () => (await import('./image-picker.js')).ImagePicker);
const PhotoDialog = onDemand(async () => (await import('./photo-dialog.js')).PhotoDialog);
const pictures = later(() => import('../upload.js'));
const photos = later(() => import('../photo.js'));

/**
 * Reading of dropped, pasted or chosen files, with its failure.
 * @param {Card} card
 * @param {{onUpload: (id: string) => void, onPhoto: (photo: import('../photo.js').Photo) => void}} handlers
 *   `onPhoto`: instead of `onUpload` for models whose pictures must be aligned
 */
export function useUploads(card, { onUpload, onPhoto }) {
  const error = useSignal(/** @type {unknown} */ (null));
  const over = useSignal(false);
  /** @param {DataTransfer | null} data */
  const takeFile = async (data) => {
    over.value = false;
    error.value = null;
    // Read now: what was dropped can be seen during this event only.
    const file = data?.files[0];
    try {
      if (card.alignment) onPhoto(await (await photos()).readPhoto(file));
      else onUpload(await (await pictures()).readUpload(file, card.dataset));
    } catch (reason) {
      error.value = reason;
    }
  };
  return { error, over, takeFile };
}

/** Handlers that make an element a drop target. @param {{over: import('@preact/signals').Signal<boolean>, takeFile: (data: DataTransfer | null) => void}} uploads */
export function dropTarget({ over, takeFile }) {
  return {
    onDragOver: (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      over.value = true;
    },
    onDragLeave: () => {
      over.value = false;
    },
    onDrop: (/** @type {DragEvent} */ event) => {
      event.preventDefault();
      event.stopPropagation();
      takeFile(event.dataTransfer);
    },
  };
}

/**
 * A starting image: its decoded picture, the original in small, and ways to change it
 * (dialog, drop on it, paste while it has the focus).
 * @param {{heading: string, name: string, resolved: Resolved | null, busy?: boolean, error?: unknown, onRetry?: () => void,
 *   size?: string, alt?: string, testid: string, children?: any, card: PickerProps['card'], items?: PickerProps['items'],
 *   source: PickerProps['source'], onChoose: PickerProps['onChoose']}} props
 */
export function SourceFigure(props) {
  const {
    heading,
    name,
    resolved,
    busy,
    error,
    onRetry,
    size = 'medium',
    testid,
    card,
    items,
    source,
    onChoose,
  } = props;
  const open = useSignal(false);
  const photo = useSignal(/** @type {import('../photo.js').Photo | null} */ (null));
  /** @param {import('../photo.js').Photo} next */
  const onPhoto = (next) => {
    photo.value = next;
  };
  const onUpload = (/** @type {string} */ id) => onChoose({ kind: 'upload', id });
  const uploads = useUploads(card, { onUpload, onPhoto });
  const cut = source.kind === 'upload' ? kept.get(source.id)?.photo : undefined;
  const save = async () => {
    if (!resolved) return;
    const { fileName, savePicture } = await files();
    await savePicture(resolved.picture, fileName(card.id, name));
  };
  return html`<figure class=${`source ${uploads.over.value ? 'over' : ''}`} data-testid=${testid} ...${dropTarget(uploads)}
    onPaste=${(/** @type {ClipboardEvent} */ event) => uploads.takeFile(event.clipboardData)}>
    <${Picture} src=${resolved?.picture} alt=${props.alt ?? t('picture.decoded', { name })} size=${size} busy=${busy} />
    <figcaption>
      <strong>${heading}</strong><span class="source-name">${name}</span>
    </figcaption>
    <div class="source-extra">
      ${
        resolved?.original &&
        html`<span class="original"><${Picture} src=${resolved.original} alt=${t('picture.original', { name })} size="tiny" />
          <span class="hint">${t('source.original')}</span></span>`
      }
      <span class="actions">
        <${Button} icon="images" label=${t('source.change')} testid=${`${testid}-change`} onClick=${() => {
          open.value = true;
        }} />
        ${cut && html`<${Button} icon="crop" iconOnly label=${t('photo.adjust')} testid=${`${testid}-crop`} onClick=${() => onPhoto(cut)} />`}
        <${WorkButton} icon="download" iconOnly label=${t('take.pictureOf', { name })} run=${save} disabled=${!resolved} testid=${`${testid}-download`} />
      </span>
    </div>
    ${resolved?.inverted && html`<p class="hint">${t('source.inverted')}</p>`}
    ${props.children}
    <${ErrorNote} error=${uploads.error.value ?? error} onRetry=${uploads.error.value ? undefined : onRetry} />
    ${
      open.value &&
      html`<${ImagePicker} title=${t('picker.title', { heading })} card=${card} items=${items} source=${source}
        onChoose=${onChoose} onPhoto=${onPhoto} onClose=${() => {
          open.value = false;
        }} />`
    }
    ${
      photo.value &&
      html`<${PhotoDialog} photo=${photo.value} card=${card} onUse=${onUpload} onClose=${() => {
        photo.value = null;
      }} />`
    }
  </figure>`;
}
