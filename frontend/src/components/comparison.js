import { html } from '../html.js';
import { flatten, metricText, metricValue } from '../metrics.js';
import { datasetName, number, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {{name: string, short: string}} Column */

/** Under one heading: the same distance for three sources of pictures. */
const FRECHET = ['frechet_reconstruction', 'frechet_standard_prior', 'frechet_fitted_prior'];
const BEFORE = ['reconstruction_mse', 'sharpness', 'negative_elbo', 'active_dimensions'];

/**
 * Models of one data set against the figures that tell them apart: figures of different
 * pictures cannot be compared.
 * @param {{cards: Card[], dataset: string}} props `dataset`: named where there are several
 */
export function Comparison({ cards, dataset }) {
  const id = `comparison-heading-${dataset}`;
  const flat = cards.map((card) => flatten(card.metrics));
  /** @param {string} name */
  const known = (name) => flat.some((metrics) => name in metrics);
  const single = BEFORE.filter(known);
  const grouped = FRECHET.filter(known);
  if (single.length + grouped.length === 0) return null;
  const longest = Math.max(...grouped.flatMap((name) => flat.map((metrics) => metrics[name] ?? 0)));
  return html`<section class="comparison" aria-labelledby=${id}>
    <h2 id=${id}>${t('models.comparison')}${dataset && html`: ${datasetName(dataset)}`}</h2>
    <div class="table-scroll" tabindex="0" role="group" aria-labelledby=${id}>
      <table data-testid=${dataset ? `comparison-${dataset}` : 'comparison'}>
        <thead>
          <tr>
            <th scope="col" rowspan="2">${t('models.model')}</th>
            <th scope="col" rowspan="2">${t('models.dims')}</th>
            ${single.map((name) => html`<th scope="col" rowspan="2" key=${name}>${metricText(name).title}</th>`)}
            ${grouped.length > 0 && html`<th scope="colgroup" class="group" colspan=${grouped.length}>${t('metric.frechet.short')}</th>`}
          </tr>
          <tr>${grouped.map((name) => html`<th scope="col" key=${name}>${shortName(name)}</th>`)}</tr>
        </thead>
        <tbody>${cards.map(
          (
            card,
            index,
          ) => html`<tr key=${card.id}><th scope="row"><code>${card.id}</code></th><td>${number(card.latent_dim)}</td>
            ${single.map((name) => html`<td key=${name}>${cell(flat[index], name)}</td>`)}
            ${grouped.map((name) => html`<td key=${name}>${cell(flat[index], name)}<${Bar} share=${(flat[index][name] ?? 0) / longest} /></td>`)}</tr>`,
        )}</tbody>
      </table>
    </div>
  </section>`;
}

/** @param {string} name */
function shortName(name) {
  if (name === 'frechet_reconstruction') return t('models.frechet.reconstruction');
  return name === 'frechet_standard_prior' ? t('prior.standard') : t('models.frechet.fitted');
}

/** @param {Record<string, number>} metrics @param {string} name */
function cell(metrics, name) {
  return name in metrics ? metricValue(name, metrics[name]) : '–';
}

/** @param {{share: number}} props 0..1 of the column's longest */
function Bar({ share }) {
  return html`<span class="bar" aria-hidden="true" style=${{ width: `${Math.round(share * 72)}px` }}></span>`;
}

/** What each figure means, once for all cards. @param {{cards: Card[]}} props */
export function Glossary({ cards }) {
  const names = [...new Set(cards.flatMap((card) => Object.keys(flatten(card.metrics))))];
  const explained = names.map((name) => ({ name, ...metricText(name) })).filter(({ note }) => note);
  if (explained.length === 0) return null;
  return html`<section class="glossary" aria-labelledby="glossary-heading">
    <h2 id="glossary-heading">${t('models.glossary')}</h2>
    <dl>${explained.map(({ name, title, note }) => html`<div key=${name}><dt>${title}</dt><dd class="hint">${note}</dd></div>`)}</dl>
  </section>`;
}
