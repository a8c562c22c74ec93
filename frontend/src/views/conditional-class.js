/** The class goes in beside z: one z under every class. */

import { useSignal, useSignalEffect } from '@preact/signals';
import { ask, quality } from '../api.js';
import { files, TakePoint, WorkButton } from '../components/buttons.js';
import { ClassPicker } from '../components/class-picker.js';
import { SampleGrid } from '../components/condition-samples.js';
import { ErrorNote } from '../components/notes.js';
import { Picture } from '../components/picture.js';
import { DetailsFrame, Screen } from '../components/screen.js';
import { SeedField } from '../components/seed-field.js';
import { Segmented } from '../components/segmented.js';
import { weightsTag } from '../families.js';
import { useLinked } from '../history.js';
import { useLatest } from '../hooks.js';
import { html } from '../html.js';
import { later, lazy, onDemand } from '../lazy.js';
import { sheetColumns } from '../lib/image.js';
import { readChoice, readClass, readNumber, readSeed, readSource, writeSource } from '../lib/permalink.js';
import { hashFor, useAddress } from '../router.js';
import { say, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Samples} Samples */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {'standard' | 'fitted'} Prior */

/** Of draws, to choose from. */
const COUNTS = ['4', '16', '64'];
const ConditionalDetails = lazy(async () => (await import('../components/conditional-details.js')).ConditionalDetails);
const OwnImage = onDemand(async () => (await import('../components/own-image.js')).OwnImage);
const points = later(() => import('../points.js'));

const FIRST_SEED = 7;
const DRESS = 3;

/** @param {import('../router.js').Query} query @param {Card[]} cards @param {import('@preact/signals').Signal<string>} model */
function useConditionalState(query, cards, model) {
  const first = cards.find(({ id }) => id === model.peek()) ?? cards[0];
  const last = (first.classes?.length ?? 1) - 1;
  const asked = readSource(query.from);
  const seed = useLinked(readSeed(query, 'seed', FIRST_SEED));
  /** The image that gives z; null: z is drawn with the seed. */
  const image = useLinked(/** @type {Source | null} */ (asked?.kind === 'gallery' ? asked : null));
  const ownClass = useLinked(readClass(query, 'fc', first));
  const chosen = useLinked(readNumber(query, 'c', { min: 0, max: last, initial: DRESS, integer: true }));
  const count = useLinked(readChoice(query, 'n', COUNTS, '16'));
  const prior = useLinked(readChoice(query, 'prior', /** @type {Prior[]} */ (['standard', 'fitted']), 'standard'));
  const temperature = useLinked(readNumber(query, 't', { min: 0, max: 2, initial: 1 }));
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const address = () => ({
    m: model.value,
    c: chosen.value,
    seed: seed.value,
    from: image.value ? writeSource(image.value) : null,
    fc: ownClass.value,
    n: count.value,
    prior: prior.value,
    t: temperature.value,
    w: weightsTag(card()),
  });
  return { model, seed, image, ownClass, chosen, count, prior, temperature, card, address };
}

/** One z under every class. @param {Card} card @param {Resolved | null} start @param {number} seed */
export function rowBody(card, start, seed) {
  const conditions = (card.classes ?? []).map((_, index) => ({ class: index }));
  return { conditions, point: start ? { latent: start.latent } : { seed } };
}

/** @param {ReturnType<typeof useConditionalState>} state */
function useConditionalStreams(state) {
  const { seed, image, ownClass, card } = state;
  const row = useSignal(
    /** @type {{images: string[], latents: number[][], start: Resolved | null}} */ ({
      images: [],
      latents: [],
      start: null,
    }),
  );
  const samples = useSignal(/** @type {Samples | null} */ (null));
  const rowStream = useLatest(
    async (/** @type {{card: Card, image: Source | null, ownClass: number | null, seed: number}} */ input, signal) => {
      const start = input.image && (await (await points()).resolve(input.card, input.image, input.ownClass, signal));
      const answer = await ask(input.card.id, 'conditional-generate', rowBody(input.card, start, input.seed), signal);
      return { images: answer.images, latents: answer.latents, start };
    },
    (/** @type {{images: string[], latents: number[][], start: Resolved | null}} */ answer) => {
      row.value = answer;
    },
  );
  const requestRow = () =>
    rowStream.request({ card: card(), image: image.value, ownClass: ownClass.value, seed: seed.value });
  useSignalEffect(requestRow);
  const sampleStream = useLatest(
    (/** @type {{card: Card, body: Record<string, unknown>}} */ input, signal, asked) =>
      ask(input.card.id, 'conditional-generate', { ...input.body, ...quality(asked) }, signal),
    (/** @type {Samples} */ answer) => {
      samples.value = answer;
    },
    { drafts: true },
  );
  const requestSamples = () => sampleStream.request({ card: card(), body: samplesBody(state) });
  useSignalEffect(requestSamples);
  const retry = () => {
    requestRow();
    requestSamples();
  };
  return { row, samples, rowStream, sampleStream, retry };
}

/** @param {any} state @returns {Record<string, unknown>} */
export function samplesBody({ chosen, count, seed, prior, temperature }) {
  return {
    condition: { class: chosen.value },
    count: Number(count.value),
    seed: seed.value,
    prior: prior.value,
    temperature: temperature.value,
  };
}

/**
 * Models that are told a class.
 * @param {{query: import('../router.js').Query, cards: Card[], model: import('@preact/signals').Signal<string>, tools: any}} props
 */
export function ConditionalClass({ query, cards, model, tools }) {
  const state = useConditionalState(query, cards, model);
  const { seed, image, ownClass, chosen, card, address } = state;
  const { row, samples, rowStream, sampleStream, retry } = useConditionalStreams(state);
  useAddress('conditional', address);
  const current = card();
  const className = say(current.classes?.[chosen.value]?.title);
  const picture = row.value.images[chosen.value];
  const saveSamples = async () => {
    const [{ images }, { fileName, saveSheet }] = await Promise.all([sampleStream.exact(), files()]);
    await saveSheet(images, sheetColumns(images.length), fileName(current.id, className, 'samples'));
  };
  const savePictureNow = async () => {
    const { fileName, savePicture } = await files();
    await savePicture(picture, fileName(current.id, className, `seed-${seed.value}`));
  };
  const saveRow = async () => {
    const { fileName, saveSheet } = await files();
    const { images } = row.value;
    await saveSheet(images, images.length, fileName(current.id, 'one-z', `seed-${seed.value}`));
  };
  return html`<${Screen} name="conditional" card=${current} hash=${() => hashFor('conditional', address())} tools=${tools}
    details=${html`<${DetailsFrame}><${ConditionalDetails} state=${state} start=${row.value.start} /></${DetailsFrame}>`}>
    <div class="controls">
      <${Segmented} label=${t('conditional.zFrom')} value=${image.value ? 'image' : 'seed'} testid="z-from"
        choices=${[{ value: 'seed', label: t('conditional.zSeed') }, { value: 'image', label: t('conditional.zImage') }]}
        onChange=${(/** @type {string} */ kind) => {
          image.value = kind === 'image' ? { kind: 'gallery', id: 'dress-2' } : null;
        }} />
      <${SeedField} value=${seed.value} onChange=${(/** @type {number} */ next) => {
        seed.value = next;
      }} />
    </div>
    <${ErrorNote} error=${rowStream.error.value ?? sampleStream.error.value} onRetry=${retry} />
    <${ClassPicker} card=${current} images=${row.value.images} value=${chosen.value} busy=${rowStream.busy.value}
      label=${t('conditional.pick')} onChange=${(/** @type {number} */ index) => {
        chosen.value = index;
      }} />
    <div class="condition-grid">
      <div class="condition-picture">
        <figure class="between" data-testid="conditioned">
          <${Picture} src=${picture} alt=${t('conditional.pictureOf', { class: className })} size="large" busy=${rowStream.busy.value} moving testid="conditioned-picture" />
          <figcaption><strong class="hot">y = ${className}</strong><span class="source-name">${image.value ? t('conditional.zOfImage') : t('source.seed', { seed: String(seed.value) })}</span></figcaption>
        </figure>
        ${image.value && html`<${OwnImage} state=${state} start=${row.value.start} busy=${rowStream.busy.value} ownClass=${ownClass} />`}
      </div>
      <${SampleGrid} state=${state} counts=${COUNTS} samples=${samples.value} busy=${sampleStream.busy.value} className=${className} />
    </div>
    <div class="takeaway" role="group" aria-label=${t('take.label')}>
      <${WorkButton} icon="download" label=${t('take.picture')} disabled=${!picture} testid="download-picture"
        run=${savePictureNow} />
      <${WorkButton} icon="download" label=${t('conditional.takeRow')} disabled=${row.value.images.length === 0} testid="download-row"
        run=${saveRow} />
      <${WorkButton} icon="download" label=${t('take.sheet')} disabled=${!samples.value} testid="download-sheet"
        run=${saveSamples} />
      <${TakePoint} disabled=${!picture} point=${() => ({
        model: current.id,
        latent: row.value.latents[chosen.value],
        condition: chosen.value,
        label: current.classes?.[chosen.value]?.title ?? '',
        thumbnail: picture,
        photo: image.value?.kind === 'upload',
      })} />
    </div>
  </${Screen}>`;
}
