/** Condición / Conditional: what a model is told beside z, a class or attributes. */

import { MissingModels } from '../components/screen.js';
import { ModelSelect } from '../components/segmented.js';
import { chooseCard } from '../families.js';
import { useLinked } from '../history.js';
import { html } from '../html.js';
import { onDemand } from '../lazy.js';
import { datasetAtHand } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */

/** Something of the screen's size until it has come. */
const Coming = () => html`<main id="main" class="work" tabindex="-1"></main>`;
const ConditionalClass = onDemand(async () => (await import('./conditional-class.js')).ConditionalClass, Coming);
const ConditionalAttributes = onDemand(
  async () => (await import('./conditional-attributes.js')).ConditionalAttributes,
  Coming,
);

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
export default function Conditional({ query, cards }) {
  const conditional = cards.filter((card) => card.condition);
  if (conditional.length === 0) return html`<${MissingModels} name="conditional" needs="CVAE" />`;
  return html`<${ConditionalScreen} query=${query} cards=${conditional} />`;
}

/** @param {{query: import('../router.js').Query, cards: Card[]}} props */
function ConditionalScreen({ query, cards }) {
  const first = /** @type {Card} */ (chooseCard(cards, query.m, 'cvae', datasetAtHand()));
  const model = useLinked(first.id);
  const kind = cards.find(({ id }) => id === model.value)?.condition?.kind;
  const alike = cards.filter(({ condition }) => condition?.kind === kind);
  const tools = html`<${ModelSelect} cards=${cards} value=${model.value} onChange=${(/** @type {string} */ id) => {
    model.value = id;
  }} />`;
  const Kind = kind === 'attributes' ? ConditionalAttributes : ConditionalClass;
  return html`<${Kind} key=${kind} query=${query} cards=${alike} model=${model} tools=${tools} />`;
}
