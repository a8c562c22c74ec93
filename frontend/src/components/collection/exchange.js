/** The collection as a file: out of the page, and into it. */

import { useSignal } from '@preact/signals';
import { html, Icon } from '../../html.js';
import { writeCollection } from '../../lib/collection-file.js';
import { kept } from '../../state/collection.js';
import { announce, t } from '../../store.js';
import { refusal, takeIn } from '../../take-in.js';
import { files, WorkButton } from '../buttons.js';

/** @typedef {import('../../state/collection-screen.js').CollectionState} CollectionState */

/** @param {{state: CollectionState}} props */
export function Exchange({ state }) {
  return html`<section class="exchange" aria-labelledby="exchange-heading" data-testid="exchange">
    <h2 id="exchange-heading">${t('collection.file')}</h2>
    <${ExportPart} state=${state} />
    <${ImportPart} />
  </section>`;
}

/** Those that are chosen, or all. @param {{state: CollectionState}} props */
function ExportPart({ state }) {
  const withPhotos = useSignal(false);
  const all = kept();
  const chosen = state.chosen.value;
  const taken = chosen.length ? chosen : all;
  const photos = taken.filter(({ photo }) => photo).length;
  const count = taken.length - (withPhotos.value ? 0 : photos);
  const save = async () => {
    const { fileName, saveBlob } = await files();
    const text = `${JSON.stringify(writeCollection(taken, { photos: withPhotos.value }), null, 1)}\n`;
    const name = `${fileName('collection', new Date().toISOString().slice(0, 10))}.json`;
    saveBlob(new Blob([text], { type: 'application/json' }), name);
    announce(t('collection.exported', { name }));
  };
  return html`<div class="export-points">
    <${WorkButton} icon="download" label=${chosen.length ? t('collection.export', { count }) : t('collection.exportAll', { count })}
      disabled=${count === 0} run=${save} testid="export" />
    ${
      photos > 0 &&
      html`<label class="check"><input type="checkbox" checked=${withPhotos.value} data-testid="with-photos" onChange=${(
        /** @type {any} */ event,
      ) => {
        withPhotos.value = event.currentTarget.checked;
      }} /><span>${t('collection.withPhotos', { count: photos })}</span></label>`
    }
  </div>`;
}

function ImportPart() {
  const over = useSignal(false);
  /** @param {FileList | undefined} chosen */
  const take = (chosen) => {
    over.value = false;
    if (chosen?.[0]) takeIn(chosen[0]);
  };
  return html`<div class=${`drop-area ${over.value ? 'over' : ''}`}
      onDragOver=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave=${() => {
        over.value = false;
      }}
      onDrop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        event.stopPropagation();
        take(event.dataTransfer?.files);
      }}>
      <label class="button file-button">
        <input type="file" class="visually-hidden" accept="application/json,.json,image/png" data-testid="import"
          onChange=${(/** @type {any} */ event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }} />
        <span>${t('collection.import')}</span>
      </label>
      <p>${t('collection.importHint')}</p>
    </div>
    ${refusal.value && html`<div class="note failure" role="alert" data-testid="refusal"><${Icon} name="triangle-alert" /><p>${refusal.value}</p></div>`}`;
}
