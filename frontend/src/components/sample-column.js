import { html } from '../html.js';
import { sheetColumns } from '../lib/image.js';
import { say, t } from '../store.js';
import { files, WorkButton } from './buttons.js';
import { DrawFigures } from './draw-figures.js';
import { Picture } from './picture.js';
import { Sheet } from './sheet.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Samples} Samples */

/**
 * A model that goes by its own name stands beside one of its family: what sets it apart is
 * what its card says.
 * @param {Card} card @param {'standard' | 'fitted'} prior @param {string} name
 */
function verdict(card, prior, name) {
  if (card.family === 'ae') return t(`sampling.verdict.ae.${prior}`);
  if (prior === 'fitted') return t('sampling.verdict.vae.fitted');
  return name === card.id && card.description ? say(card.description) : t('sampling.verdict.vae.standard');
}

/**
 * One decoder under one prior: the chosen sample in large, all samples, and how good
 * such samples are as a crowd.
 * @param {{card: Card, name: string, prior: 'standard' | 'fitted', answer: Samples | null, selected: number, busy: boolean,
 *   onSelect: (index: number) => void, exact: () => Promise<Samples>}} props `exact`: the samples that go into files
 */
export function SampleColumn({ card, name, prior, answer, selected, busy, onSelect, exact }) {
  const heading = t(`sampling.prior.${prior}`);
  const images = answer?.images ?? [];
  const file = `${card.id}-${prior}-${answer?.seed ?? ''}-${selected}`;
  const save = async () => {
    const [{ images: all }, { fileName, savePicture }] = await Promise.all([exact(), files()]);
    await savePicture(all[selected], fileName(file));
  };
  const key = name === card.id ? card.id : card.family;
  return html`<section class="column" aria-labelledby=${`column-${card.id}-${prior}`} data-testid=${`column-${key}-${prior}`}>
    <h2 id=${`column-${card.id}-${prior}`}><span class="family">${name}</span> <span class="prior">${heading}</span></h2>
    <div class="loupe">
      <${Picture} src=${images[selected]} alt=${t('sampling.sampleOf', { index: selected + 1, family: name, prior: heading })} size="column" busy=${busy} />
      <${WorkButton} icon="download" iconOnly label=${t('take.pictureOf', { name: `${name}, ${heading}` })} disabled=${!answer}
        run=${save} />
    </div>
    <${Sheet} images=${images} columns=${sheetColumns(images.length || 16)} selected=${selected} onSelect=${onSelect} busy=${busy} testid="sheet"
      label=${t('sampling.sheetOf', { family: name, prior: heading })} itemLabel=${(/** @type {number} */ index) => t('sampling.item', { index: index + 1 })} />
    <${DrawFigures} card=${card} prior=${prior} />
    <p class="verdict">${verdict(card, prior, name)}</p>
  </section>`;
}
