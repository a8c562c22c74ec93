/** The collection as a file: out of the page, and into it. */

import { useSignal } from '@preact/signals';
import { html } from '../../html.js';
import { writeCollection } from '../../lib/collection-file.js';
import { kept } from '../../state/collection.js';
import { announce, t } from '../../store.js';
import { files, WorkButton } from '../buttons.js';
import { DropArea } from '../drop-area.js';

/** @typedef {import('../../state/collection-screen.js').CollectionState} CollectionState */

/** @param {{state: CollectionState}} props */
export function Exchange({ state }) {
  return html`<section class="exchange" aria-labelledby="exchange-heading" data-testid="exchange">
    <h2 id="exchange-heading">${t('collection.file')}</h2>
    <${ExportPart} state=${state} />
    <${DropArea} button=${t('collection.import')} hint=${t('collection.importHint')} />
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
