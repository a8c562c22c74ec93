/** Posterior: a deterministic encoder makes a point of an image, a variational one a Gaussian. */

import { useMemo } from 'preact/hooks';
import { Button } from '../components/buttons.js';
import { ErrorNote } from '../components/notes.js';
import { DimensionsPart } from '../components/posterior/dimensions-part.js';
import { KlPart } from '../components/posterior/kl-part.js';
import { GaussianColumn, PointColumn } from '../components/posterior/pair.js';
import { PosteriorDetails } from '../components/posterior/posterior-details.js';
import { onePerClass } from '../components/reconstructions.js';
import { Screen } from '../components/screen.js';
import { ClassSelect, ModelSelect, ReadAs, Select } from '../components/segmented.js';
import { SourceFigure } from '../components/source-figure.js';
import { useGallery } from '../hooks.js';
import { html } from '../html.js';
import { dimensionName, largestFirst } from '../lib/posterior.js';
import { classOf, sourceName } from '../points.js';
import { hashFor, useAddress } from '../router.js';
import { changeModel, chooseImage, usePosteriorState } from '../state/posterior.js';
import { usePosterior } from '../state/posterior-streams.js';
import { say, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../lib/posterior.js').Pair} Pair */
/** @typedef {import('../state/posterior-streams.js').Read} Read */
/** @typedef {import('../state/posterior-streams.js').Reading} Reading */
/** @typedef {import('../state/posterior-streams.js').Steps} Steps */
/** @typedef {import('../state/posterior.js').PosteriorState} PosteriorState */

/** Images that are offered at one click. */
const MOST_THUMBS = 10;

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function PosteriorScreen({ query, cards }) {
  const state = usePosteriorState(query, cards);
  const { items } = useGallery(() => state.model.value);
  const beside = useGallery(() => state.other()?.id);
  const posterior = usePosterior(state, items);
  useAddress('posterior', state.address, state.here);
  const card = state.card();
  const other = state.other();
  const name = sourceName(card, state.source.value, items.value);
  const others = useMemo(
    () =>
      new Map([
        [card.id, codesOf(items.value, card)],
        [other?.id ?? '', other ? codesOf(beside.items.value, other) : []],
      ]),
    [card, other, items.value, beside.items.value],
  );
  const { read, point, gaussian, steps, moved, draws, busy } = posterior;
  const pair = useMemo(() => state.pair.value ?? telling(gaussian, steps), [state.pair.value, gaussian, steps]);
  const shared = { state, read, steps, moved, pair, others, name, busy: busy.read };
  const tools = html`<${ModelSelect} cards=${cards} value=${card.id} onChange=${(/** @type {string} */ id) => {
    const next = cards.find((one) => one.id === id);
    if (next) changeModel(state, next);
  }} />`;
  return html`<${Screen} name="posterior" card=${card} hash=${() => hashFor('posterior', state.address())} tools=${tools}
    details=${html`<${PosteriorDetails} state=${state} posterior=${posterior} />`}>
    <${Thumbs} state=${state} items=${items.value} />
    <${ErrorNote} error=${posterior.error} onRetry=${posterior.retry} />
    <div class="posterior-pair">
      <div class="posterior-column image">
        <${Image} state=${state} read=${read} busy=${busy.read} items=${items.value} name=${name} />
        <div class="image-notes"><${PlaneChoice} state=${state} pair=${pair} /><${ImageNotes} card=${card} read=${read} /></div>
      </div>
      <${PointColumn} ...${shared} point=${point} /><${GaussianColumn} ...${shared} gaussian=${gaussian} draws=${draws} drawing=${busy.draws} />
    </div>
    <${KlPart} state=${state} read=${read} gaussian=${gaussian} />
    <${DimensionsPart} state=${state} posterior=${posterior} name=${name} />
  </${Screen}>`;
}

/** Galleries of another model, while they are exchanged, hold codes of another size. @param {GalleryItem[]} items @param {Card} card */
function codesOf(items, card) {
  return items.map(({ latent }) => latent).filter(({ length }) => length === card.latent_dim);
}

/** The two dimensions that tell most of this image, in order. @param {Reading | null} gaussian @param {Steps | null} steps @returns {Pair} */
function telling(gaussian, steps) {
  const order = gaussian?.dimensions ? largestFirst(gaussian.dimensions.map(({ kl }) => kl)) : steps?.order;
  const [one, two] = (order ?? [0, 1]).slice(0, 2).sort((a, b) => a - b);
  return [one, two];
}

/** A picture of each class; of faces, the first ones. @param {{state: PosteriorState, items: GalleryItem[]}} props */
function Thumbs({ state, items }) {
  const { source, card } = state;
  const offered = onePerClass(items).slice(0, MOST_THUMBS);
  return html`<div class="image-row" role="group" aria-label=${t('posterior.images')} data-testid="image-row">
    ${offered.map((item) => {
      const name = item.class === null ? say(item.label) : say(card().classes?.[item.class]?.title);
      return html`<button type="button" class="thumb" key=${item.id} aria-label=${name} title=${name} data-testid=${`image-${item.id}`}
        aria-pressed=${source.value.kind === 'gallery' && source.value.id === item.id}
        onClick=${() => chooseImage(state, { kind: 'gallery', id: item.id })}><img src=${item.image} alt="" /></button>`;
    })}
  </div>`;
}

/** The image x that is encoded. @param {{state: PosteriorState, read: Read | null, busy: boolean, items: GalleryItem[], name: string}} props */
function Image({ state, read, busy, items, name }) {
  const card = state.card();
  const shown = read && { ...read.start, picture: read.image, original: null };
  return html`<${SourceFigure} heading=${t('posterior.image')} name=${name} alt=${t('posterior.imageAlt', { name })} resolved=${shown} size="side" testid="image"
    card=${card} items=${items} source=${state.source.value} busy=${busy} onChoose=${(/** @type {Source} */ next) => chooseImage(state, next)}>
    <${ClassSelect} card=${card} label=${t('conditional.readAs')} value=${classOf(state.label.value ?? read?.start.label)} testid="image-class"
      onChange=${(/** @type {number} */ index) => {
        state.label.value = index;
      }} />
  </${SourceFigure}>`;
}

/** Under what the image is read, and where it comes from. @param {{card: Card, read: Read | null}} props */
function ImageNotes({ card, read }) {
  const start = read?.start;
  if (!start) return null;
  return html`<${ReadAs} card=${card} label=${start.label} />
    ${!start.original && html`<p class="hint">${t('posterior.drawn')}</p>`}`;
}

/** What the drawings show: which two dimensions, and at which scale. @param {{state: PosteriorState, pair: Pair}} props */
function PlaneChoice({ state, pair }) {
  const { sameScale } = state;
  return html`<div class="plane-choice part-plane" role="group" aria-label=${t('posterior.drawings')}>
    ${state.card().latent_dim > 2 && html`<${PairChoice} state=${state} pair=${pair} />`}
    ${
      state.other() &&
      html`<${Button} label=${t('posterior.sameScale')} pressed=${sameScale.value} testid="same-scale" onClick=${() => {
        sameScale.value = !sameScale.value;
      }} />`
    }
  </div>`;
}

/** @param {{state: PosteriorState, pair: Pair}} props */
function PairChoice({ state, pair }) {
  const choices = Array.from({ length: state.card().latent_dim }, (_, index) => ({
    value: String(index),
    label: dimensionName(index),
  }));
  /** @param {0 | 1} place @param {number} index */
  const choose = (place, index) => {
    const [across, up] = pair;
    // Whoever chooses the dimension of the other axis exchanges both: there are always two.
    if (place === 0) state.pair.value = [index, index === up ? across : up];
    else state.pair.value = [index === across ? up : across, index];
  };
  return /** @type {const} */ ([0, 1]).map(
    (
      place,
    ) => html`<${Select} key=${place} label=${t(place === 0 ? 'posterior.across' : 'posterior.up')} value=${String(pair[place])}
      choices=${choices} testid=${`pair-${place}`} onChange=${(/** @type {string} */ chosen) => choose(place, Number(chosen))} />`,
  );
}
