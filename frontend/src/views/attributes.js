/** Edición / Attributes: signed alphas along attribute directions, several at once. */

import { batch, useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { ask } from '../api.js';
import { AlsoChanged } from '../components/also-changed.js';
import { AttributeDetails, EditFormula } from '../components/attribute-details.js';
import { AttributeList } from '../components/attribute-list.js';
import { Button, WorkButton } from '../components/buttons.js';
import { ClassSelect } from '../components/class-select.js';
import { Film } from '../components/film.js';
import { ErrorNote } from '../components/notes.js';
import { Picture } from '../components/picture.js';
import { MissingModels, Screen } from '../components/screen.js';
import { Select } from '../components/segmented.js';
import { SourceFigure } from '../components/source-figure.js';
import { savePicture, saveSheet } from '../download.js';
import { chooseCard, weightsTag } from '../families.js';
import { useGallery, useLatest } from '../hooks.js';
import { html } from '../html.js';
import { fileName } from '../lib/image.js';
import { readAlphas, readClass, readList, readSource, writeAlphas, writeSource } from '../lib/permalink.js';
import { linspace, symmetric } from '../lib/vectors.js';
import { conditionOf, resolve, sourceName } from '../points.js';
import { hashFor, useAddress } from '../router.js';
import { announce, say, signed, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Pictures} Pictures */
/** @typedef {import('../lib/permalink.js').Source} Source */
/** @typedef {import('../points.js').Resolved} Resolved */
/** @typedef {{card: Card, base: Resolved, edits: Record<string, number>, preserve: string[]}} Edit */

const SWEEP_FRAMES = 25;
const FIRST_ITEM = 't-shirt-top-1';

/** @param {Edit} edit @returns {Record<string, unknown>} body of attribute-edit */
export function editBody({ card, base, edits, preserve }) {
  const { condition } = conditionOf(card, base.classIndex);
  return {
    point: { latent: base.latent },
    edits,
    ...(preserve.length ? { preserve } : {}),
    ...(condition ? { condition } : {}),
  };
}

/** @param {Record<string, number>} alphas @param {Card} card known names only, within the slider's range */
function withinRange(alphas, card) {
  const entries = card.attributes
    .filter(({ name }) => name in alphas)
    .map(({ name, range }) => {
      const [low, high] = symmetric(range);
      return [name, Math.min(high, Math.max(low, alphas[name]))];
    });
  return /** @type {Record<string, number>} */ (Object.fromEntries(entries));
}

/** @param {import('../router.js').Query} query @param {Card[]} cards */
function useAttributeState(query, cards) {
  const first = /** @type {Card} */ (chooseCard(cards, query.m, 'vae'));
  const known = new Set(first.attributes.map(({ name }) => name));
  const asked = readSource(query.from);
  const fits = asked && (asked.kind !== 'latent' || asked.latent.length === first.latent_dim);
  const model = useSignal(first.id);
  const source = useSignal(/** @type {Source} */ (fits ? asked : { kind: 'gallery', id: FIRST_ITEM }));
  const ownClass = useSignal(readClass(query, 'fc', first));
  const held = readList(query, 'keep').filter((name) => known.has(name));
  const locked = useSignal(held);
  // What is held cannot be moved as well: of such a link the lock counts.
  const free = Object.entries(readAlphas(query, 'a')).filter(([name]) => !held.includes(name));
  const alphas = useSignal(withinRange(Object.fromEntries(free), first));
  const active = useSignal(query.x && known.has(query.x) ? query.x : first.attributes[0].name);
  const card = () => cards.find(({ id }) => id === model.value) ?? first;
  const attribute = () => card().attributes.find(({ name }) => name === active.value) ?? card().attributes[0];
  const address = () => ({
    m: model.value,
    from: writeSource(source.value),
    fc: ownClass.value,
    a: writeAlphas(alphas.value),
    keep: locked.value.join(','),
    x: active.value,
    w: weightsTag(card()),
  });
  return { model, source, ownClass, alphas, locked, active, card, attribute, address };
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Attributes({ query, cards }) {
  const editable = cards.filter((card) => card.attributes.length > 0);
  if (editable.length === 0) return html`<${MissingModels} name="attributes" needs="VAE" />`;
  return html`<${AttributesScreen} query=${query} cards=${editable} />`;
}

/** The three streams of this screen. @param {ReturnType<typeof useAttributeState>} state */
function useEditing(state) {
  const { source, ownClass, alphas, locked, active, card } = state;
  const base = useSignal(/** @type {{card: Card, resolved: Resolved} | null} */ (null));
  const edited = useSignal(/** @type {Pictures | null} */ (null));
  const sweep = useSignal(/** @type {{images: string[], attribute: string} | null} */ (null));
  const start = useLatest(
    (/** @type {{card: Card, source: Source, classIndex: number | null}} */ input) =>
      resolve(input.card, input.source, input.classIndex),
    (/** @type {Resolved} */ resolved, input) => {
      base.value = { card: input.card, resolved };
    },
  );
  const requestBase = () =>
    start.request({ card: card(), source: source.value, classIndex: ownClass.value }, { restart: true });
  useSignalEffect(requestBase);

  const edit = useLatest(
    (/** @type {Edit} */ input, signal) => ask(input.card.id, 'attribute-edit', editBody(input), signal),
    (/** @type {Pictures} */ pictures) => {
      edited.value = pictures;
    },
  );
  useSignalEffect(() => {
    if (!base.value) return;
    edit.request({ card: base.value.card, base: base.value.resolved, edits: alphas.value, preserve: locked.value });
  });

  // The strip depends on everything but the moved alpha itself: dragging does not fetch it anew.
  const others = useComputed(() => writeAlphas({ ...alphas.value, [active.value]: 0 }));
  const strip = useLatest(
    (/** @type {Edit & {attribute: Attribute}} */ input, signal) => {
      const sweepPart = {
        attribute: input.attribute.name,
        alphas: linspace(SWEEP_FRAMES, ...symmetric(input.attribute.range)),
      };
      return ask(input.card.id, 'attribute-edit', { ...editBody(input), sweep: sweepPart }, signal);
    },
    (/** @type {Pictures} */ pictures, input) => {
      sweep.value = { images: pictures.images, attribute: input.attribute.name };
    },
  );
  useSignalEffect(() => {
    if (!base.value) return;
    const edits = readAlphas({ others: others.value }, 'others');
    const attribute = base.value.card.attributes.find(({ name }) => name === active.value);
    if (attribute)
      strip.request({
        card: base.value.card,
        base: base.value.resolved,
        edits,
        preserve: locked.value.filter((name) => name !== active.value),
        attribute,
      });
  });
  return { base, edited, sweep, start, edit, strip, requestBase };
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
function AttributesScreen({ query, cards }) {
  const state = useAttributeState(query, cards);
  const { model, source, ownClass, alphas, locked, active, card, attribute, address } = state;
  const editing = useEditing(state);
  const { items } = useGallery(() => model.value);
  useAddress('attributes', address);

  /** @param {string} name @param {number} value */
  const setAlpha = (name, value) => {
    batch(() => {
      active.value = name;
      alphas.value = { ...alphas.value, [name]: value };
    });
  };
  const resetAll = () => {
    const before = alphas.value;
    alphas.value = {};
    announce(t('attributes.resetDone'), {
      label: t('undo'),
      run: () => {
        alphas.value = before;
      },
    });
  };
  /** @param {string} id */
  const changeModel = (id) => {
    const next = /** @type {Card} */ (cards.find((one) => one.id === id));
    batch(() => {
      model.value = id;
      alphas.value = withinRange(alphas.value, next);
      locked.value = locked.value.filter((name) => next.attributes.some((one) => one.name === name));
      if (!next.attributes.some(({ name }) => name === active.value)) active.value = next.attributes[0].name;
      const { value } = source;
      if (value.kind === 'latent' && value.latent.length !== next.latent_dim)
        source.value = { kind: 'gallery', id: FIRST_ITEM };
    });
  };

  const current = card();
  const name = sourceName(current, source.value, items.value);
  const resolved = editing.base.value?.resolved ?? null;
  const picture = editing.edited.value?.images[0];
  const busy = editing.start.busy.value || editing.edit.busy.value;
  const moved = current.attributes.filter((one) => alphas.value[one.name]);
  const summary =
    moved.map((one) => `${say(one.title)} ${signed(alphas.value[one.name], 2)}`).join(', ') ||
    t('attributes.unchanged');
  const one = attribute();
  const [low, high] = symmetric(one.range);
  const position = ((alphas.value[one.name] ?? 0) - low) / (high - low);

  const tools = html`<${Select} label=${t('model.label')} value=${model.value} testid="model" hideLabel onChange=${changeModel}
    choices=${cards.map((each) => ({ value: each.id, label: say(each.title) }))} />`;
  return html`<${Screen} name="attributes" card=${current} hash=${() => hashFor('attributes', address())} tools=${tools}
    details=${html`<${AttributeDetails} state=${state} resolved=${resolved} edited=${editing.edited.value} />`}>
    <div class="edit-grid">
      <div class="edit-pictures">
        <figure class="between" data-testid="edited">
          <${Picture} src=${picture} alt=${t('attributes.edited', { name, summary })} size="large" busy=${busy} moving testid="edited-picture" />
          <figcaption><strong>${t('attributes.result')}</strong><span class="source-name">${summary}</span></figcaption>
        </figure>
        <${SourceFigure} heading=${t('attributes.start')} name=${name} resolved=${resolved} size="small" testid="start" card=${current}
          items=${items.value} source=${source.value} busy=${editing.start.busy.value} error=${editing.start.error.value} onRetry=${editing.requestBase}
          onChoose=${(/** @type {Source} */ next) => {
            batch(() => {
              ownClass.value = null;
              source.value = next;
            });
          }}>
          <${ClassSelect} card=${current} label=${t('conditional.readAs')} value=${resolved?.classIndex ?? 0} testid="start-class"
            onChange=${(/** @type {number} */ index) => {
              ownClass.value = index;
            }} />
        <//>
      </div>
      <div class="edit-controls">
        <${EditFormula} attributes=${current.attributes} alphas=${alphas.value} active=${active.value} />
        <${AttributeList} card=${current} alphas=${alphas.value} locked=${locked.value} active=${active.value}
          onAlpha=${setAlpha} onActivate=${(/** @type {string} */ next) => {
            active.value = next;
          }} onLock=${(/** @type {string} */ lock) => toggleLock(state, lock)} />
        <${AlsoChanged} card=${editing.base.value?.card ?? current} before=${resolved?.latent} after=${editing.edited.value?.latents[0]} alphas=${alphas.value} />
        <${ErrorNote} error=${editing.edit.error.value ?? editing.strip.error.value} />
      </div>
    </div>
    <section class="films" aria-label=${t('attributes.strip', { attribute: say(one.title) })}>
      <div class="film-row"><h2 class="film-label">${say(one.title)} <span class="hot">α = ${signed(alphas.value[one.name] ?? 0, 2)}</span></h2>
        <${Film} frames=${editing.sweep.value?.images ?? []} position=${position} busy=${editing.strip.busy.value} testid="film-sweep"
          label=${t('attributes.stripLabel', { attribute: say(one.title), low: signed(low), high: signed(high) })}
          onScrub=${(/** @type {number} */ at) => setAlpha(one.name, Number((low + at * (high - low)).toFixed(2)))} /></div>
    </section>
    <div class="takeaway" role="group" aria-label=${t('take.label')}>
      <${Button} icon="rotate-ccw" label=${t('attributes.resetAll')} onClick=${resetAll} disabled=${moved.length === 0} testid="reset-all" />
      <${WorkButton} icon="download" label=${t('take.picture')} disabled=${!picture} testid="download-picture"
        run=${() => savePicture(picture ?? '', fileName(current.id, name, writeAlphas(alphas.value)))} />
      <${WorkButton} icon="download" label=${t('take.strip')} disabled=${!editing.sweep.value} testid="download-strip"
        run=${() => saveSheet(editing.sweep.value?.images ?? [], SWEEP_FRAMES, fileName(current.id, name, one.name, 'strip'))} />
    </div>
  </${Screen}>`;
}

/** What is held fixed cannot be moved itself: its alpha returns to zero. @param {ReturnType<typeof useAttributeState>} state @param {string} name */
function toggleLock({ locked, alphas }, name) {
  batch(() => {
    const isLocked = locked.value.includes(name);
    locked.value = isLocked ? locked.value.filter((one) => one !== name) : [...locked.value, name];
    if (!isLocked) alphas.value = { ...alphas.value, [name]: 0 };
  });
}
