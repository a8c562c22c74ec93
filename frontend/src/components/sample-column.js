import { savePicture } from '../download.js';
import { html } from '../html.js';
import { fileName, sheetColumns } from '../lib/image.js';
import { familyName, metric } from '../metrics.js';
import { decimals, t } from '../store.js';
import { WorkButton } from './buttons.js';
import { Picture } from './picture.js';
import { Sheet } from './sheet.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Samples} Samples */

/** @param {string} family @param {'standard' | 'fitted'} prior */
function verdict(family, prior) {
  if (prior === 'fitted') return t('sampling.verdict.ae.fitted');
  return family === 'ae' ? t('sampling.verdict.ae.standard') : t('sampling.verdict.vae.standard');
}

/**
 * One decoder under one prior: the chosen sample in large, all samples, and how good
 * such samples are as a crowd.
 * @param {{card: Card, prior: 'standard' | 'fitted', answer: Samples | null, selected: number, busy: boolean,
 *   onSelect: (index: number) => void}} props
 */
export function SampleColumn({ card, prior, answer, selected, busy, onSelect }) {
  const heading = t(`sampling.prior.${prior}`);
  const images = answer?.images ?? [];
  const score = metric(card, `frechet_${prior}_prior`);
  const name = `${card.id}-${prior}-${answer?.seed ?? ''}-${selected}`;
  return html`<section class="column" aria-labelledby=${`column-${card.id}-${prior}`} data-testid=${`column-${card.family}-${prior}`}>
    <h2 id=${`column-${card.id}-${prior}`}><span class="family">${familyName(card)}</span> <span class="prior">${heading}</span></h2>
    <div class="loupe">
      <${Picture} src=${images[selected]} alt=${t('sampling.sampleOf', { index: selected + 1, family: familyName(card), prior: heading })} size="column" busy=${busy} />
      <${WorkButton} icon="download" iconOnly label=${t('take.pictureOf', { name: `${familyName(card)}, ${heading}` })} disabled=${!answer}
        run=${() => savePicture(images[selected], fileName(name))} />
    </div>
    <${Sheet} images=${images} columns=${sheetColumns(images.length || 16)} selected=${selected} onSelect=${onSelect} busy=${busy} testid="sheet"
      label=${t('sampling.sheetOf', { family: familyName(card), prior: heading })} itemLabel=${(/** @type {number} */ index) => t('sampling.item', { index: index + 1 })} />
    ${score !== null && html`<dl class="column-figures"><div><dt>${t('metric.frechet.short')}</dt><dd>${decimals(score, 1)}</dd></div></dl>`}
    <p class="verdict">${verdict(card.family, prior)}</p>
  </section>`;
}
