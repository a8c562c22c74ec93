import { useFullCard } from '../hooks.js';
import { html } from '../html.js';
import { companions, drifts, effectOf, titlesOf } from '../lib/judgements.js';
import { percent, say, signed, t } from '../store.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/judgements.js').Method} Method */

const PAIRS = 2;
const DRIFTS = 3;

/**
 * What goes with an attribute in the data, and what its direction therefore drags along.
 * @param {{card: Card, attribute: Attribute, method: Method}} props
 */
export function BiasNote({ card, attribute: listed, method }) {
  const attribute = useFullCard(card)?.attributes.find(({ name }) => name === listed.name) ?? listed;
  const titles = titlesOf(card);
  const title = say(attribute.title);
  const effect = effectOf(attribute, method);
  const pairs = companions(attribute, titles, PAIRS);
  const dragged = effect ? drifts(effect, titles, DRIFTS) : [];
  if (pairs.length === 0 && !effect) return null;
  const list = dragged.map(({ name, change }) => `${say(titles.get(name))} ${signed(change, 2)}`).join(', ');
  return html`<section class="bias" aria-labelledby="bias-heading" data-testid="bias-note">
    <h2 id="bias-heading">${t('bias.heading', { attribute: title })}</h2>
    ${pairs.map(
      (pair) =>
        html`<p key=${pair.name}>${t('bias.pair', {
          attribute: title,
          other: say(titles.get(pair.name)),
          with: percent(pair.with),
          without: percent(pair.without),
        })}</p>`,
    )}
    ${pairs.length > 0 && html`<p class="hint">${t('bias.why')}</p>`}
    ${effect && html`<p class="hint">${effectWords(effect, title)} ${list && t('bias.drift', { alpha: signed(effect.drift_at, 1), flips: percent(effect.flips), list })}</p>`}
  </section>`;
}

/** @param {import('../types.d.ts').Effect} effect @param {string} attribute */
function effectWords({ gained, lost }, attribute) {
  const words = [];
  if (gained !== null) words.push(t('bias.gained', { attribute, share: percent(gained) }));
  if (lost !== null) words.push(t('bias.lost', { attribute, share: percent(lost) }));
  return words.join(' ');
}
