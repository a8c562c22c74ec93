/** Every dimension by hand: sliders, strips, the picture that they make, and what to take away. */

import { savePicture, saveSheet } from '../../download.js';
import { familyName } from '../../families.js';
import { html } from '../../html.js';
import { fileName } from '../../lib/image.js';
import { writeAlphas } from '../../lib/permalink.js';
import { dimensionName, movedDimensions, writeOffsets } from '../../lib/posterior.js';
import { DRAWS, resetOffsets } from '../../state/posterior.js';
import { LEADING, STRIP_FRAMES } from '../../state/posterior-streams.js';
import { decimals, signed, t } from '../../store.js';
import { Button, TakePoint, WorkButton } from '../buttons.js';
import { Formula, hot, num, op, row, symbol } from '../formula.js';
import { Picture } from '../picture.js';
import { DimensionList } from './dimension-list.js';

/** @typedef {import('../../state/posterior-streams.js').Posterior} Posterior */
/** @typedef {import('../../state/posterior.js').PosteriorState} PosteriorState */

/** With more moved dimensions than this the formula keeps its sum sign. */
const MOST_TERMS = 2;

/** @param {{state: PosteriorState, posterior: Posterior, name: string}} props */
export function DimensionsPart({ state, posterior, name }) {
  const { strips } = state;
  const { value: steps } = posterior.steps;
  const active = state.active.value ?? steps?.order[0] ?? 0;
  const isGaussian = Boolean(steps?.reading.dimensions);
  return html`<section class="dimensions-part part-dimensions" aria-labelledby="dimensions-heading">
    <header><div><h2 id="dimensions-heading">${t('posterior.dimensionsHeading', { family: familyName(state.card()) })}</h2>
      <p class="prose">${t(isGaussian || !steps ? 'posterior.dimensionsText' : 'posterior.dimensionsTextPoint')}</p></div>
      <${Button} icon="film" label=${t('posterior.strips')} pressed=${strips.value} testid="strips" onClick=${() => {
        strips.value = !strips.value;
      }} /></header>
    <div class="dimensions-grid">
      <div class="moved-picture"><${Moved} state=${state} posterior=${posterior} name=${name} active=${active} /></div>
      <div class="dimension-controls">${
        steps &&
        html`<${DimensionList} key=${steps.reading.card.id} leading=${LEADING} state=${state} steps=${steps} active=${active} posterior=${posterior} />`
      }</div>
    </div>
    <${Takeaway} state=${state} posterior=${posterior} name=${name} />
  </section>`;
}

/** @param {{state: PosteriorState, posterior: Posterior, name: string, active: number}} props */
function Moved({ state, posterior, name, active }) {
  const { busy } = posterior;
  const { value: moved } = posterior.moved;
  const indexes = movedDimensions(state.offsets.value);
  const words = indexes.map((index) => `${dimensionName(index)} ${signed(state.offsets.value[index], 2)}`).join(', ');
  const summary = words || t('posterior.unmoved');
  return html`<figure><${Picture} src=${moved?.picture} alt=${t('posterior.movedAlt', { name, summary })} size="large" busy=${busy.moved.value || busy.read.value} testid="moved-picture" />
    <figcaption><${MovedFormula} state=${state} indexes=${indexes} active=${active} />
      <p class="hint">${summary}</p>
      <${Button} icon="rotate-ccw" label=${t('posterior.resetAll')} disabled=${indexes.length === 0} testid="reset-all" onClick=${() => resetOffsets(state)} /></figcaption></figure>`;
}

/** z′ = μ + Σ δᵢ eᵢ with the numbers of the sliders. @param {{state: PosteriorState, indexes: number[], active: number}} props */
function MovedFormula({ state, indexes, active }) {
  const isPoint = state.card().family === 'ae';
  const i = symbol('i');
  const general = html`${op('+')}<munder>${op('∑')}${i}</munder>${hot(symbol('δ', i))}${symbol('e', i)}`;
  const terms = indexes.map((index) => {
    const offset = state.offsets.value[index];
    const size = num(decimals(Math.abs(offset), 2));
    return html`${op(offset < 0 ? '−' : '+')}${index === active ? hot(size) : size}${symbol('e', num(index + 1))}`;
  });
  const specific = indexes.length > 0 && indexes.length <= MOST_TERMS;
  return html`<${Formula} label=${t('posterior.formulaMoved')}>${row(
    html`<msup>${symbol('z')}${op('′')}</msup>${op('=')}${symbol(isPoint ? 'z' : 'μ')}${specific ? terms : general}`,
  )}<//>`;
}

/** @param {{state: PosteriorState, posterior: Posterior, name: string}} props */
function Takeaway({ state, posterior, name }) {
  const { offsets, seed, strips } = state;
  const { exact } = posterior;
  const [steps, gaussian, moved] = [posterior.steps.value, posterior.gaussian.value, posterior.moved.value];
  const saveMoved = async () => {
    if (!steps || !moved) return;
    const picture = moved.isMoved ? (await exact.moved()).images[0] : moved.picture;
    await savePicture(picture, fileName(steps.reading.card.id, name, writeAlphas(writeOffsets(offsets.value))));
  };
  const saveDraws = async () => {
    const { images } = await exact.draws();
    await saveSheet(images, Math.sqrt(DRAWS), fileName(gaussian?.card.id ?? '', name, `seed-${seed.value}`));
  };
  const saveStrips = async () => {
    const { images } = await exact.strips();
    await saveSheet(images, STRIP_FRAMES, fileName(steps?.reading.card.id ?? '', name, 'strips'));
  };
  const point = async () => {
    const known = /** @type {NonNullable<typeof moved>} */ (moved);
    const summary = writeAlphas(writeOffsets(offsets.value));
    return {
      model: state.card().id,
      latent: known.code,
      condition: state.card().condition ? (posterior.read.value?.start.label ?? null) : null,
      label: known.isMoved ? `${name}, ${summary}` : name,
      thumbnail: known.isMoved ? (await exact.moved()).images[0] : known.picture,
      photo: state.source.value.kind === 'upload',
    };
  };
  return html`<div class="takeaway" role="group" aria-label=${t('take.label')}>
    <${WorkButton} icon="download" label=${t('take.picture')} disabled=${!moved} testid="download-picture" run=${saveMoved} />
    <${WorkButton} icon="download" label=${t('posterior.takeDraws')} disabled=${!gaussian} testid="download-draws" run=${saveDraws} />
    <${WorkButton} icon="download" label=${t('posterior.takeStrips')} disabled=${!strips.value || !posterior.strips.value} testid="download-strips" run=${saveStrips} />
    <${TakePoint} disabled=${!moved} point=${point} />
  </div>`;
}
