/** Modelos / Models: what is being served, how good it is, how it was made. */

import { CopyButton } from '../components/buttons.js';
import { Details } from '../components/details.js';
import { ModelCard } from '../components/model-card.js';
import { Screen } from '../components/screen.js';
import { html } from '../html.js';
import { familyName, flatten, metricText, metricValue } from '../metrics.js';
import { hashFor, useAddress } from '../router.js';
import { number, say, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */

/** Figures that are worth comparing across models, in this order, where cards have them. */
const COMPARED = 8;

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Models({ query, cards }) {
  const address = () => ({ m: query.m });
  useAddress('models', address);
  const sorted = [...cards].sort((a, b) => a.latent_dim - b.latent_dim || a.family.localeCompare(b.family));
  const details = html`<${Details}
    explain=${[t('models.explain1'), t('models.explain2')]}
    next=${[
      { href: hashFor('sampling', {}), label: t('models.trySampling') },
      { href: hashFor('interpolation', {}), label: t('models.tryInterpolation') },
      { href: hashFor('attributes', {}), label: t('models.tryAttributes') },
    ]} />`;
  return html`<${Screen} name="models" hash=${() => hashFor('models', address())} details=${details}
    tools=${html`<${CopyButton} icon="terminal" text=${`curl -s '${location.origin}/api/v1/models'`} label=${t('models.copyCurl')} done=${t('details.copied')} />`}>
    <${Comparison} cards=${sorted} />
    <div class="model-cards">${sorted.map((card) => html`<${ModelCard} key=${card.id} card=${card} open=${card.id === query.m} />`)}</div>
  </${Screen}>`;
}

/** Models against figures: those that most models share. @param {{cards: Card[]}} props */
function Comparison({ cards }) {
  const flat = cards.map((card) => flatten(card.metrics));
  const names = [...new Set(flat.flatMap(Object.keys))];
  const counts = new Map(names.map((name) => [name, flat.filter((metrics) => name in metrics).length]));
  const known = names.filter((name) => metricText(name).title !== name);
  const shown = known.sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, COMPARED);
  if (shown.length === 0) return null;
  return html`<section class="comparison" aria-labelledby="comparison-heading">
    <h2 id="comparison-heading">${t('models.comparison')}</h2>
    <div class="table-scroll" tabindex="0" role="group" aria-labelledby="comparison-heading">
      <table data-testid="comparison">
        <thead><tr><th scope="col">${t('models.model')}</th><th scope="col">${t('models.dims')}</th>${shown.map(
          (name) => html`<th scope="col" key=${name}>${metricText(name).title}</th>`,
        )}</tr></thead>
        <tbody>${cards.map(
          (
            card,
            index,
          ) => html`<tr key=${card.id}><th scope="row"><span class="family">${familyName(card)}</span> ${say(card.title)}</th><td>${number(card.latent_dim)}</td>
          ${shown.map((name) => html`<td key=${name}>${name in flat[index] ? metricValue(name, flat[index][name]) : '–'}</td>`)}</tr>`,
        )}</tbody>
      </table>
    </div>
  </section>`;
}
