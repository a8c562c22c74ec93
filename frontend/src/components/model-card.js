import { familyName, isSmooth, onePerClass, partners } from '../families.js';
import { useGallery } from '../hooks.js';
import { html, Icon } from '../html.js';
import { flatten, metricText, metricValue, separabilityNote } from '../metrics.js';
import { namedItems } from '../points.js';
import { hashFor } from '../router.js';
import { cards, decimals, gallery, number, say, signed, t, termsOf } from '../store.js';
import { CopyButton } from './buttons.js';
import { ConditionTable, EffectTable, JudgeTable } from './effect-table.js';
import { Cautions, ErrorNote } from './notes.js';

/** @typedef {import('../types.d.ts').Card} Card */

const MEGA = 1_000_000;
/** Figures of single attributes, which stand in tables of their own. */
const IN_TABLES =
  /^(flips_gained|flips_lost|condition_flips|condition_gained|condition_lost|drift|(drift|change)_against_mean_difference_by_attribute)\./;

/** When the strip before has come, or failed. @type {Promise<unknown>} */
let before = Promise.resolve();

/**
 * Strips come one after the other, from the top: the first is not to wait for nine.
 * @template Strip
 * @param {() => Promise<Strip>} fetch
 * @returns {Promise<Strip>}
 */
function inTurn(fetch) {
  const turn = before.then(fetch);
  before = turn.catch(() => null);
  return turn;
}

/** @param {{card: Card, open: boolean}} props `open`: the link names this model */
export function ModelCard({ card, open }) {
  const shown = onePerClass(namedItems(card));
  const { items, error, retry } = useGallery(
    () => card.id,
    (id) => inTurn(() => gallery(id, shown.length ? shown.map((item) => item.id) : undefined)),
  );
  const title = say(card.title);
  return html`<article class=${`model-card ${isSmooth(card) ? 'smooth' : ''}`} aria-labelledby=${`model-${card.id}`} data-testid=${`model-${card.id}`}>
    <header>
      <h2 id=${`model-${card.id}`}>${title}</h2>
      <p class="model-line"><span class="family">${familyName(card)}</span>${' '}<code>${card.id}</code>${` · ${facts(card).join(' · ')}`}</p>
      ${card.description && html`<p class="prose">${say(card.description)}</p>`}
    </header>
    <div class="model-strip">${
      items.value.length
        ? onePerClass(items.value).map(
            (item) =>
              html`<img key=${item.id} src=${item.reconstruction ?? item.image} alt=${t('picture.decoded', { name: say(item.label) })} />`,
          )
        : shown.map(({ id }) => html`<span key=${id}></span>`)
    }</div>
    <${ErrorNote} error=${error.value} onRetry=${retry} />
    <${Metrics} card=${card} />
    ${card.attributes.length > 0 && html`<${AttributeTable} card=${card} open=${open} />`}
    <${ConditionTable} card=${card} open=${open} />
    <${EffectTable} card=${card} open=${open} />
    <${JudgeTable} card=${card} open=${open} />
    <${Provenance} card=${card} open=${open} />
    <${Cautions} card=${card} />
    <${Links} card=${card} />
  </article>`;
}

/** Size in three ways. @param {Card} card */
function facts(card) {
  return [
    t('dimensions', { count: card.latent_dim }),
    t('models.parameters', { count: number(card.weights.parameters / MEGA, { maximumFractionDigits: 2 }) }),
    t('models.size', { size: number(card.weights.bytes / MEGA, { maximumFractionDigits: 1 }) }),
  ];
}

/** @param {{card: Card}} props */
function Metrics({ card }) {
  const metrics = Object.entries(flatten(card.metrics));
  const known = metrics.filter(([name]) => metricText(name).title !== name);
  const others = metrics.filter(([name]) => metricText(name).title === name && !IN_TABLES.test(name));
  return html`<dl class="metric-grid">${known.map(([name, value]) => {
    const { title } = metricText(name);
    return html`<div key=${name}><dt>${title}</dt><dd class="metric-value">${metricValue(name, value)}</dd></div>`;
  })}</dl>
  ${
    others.length > 0 &&
    html`<details class="more"><summary>${t('models.moreMetrics')}</summary><dl class="plain-list">${others.map(
      ([name, value]) => html`<div key=${name}><dt><code>${name}</code></dt><dd>${metricValue(name, value)}</dd></div>`,
    )}</dl></details>`
  }`;
}

/** @param {{card: Card, open: boolean}} props */
function AttributeTable({ card, open }) {
  return html`<details class="more" open=${open}><summary>${t('models.attributes', { count: card.attributes.length })}</summary>
    <p class="hint">${separabilityNote(card)}</p>
    <div class="table-scroll" tabindex="0" role="group" aria-label=${t('models.attributes', { count: card.attributes.length })}><table class="attribute-table"><thead><tr><th scope="col">${t('models.attribute')}</th><th scope="col">${t('models.separability')}</th><th scope="col">${t('attributes.stability')}</th><th scope="col">${t('models.range')}</th></tr></thead>
      <tbody>${card.attributes.map(
        (attribute) => html`<tr key=${attribute.name}><th scope="row">${say(attribute.title)}</th>
          <td><${SeparabilityBar} value=${attribute.separability} />${number(attribute.separability, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })}</td>
          <td>${attribute.stability === undefined ? '–' : decimals(attribute.stability, 2)}</td>
          <td>${signed(attribute.range[0], 2)} … ${signed(attribute.range[1], 2)}</td></tr>`,
      )}</tbody></table></div></details>`;
}

/** Chance, a half, is an empty bar. @param {{value: number}} props */
function SeparabilityBar({ value }) {
  return html`<span class="separability" aria-hidden="true" style=${{ '--filled': String(Math.max(0, 2 * value - 1)) }}></span>`;
}

/** @param {unknown} value */
function plain(value) {
  if (typeof value === 'number') return number(value, { maximumFractionDigits: 6 });
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** A nested record as rows of `group.name`; what says nothing is left out. @param {Record<string, unknown>} record @param {string} [prefix] @returns {[string, unknown][]} */
function leaves(record, prefix = '') {
  return Object.entries(record).flatMap(([name, value]) => {
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return [];
    const nested = typeof value === 'object' && !Array.isArray(value);
    return nested
      ? leaves(/** @type {Record<string, unknown>} */ (value), `${prefix}${name}.`)
      : [[`${prefix}${name}`, value]];
  });
}

/** Recipe, licence and checksum. @param {{card: Card, open: boolean}} props */
function Provenance({ card, open }) {
  const { sha256 } = card.weights;
  return html`<details class="more" open=${open}><summary>${t('models.provenance')}</summary>
    <dl class="plain-list">
      <div><dt>${t('models.dataset')}</dt><dd>${card.dataset}</dd></div>
      <div><dt>${t('models.license')}</dt><dd>${termsOf(card)}</dd></div>
      <div><dt>${t('models.hash')}</dt><dd class="hash"><code>${sha256}</code><${CopyButton} iconOnly text=${sha256} label=${t('models.copyHash')} done=${t('details.copied')} /></dd></div>
      ${leaves(card.training).map(([name, value]) => html`<div key=${name}><dt><code>${name}</code></dt><dd>${plain(value)}</dd></div>`)}
      ${Object.entries(card.libraries ?? {}).map(([name, value]) => html`<div key=${name}><dt><code>${name}</code></dt><dd>${value}</dd></div>`)}
    </dl></details>`;
}

/** Where this model can be used. @param {{card: Card}} props */
function Links({ card }) {
  const places = /** @type {const} */ ([
    ...(card.condition ? ['conditional'] : []),
    ...(partners(card, cards.value).length ? ['sampling'] : []),
    'interpolation',
    ...(card.attributes.length ? ['attributes'] : []),
  ]);
  return html`<p class="model-links">${places.map((place) => {
    const query = { m: card.id };
    const name = /** @type {import('../router.js').ScreenName} */ (place);
    return html`<a key=${place} href=${hashFor(name, query)}>${t(`${name}.title`)}<${Icon} name="arrow-right" /></a>`;
  })}</p>`;
}
