import { familyName, isSmooth } from '../../families.js';
import { html } from '../../html.js';
import { sourceName } from '../../points.js';
import { placeModel } from '../../state/compare.js';
import { decimals, say, signed, t } from '../../store.js';
import { TakePoint } from '../buttons.js';
import { ErrorNote } from '../notes.js';
import { Picture } from '../picture.js';
import { Select } from '../segmented.js';

/** @typedef {import('../../types.d.ts').Card} Card */
/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */

/** What a model's code is: a point, or a Gaussian, with or without a condition. @param {Card} card */
export function kindOf(card) {
  const dims = t('dimensions', { count: card.latent_dim });
  const code = t(card.family === 'ae' ? 'compare.point' : 'compare.gaussian');
  const told = card.condition ? `, ${t(`compare.told.${card.condition.kind}`)}` : '';
  return `${familyName(card)}: ${code}, ${dims}${told}`;
}

/** What all columns were asked, in words. @param {CompareState} state */
export function subtitle(state) {
  const { action, shown, from, to } = state;
  const [first] = shown.value;
  const start = sourceName(first, from.value.source);
  if (action.value === 'sample') {
    const words = [t('source.seed', { seed: String(state.seed.value) }), t(`sampling.prior.${state.prior.value}`)];
    return [...words, `τ = ${decimals(state.temperature.value, 2)}`].join(' · ');
  }
  if (action.value === 'interpolate')
    return `${start} → ${sourceName(first, to.value.source)} · α = ${decimals(state.alpha.value, 2)}`;
  if (action.value === 'edit') {
    const found = shown.value.flatMap(
      ({ attributes }) => attributes.find(({ name }) => name === state.attribute.value) ?? [],
    );
    return `${start} · ${say(found[0]?.title)} ${signed(state.steps.value, 2)}`;
  }
  return action.value === 'condition' ? [start, ...told(state)].join(' · ') : start;
}

/** @param {CompareState} state @returns {string[]} */
function told({ condition, classIndex, values }) {
  const kind = condition();
  if (kind?.kind === 'class') return [say(kind.classes[classIndex.value].title)];
  const set = kind?.kind === 'attributes' ? kind.attributes.filter(({ name }) => name in values.value) : [];
  return set.map(({ name, title }) => `${say(title)} ${decimals(values.value[name], 2)}`);
}

/**
 * One model: which, what its code is, what it draws.
 * @param {{state: CompareState, comparison: Comparison, card: Card, index: number, Part: any}} props
 *   `Part`: what the action shows beneath the picture
 */
export function ComparedColumn({ state, comparison, card, index, Part }) {
  const column = comparison.columns[index];
  const possible = state.isPossible();
  const { picture } = column;
  const point = async () => (await import('../../state/compare-point.js')).pointIn(state, column);
  return html`<section class=${`compare-column ${isSmooth(card) ? 'smooth' : ''}`} aria-label=${card.id} data-testid=${`model-${index + 1}`}>
    <${ModelChoice} state=${state} card=${card} index=${index} />
    <p class="hint compare-kind">${kindOf(card)}</p>
    ${
      possible &&
      html`<${Picture} src=${picture} alt=${`${card.id}: ${subtitle(state)}`}
        size="column" busy=${column.busy} testid=${`picture-${index + 1}`} />
      <${ErrorNote} error=${column.error} onRetry=${column.retry} />
      <${Part} place="under" state=${state} comparison=${comparison} column=${column} index=${index} />
      <div class="column-actions takeaway"><${TakePoint} disabled=${!picture} point=${point} name=${card.id} /></div>`
    }
  </section>`;
}

/** @param {{state: CompareState, card: Card, index: number}} props */
function ModelChoice({ state, card, index }) {
  const choices = state.cards.map(({ id }) => ({ value: id, label: id }));
  const removable = state.models.value.length > 2;
  return html`<${Select} label=${t('compare.model', { place: index + 1 })} value=${card.id} testid=${`choose-${index + 1}`} hideLabel
    choices=${removable ? [...choices, { value: '', label: t('compare.remove') }] : choices}
    onChange=${(/** @type {string} */ id) => placeModel(state, index, id)} />`;
}
