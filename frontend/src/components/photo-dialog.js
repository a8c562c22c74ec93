import { batch, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLatest } from '../hooks.js';
import { html } from '../html.js';
import { largestSquare, within } from '../lib/crop.js';
import { cutOut, findFaces } from '../photo.js';
import { fromPicture } from '../points.js';
import { addUpload, t } from '../store.js';
import { Button } from './buttons.js';
import { CropEditor } from './crop-editor.js';
import { BusyNotice, ErrorNote } from './notes.js';
import { Picture } from './picture.js';
import { ReadAs, Segmented } from './segmented.js';

/** @typedef {import('../types.d.ts').Alignment} Alignment */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/crop.js').Crop} Crop */
/** @typedef {import('../photo.js').Photo} Photo */
/** @typedef {import('../points.js').Resolved} Resolved */

/** @param {Photo} photo @param {Card} card */
function useFinding(photo, card) {
  const crop = useSignal(/** @type {Crop} */ (photo.crop ?? largestSquare(photo.canvas)));
  const answer = useSignal(/** @type {Alignment | null} */ (null));
  /** Whoever has moved the square by hand keeps it: the answer then only offers faces. */
  const touched = useSignal(photo.crop !== null);
  const stream = useLatest(
    (/** @type {Photo} */ input, signal) => findFaces(card.id, input, signal),
    (/** @type {Alignment} */ found) => {
      answer.value = found;
      if (found.found && !touched.peek()) crop.value = within(found.crop, photo.canvas);
    },
  );
  const request = () => stream.request(photo);
  useEffect(request, []);
  /** @param {Crop} next */
  const move = (next) => {
    batch(() => {
      touched.value = true;
      crop.value = next;
    });
  };
  const error = stream.error.value;
  /** Before the face has been looked for, the square in the middle says nothing yet. */
  const waiting = !touched.value && answer.value === null && !error;
  return { crop, move, answer: answer.value, busy: stream.busy.value, error, waiting, request };
}

/** What the model makes of the square, live. @param {Photo} photo @param {Card} card @param {import('@preact/signals').Signal<Crop>} crop @param {boolean} waiting */
function useReconstruction(photo, card, crop, waiting) {
  const result = useSignal(/** @type {Resolved | null} */ (null));
  const held = useSignal(waiting);
  held.value = waiting;
  const stream = useLatest(
    (/** @type {Crop} */ input, signal, asked) => fromPicture(card, cutOut(photo, input), null, signal, asked),
    (/** @type {Resolved} */ resolved) => {
      result.value = resolved;
    },
    { drafts: true },
  );
  const request = () => stream.request(crop.value);
  useSignalEffect(() => {
    if (!held.value) request();
  });
  return { result: result.value, busy: stream.busy.value, error: stream.error.value, request };
}

/**
 * Cuts a photograph to the square that the model knows, and shows what the model can keep of
 * it beside it, before anything else is done with it.
 * @param {{photo: Photo, card: Card, onUse: (id: string) => void, onClose: () => void}} props
 */
export function PhotoDialog({ photo, card, onUse, onClose }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const finding = useFinding(photo, card);
  const made = useReconstruction(photo, card, finding.crop, finding.waiting);
  useEffect(() => dialog.current?.showModal(), []);
  const use = () => {
    const crop = finding.crop.peek();
    const id = addUpload({
      url: cutOut(photo, crop),
      name: photo.name,
      dataset: card.dataset,
      photo: { ...photo, crop },
    });
    dialog.current?.close();
    onUse(id);
  };
  return html`<dialog class="picker photo-dialog" ref=${dialog} onClose=${onClose} aria-labelledby="photo-title" data-testid="photo-dialog">
    <${BusyNotice} />
    <div class="picker-body">
      <header><h2 id="photo-title">${t('photo.title')}</h2>
        <${Button} icon="x" iconOnly label=${t('picker.close')} onClick=${() => dialog.current?.close()} kind="quiet" /></header>
      <div class="photo-grid">
        <div>
          <${FaceStatus} finding=${finding} photo=${photo} />
          <${CropEditor} photo=${photo} crop=${finding.crop.value} eyes=${card.alignment ?? null} onChange=${finding.move} />
        </div>
        <div class="photo-result">
          <${Beside} card=${card} made=${made} />
          <p class="hint privacy">${t('photo.privacy')}</p>
          <${ErrorNote} error=${made.error} onRetry=${made.request} />
          <${Button} icon="check" label=${t('photo.use')} disabled=${!made.result} onClick=${use} testid="photo-use" kind="primary" />
        </div>
      </div>
    </div>
  </dialog>`;
}

/** Whether a face was found, and which of several is cut. @param {{finding: ReturnType<typeof useFinding>, photo: Photo}} props */
function FaceStatus({ finding, photo }) {
  const { answer, busy, error, crop, move, request } = finding;
  const faces = answer?.faces ?? [];
  const chosen = useComputed(() => String(faces.findIndex((face) => sameCrop(within(face, photo.canvas), crop.value))));
  return html`<div class="photo-status">
    <p role="status" data-testid="photo-status">${statusText(busy, answer)}</p>
    <${ErrorNote} error=${error} onRetry=${request} />
    ${
      faces.length > 1 &&
      html`<${Segmented} label=${t('photo.which')} value=${chosen.value} testid="photo-faces"
        choices=${faces.map((_, index) => ({ value: String(index), label: t('photo.face', { index: index + 1 }) }))}
        onChange=${(/** @type {string} */ index) => move(within(faces[Number(index)], photo.canvas))} />`
    }
  </div>`;
}

/** @param {Crop} a @param {Crop} b */
function sameCrop(a, b) {
  return a.x === b.x && a.y === b.y && a.side === b.side && a.angle === b.angle;
}

/** @param {boolean} busy @param {Alignment | null} answer */
function statusText(busy, answer) {
  if (busy) return t('photo.looking');
  if (answer?.found) return t('photo.found');
  return t(answer && answer.detector === null ? 'photo.noDetector' : 'photo.notFound');
}

/** What went in and what came out, at the same size. @param {{card: Card, made: ReturnType<typeof useReconstruction>}} props */
function Beside({ card, made }) {
  const { result, busy } = made;
  return html`<div class="beside" data-testid="photo-beside">
    <figure><${Picture} src=${result?.original} alt=${t('photo.cutAlt')} size="beside" busy=${busy} testid="photo-cut" />
      <figcaption><strong>${t('photo.cut')}</strong></figcaption></figure>
    <figure><${Picture} src=${result?.picture} alt=${t('photo.keptAlt')} size="beside" busy=${busy} testid="photo-kept" />
      <figcaption><strong>${t('photo.kept')}</strong></figcaption></figure>
    <p class="hint">${t('photo.explain', { count: card.latent_dim, model: card.id })}</p>
    ${result && html`<${ReadAs} card=${card} label=${result.label} />`}
  </div>`;
}
