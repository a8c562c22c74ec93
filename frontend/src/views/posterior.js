/** Posterior: a deterministic encoder makes a point of an image, a variational one a Gaussian. */

import { useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Button } from '../components/buttons.js';
import { ErrorNote } from '../components/notes.js';
import { DetailsFrame, Screen } from '../components/screen.js';
import { ClassSelect, ModelSelect, ReadAs, Select } from '../components/segmented.js';
import { SourceFigure } from '../components/source-figure.js';
import { onePerClass } from '../families.js';
import { useGallery } from '../hooks.js';
import { html } from '../html.js';
import { lazy, whenIdle } from '../lazy.js';
import { dimensionName, largestFirst } from '../lib/posterior.js';
import { classOf, namedItems, sourceName } from '../points.js';
import { hashFor, useAddress } from '../router.js';
import { changeModel, chooseImage, usePosteriorState } from '../state/posterior.js';
import { useRead } from '../state/posterior-read.js';
import { gallery, say, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../components/posterior/work.js').Work} Work */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../lib/posterior.js').Pair} Pair */
/** @typedef {import('../state/posterior-read.js').Reader} Reader */
/** @typedef {import('../state/posterior.js').PosteriorState} PosteriorState */

const PosteriorWork = lazy(async () => (await import('../components/posterior/work.js')).PosteriorWork);

/** Images that are offered at one click. */
const MOST_THUMBS = 10;

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function PosteriorScreen({ query, cards }) {
  const state = usePosteriorState(query, cards);
  const { items, others } = useCodes(state);
  const reader = useRead(state);
  /** Everything but the image, once it has come. */
  const late = useSignal(/** @type {Work | null} */ (null));
  const work = late.value;
  useAddress('posterior', state.address, state.here);
  const card = state.card();
  const name = sourceName(card, state.source.value, items.value);
  const pair = usePair(state, reader, late);
  const tools = html`<${ModelSelect} cards=${cards} value=${card.id} onChange=${(/** @type {string} */ id) => {
    const next = cards.find((one) => one.id === id);
    if (next) changeModel(state, next);
  }} />`;
  return html`<${Screen} name="posterior" card=${card} hash=${() => hashFor('posterior', state.address())} tools=${tools}
    details=${html`<${DetailsFrame}>${work && html`<${work.PosteriorDetails} state=${state} posterior=${work.posterior} />`}<//>`}>
    <${Thumbs} state=${state} />
    <${Failure} reader=${reader} work=${work} />
    <div class=${`posterior-pair ${work && reader.read.value ? '' : 'waiting'}`}>
      <div class="posterior-column image">
        <${Image} state=${state} reader=${reader} items=${items.value} name=${name} />
        <div class="image-notes"><${PlaneChoice} state=${state} pair=${pair.value} /><${ImageNotes} card=${card} reader=${reader} /></div>
      </div>
      ${work && html`<${work.Columns} state=${state} posterior=${work.posterior} pair=${pair.value} others=${others.value} name=${name} />`}
    </div>
    ${work ? html`<${work.KlPart} state=${state} read=${reader.read.value} gaussian=${work.posterior.gaussian.value} />` : html`<section class="kl-part part-kl waiting"></section>`}
    ${work && html`<${work.DimensionsPart} state=${state} posterior=${work.posterior} name=${name} />`}
    <${PosteriorWork} state=${state} reader=${reader} items=${items} onWork=${(/** @type {Work} */ come) => {
      late.value = come;
    }} />
  </${Screen}>`;
}

/**
 * Both galleries, after the first picture: the items of the chosen model, and the codes of both by model.
 * @param {PosteriorState} state
 */
function useCodes(state) {
  const wanted = useSignal(false);
  useEffect(() => {
    whenIdle(() => {
      wanted.value = true;
    });
  }, []);
  const { items } = useGallery(() => (wanted.value ? state.model.value : undefined));
  const beside = useGallery(() => (wanted.value ? state.other()?.id : undefined));
  const others = useComputed(() => {
    const other = state.other();
    return new Map([
      [state.card().id, codesOf(items.value, state.card())],
      [other?.id ?? '', other ? codesOf(beside.items.value, other) : []],
    ]);
  });
  return { items, others };
}

/** What went wrong, with a way to try again. @param {{reader: Reader, work: Work | null}} props */
function Failure({ reader, work }) {
  const errors = [reader.stream.error, ...(work?.posterior.errors ?? [])];
  const error = errors.map(({ value }) => value).find(Boolean) ?? null;
  return html`<${ErrorNote} error=${error} onRetry=${work?.posterior.retry ?? reader.request} />`;
}

/** Galleries of another model, while they are exchanged, hold codes of another size. @param {GalleryItem[]} items @param {Card} card */
function codesOf(items, card) {
  return items.map(({ latent }) => latent).filter(({ length }) => length === card.latent_dim);
}

/**
 * The drawn dimensions: those that were chosen, else the two that tell most of this image, in order.
 * @param {PosteriorState} state @param {Reader} reader @param {import('@preact/signals').Signal<Work | null>} late
 */
function usePair(state, { read }, late) {
  return useComputed(() => {
    if (state.pair.value) return state.pair.value;
    const dimensions = read.value?.readings.find((one) => one.dimensions)?.dimensions;
    const order = dimensions ? largestFirst(dimensions.map(({ kl }) => kl)) : late.value?.posterior.steps.value?.order;
    return /** @type {Pair} */ ((order ?? [0, 1]).slice(0, 2).sort((one, two) => one - two));
  });
}

/** A picture of each class; of faces, the first ones. Those that the card names have their place at once. @param {{state: PosteriorState}} props */
function Thumbs({ state }) {
  const { source, card } = state;
  const named = onePerClass(namedItems(card())).slice(0, MOST_THUMBS);
  /** Only those that are offered, where the card names them. @param {string} model */
  const fetch = (model) =>
    named.length
      ? gallery(
          model,
          named.map(({ id }) => id),
        )
      : gallery(model);
  const { items } = useGallery(() => state.model.value, fetch);
  const images = new Map(items.value.map(({ id, image }) => [id, image]));
  const offered = named.length ? named : onePerClass(items.value).slice(0, MOST_THUMBS);
  return html`<div class="image-row" role="group" aria-label=${t('posterior.images')} data-testid="image-row">
    ${offered.map((item) => {
      const name = item.class === null ? say(item.label) : say(card().classes?.[item.class]?.title);
      const image = images.get(item.id);
      return html`<button type="button" class="thumb" key=${item.id} aria-label=${name} title=${name} data-testid=${`image-${item.id}`}
        aria-pressed=${source.value.kind === 'gallery' && source.value.id === item.id}
        onClick=${() => chooseImage(state, { kind: 'gallery', id: item.id })}>${image && html`<img src=${image} alt="" />`}</button>`;
    })}
  </div>`;
}

/** The image x that is encoded. @param {{state: PosteriorState, reader: Reader, items: GalleryItem[], name: string}} props */
function Image({ state, reader, items, name }) {
  const card = state.card();
  const { value: read } = reader.read;
  const shown = read && { ...read.start, picture: read.image, original: null };
  return html`<${SourceFigure} heading=${t('posterior.image')} name=${name} alt=${t('posterior.imageAlt', { name })} resolved=${shown} size="side" testid="image"
    card=${card} items=${items} source=${state.source.value} busy=${reader.stream.busy.value} onChoose=${(/** @type {Source} */ next) => chooseImage(state, next)}>
    <${ClassSelect} card=${card} label=${t('conditional.readAs')} value=${classOf(state.label.value ?? read?.start.label)} testid="image-class"
      onChange=${(/** @type {number} */ index) => {
        state.label.value = index;
      }} />
  </${SourceFigure}>`;
}

/** Under what the image is read, and where it comes from. @param {{card: Card, reader: Reader}} props */
function ImageNotes({ card, reader }) {
  const start = reader.read.value?.start;
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
