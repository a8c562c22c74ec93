import { isSmooth } from '../../families.js';
import { html, Icon } from '../../html.js';
import { readableBytes } from '../../lib/export-size.js';
import { scales } from '../../lib/studio-plan.js';
import { KINDS, saveFrame } from '../../state/studio-export.js';
import { changeFilm } from '../../state/studio-film.js';
import { decimals, number, t } from '../../store.js';
import { Button, WorkButton } from '../buttons.js';
import { Segmented, Select } from '../segmented.js';

/** @typedef {import('../../state/studio.js').StudioState} StudioState */
/** @typedef {import('../../state/studio-export.js').Kind} Kind */
/** @typedef {ReturnType<typeof import('../../state/studio-export.js').useExport>} Exporting */
/** @typedef {import('@preact/signals').Signal<import('../../state/studio-frames.js').Footage | null>} FootageSignal */

/** Formats whose files carry the recipe. */
const WITH_RECIPE = ['zip', 'sheet', 'recipe'];

/** @param {{state: StudioState, footage: FootageSignal, exporting: Exporting, player: any}} props */
export function ExportPanel({ state, footage, exporting, player }) {
  const { kind, progress } = exporting;
  const film = state.film();
  return html`<section class="takeaway studio-export" aria-label=${t('take.label')} data-testid="studio-export">
    <h2>${t('studio.export')}</h2>
    <div class="controls">
      <${Segmented} label=${t('studio.format')} value=${kind.value} testid="format" choices=${KINDS.map((value) => ({ value, label: t(`studio.kind.${value}`) }))}
        onChange=${(/** @type {Kind} */ next) => {
          exporting.forget();
          kind.value = next;
        }} />
      ${['gif', 'video', 'zip'].includes(kind.value) && html`<${SizeSelect} film=${film} card=${state.card()} />`}
    </div>
    <p class="hint">${t(`studio.kindHint.${kind.value}`)}</p>
    <${PhotoConsent} film=${film} exporting=${exporting} />
    <${Facts} footage=${footage} exporting=${exporting} />
    <div class="export-acts">
      ${
        kind.value === 'video'
          ? html`<${VideoActs} footage=${footage} exporting=${exporting} />`
          : html`<${Button} icon="download" kind="primary" label=${t('studio.save', { what: t(`studio.kind.${kind.value}`) })}
        disabled=${!footage.value || progress.value !== null} onClick=${() => exporting.run()} testid="export" />`
      }
      <${WorkButton} icon="download" label=${t('studio.saveFrame')} disabled=${!footage.value} testid="export-frame" run=${async () => {
        if (footage.value) await saveFrame(footage.value, player.frame.peek(), exporting.photos.peek());
      }} />
    </div>
    <${Outcome} exporting=${exporting} />
  </section>`;
}

/** @param {{film: import('../../keyframes.js').StudioFilm, card: import('../../types.d.ts').Card}} props */
function SizeSelect({ film, card }) {
  const choices = scales(card.image).map((scale) => ({
    value: String(scale),
    label: t('studio.size', { width: card.image.width * scale, height: card.image.height * scale, scale }),
  }));
  return html`<${Select} label=${t(isSmooth(card) ? 'studio.sizeSmooth' : 'studio.sizePixels')} value=${String(film.scale)} choices=${choices} testid="size"
    onChange=${(/** @type {string} */ next) => changeFilm(film.model, { scale: Number(next) }, () => t('studio.did.size'))} />`;
}

/** Latents of photographs are left out of files unless somebody wants them in. @param {{film: import('../../keyframes.js').StudioFilm, exporting: Exporting}} props */
function PhotoConsent({ film, exporting }) {
  const { kind, photos } = exporting;
  const count = film.keyframes.filter(({ photo }) => photo).length;
  if (count === 0 || !WITH_RECIPE.includes(kind.value)) return null;
  return html`<label class="check"><input type="checkbox" checked=${photos.value} data-testid="with-photos"
    onChange=${(/** @type {any} */ event) => {
      photos.value = event.currentTarget.checked;
    }} /><span>${t('studio.withPhotos', { count })}</span></label>`;
}

/** What people call them. */
const CODECS = { avc: 'H.264', vp9: 'VP9', vp8: 'VP8', av1: 'AV1' };

/** Keeps a number and its unit in one line. */
const NO_BREAK = '\u00a0';

/** @param {number} bytes */
function bytesText(bytes) {
  const { value, unit } = readableBytes(bytes);
  return number(value, { style: 'unit', unit, unitDisplay: 'short' });
}

/** Frames, length, pixels and weight. @param {{footage: FootageSignal, exporting: Exporting}} props */
function Facts({ footage, exporting }) {
  const { bytes, kind } = exporting;
  if (!footage.value) return html`<p class="export-facts" data-testid="export-facts">${t('studio.empty')}</p>`;
  const { bitmaps, film, card } = footage.value;
  const exact = kind.value === 'recipe' || kind.value === 'sheet';
  const parts = [
    t('studio.frames', { count: bitmaps.length }),
    `${decimals(bitmaps.length / film.fps, 2)} s`,
    ...(exact ? [] : [`${card.image.width * film.scale} × ${card.image.height * film.scale}`]),
    bytes.value === null
      ? t('studio.weighing')
      : exact
        ? bytesText(bytes.value)
        : t('studio.about', { size: bytesText(bytes.value) }),
  ];
  return html`<p class="export-facts" data-testid="export-facts">${parts.map((part) => part.replaceAll(' ', NO_BREAK)).join(' · ')}</p>`;
}

/** One button for each kind of video that was really encoded here, or why there is none. @param {{footage: FootageSignal, exporting: Exporting}} props */
function VideoActs({ footage, exporting }) {
  const { video, progress, run } = exporting;
  const { formats, reason, busy } = video;
  if (formats.value === null || busy.value)
    return html`<p role="status" data-testid="video-status">${t('studio.videoTrying')}</p>`;
  if (reason.value)
    return html`<div class="note" role="status" data-testid="video-status"><${Icon} name="info" /><p>${t(`studio.noVideo.${reason.value}`)}</p></div>`;
  return formats.value.map(
    (
      format,
    ) => html`<${Button} key=${format.container} icon="download" kind="primary" label=${t('studio.saveVideo', { container: format.container === 'mp4' ? 'MP4' : 'WebM', codec: CODECS[format.codec] })}
      disabled=${!footage.value || progress.value !== null} onClick=${() => run(format)} testid=${`export-${format.container}`} />`,
  );
}

/** Progress with a way out, then what came of it. @param {{exporting: Exporting}} props */
function Outcome({ exporting }) {
  const { progress, outcome, error, cancel } = exporting;
  const reason = error.value instanceof Error ? error.value.message : String(error.value);
  return html`<div class="export-outcome">
    ${
      progress.value !== null &&
      html`<progress max="1" value=${progress.value} aria-label=${t('studio.working')}></progress>
        <${Button} icon="x" label=${t('studio.cancel')} onClick=${cancel} testid="export-cancel" />`
    }
    <p role="status" data-testid="export-outcome">${outcome.value && t('studio.saved', { name: outcome.value.name, size: bytesText(outcome.value.size) })}</p>
    ${error.value !== null && html`<div class="note failure" role="alert"><${Icon} name="triangle-alert" /><p>${t('error.work', { reason })}</p></div>`}
  </div>`;
}
