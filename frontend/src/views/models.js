/** Modelos / Models: what is being served, how good it is, how it was made. */

import { CopyButton } from '../components/buttons.js';
import { Comparison, Glossary } from '../components/comparison.js';
import { ModelCard } from '../components/model-card.js';
import { ErrorNote } from '../components/notes.js';
import { DetailsFrame, Screen } from '../components/screen.js';
import { useCardTables } from '../hooks.js';
import { html } from '../html.js';
import { lazy } from '../lazy.js';
import { hashFor, useAddress } from '../router.js';
import { t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */

const DetailsBody = lazy(async () => (await import('../components/details.js')).DetailsBody);

/** @param {{query: import('../router.js').Query}} props */
export default function Models({ query }) {
  const address = () => ({ m: query.m });
  useAddress('models', address);
  const { cards, error, request } = useCardTables();
  const sorted = (cards ?? []).toSorted(
    (a, b) => a.image.width - b.image.width || b.latent_dim - a.latent_dim || a.family.localeCompare(b.family),
  );
  const datasets = [...new Set(sorted.map(({ dataset }) => dataset))];
  const details = html`<${DetailsFrame}><${DetailsBody}
    explain=${[t('models.explain1'), t('models.explain2')]}
    next=${[
      { href: hashFor('sampling', {}), label: t('models.trySampling') },
      { href: hashFor('interpolation', {}), label: t('models.tryInterpolation') },
      { href: hashFor('attributes', {}), label: t('models.tryAttributes') },
    ]} /></${DetailsFrame}>`;
  return html`<${Screen} name="models" hash=${() => hashFor('models', address())} details=${details}
    tools=${html`<${CopyButton} icon="terminal" text=${`curl -s '${location.origin}/api/v1/models'`} label=${t('models.copyCurl')} done=${t('details.copied')} />`}>
    <${ErrorNote} error=${error} onRetry=${request} />
    ${datasets.map(
      (dataset) => html`<${Comparison} key=${dataset} cards=${sorted.filter((card) => card.dataset === dataset)}
        dataset=${datasets.length > 1 ? dataset : ''} />`,
    )}
    <div class="model-cards">${sorted.map((card) => html`<${ModelCard} key=${card.id} card=${card} open=${card.id === query.m} />`)}</div>
    <${Glossary} cards=${sorted} />
  </${Screen}>`;
}
