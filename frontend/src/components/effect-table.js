import { html } from '../html.js';
import { flatten } from '../metrics.js';
import { decimals, number, percent, say, signed, t } from '../store.js';

/** @typedef {import('../types.d.ts').Attribute} Attribute */
/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Effect} Effect */

/**
 * What each direction does by the judge; of refined ones the plain difference below it.
 * @param {{card: Card, open: boolean}} props
 */
export function EffectTable({ card, open }) {
  const measured = card.attributes.filter(({ effect }) => effect);
  if (measured.length === 0) return null;
  const title = t('models.effects', { count: measured.length });
  const columns = /** @type {const} */ ([
    'direction',
    'gained',
    'lost',
    'monotonicity',
    'at',
    'drift',
    'change',
    'background',
  ]);
  return html`<details class="more" open=${open} data-testid="effects"><summary>${title}</summary>
    <p class="hint">${t('models.effectsNote')}</p>
    <div class="table-scroll" tabindex="0" role="group" aria-label=${title}><table class="attribute-table effect-table">
      <thead><tr><th scope="col">${t('models.attribute')}</th>${columns.map((name) => html`<th scope="col" key=${name}>${t(`models.effect.${name}`)}</th>`)}</tr></thead>
      ${measured.map((attribute) => html`<${Rows} key=${attribute.name} attribute=${attribute} />`)}
    </table></div></details>`;
}

/** @param {{attribute: Attribute}} props */
function Rows({ attribute }) {
  const { effect, mean_difference_effect: plain, method } = attribute;
  const used = method === 'refined' ? t('attributes.method.best') : t('attributes.method.mean-difference');
  return html`<tbody>
    <tr><th scope="rowgroup" rowspan=${plain ? 2 : 1}>${say(attribute.title)}</th><td>${used}</td>${effect && cells(effect)}</tr>
    ${plain && html`<tr class="plain"><td>${t('attributes.method.mean-difference')}</td>${cells(plain)}</tr>`}
  </tbody>`;
}

/** @param {Effect} effect */
function cells({ gained, lost, monotonicity, drift_at, flips, mean_drift, mean_change, background }) {
  /** @param {number | null} share */
  const share = (share) => (share === null ? '–' : percent(share));
  return html`<td>${share(gained)}</td><td>${share(lost)}</td><td>${share(monotonicity)}</td><td>${signed(drift_at, 1)} (${share(flips)})</td><td>${decimals(mean_drift, 3)}</td><td>${decimals(mean_change, 3)}</td><td>${decimals(background, 3)}</td>`;
}

/** How often the judge's verdict follows when one attribute of the condition is turned. @param {{card: Card, open: boolean}} props */
export function ConditionTable({ card, open }) {
  const figures = flatten(card.metrics);
  const told = card.condition?.kind === 'attributes' ? card.condition.attributes : [];
  const measured = told.filter(
    ({ name }) => `condition_gained.${name}` in figures || `condition_lost.${name}` in figures,
  );
  if (measured.length === 0) return null;
  /** @param {string} key */
  const cell = (key) => (key in figures ? percent(figures[key]) : '–');
  return html`<details class="more" open=${open} data-testid="condition-figures"><summary>${t('models.obeys')}</summary>
    <p class="hint">${t('models.obeysNote')}</p>
    <div class="table-scroll" tabindex="0" role="group" aria-label=${t('models.obeys')}><table class="attribute-table">
      <thead><tr><th scope="col">${t('models.attribute')}</th><th scope="col">${t('models.effect.gained')}</th><th scope="col">${t('models.effect.lost')}</th></tr></thead>
      <tbody>${measured.map(
        ({ name, title }) =>
          html`<tr key=${name}><th scope="row">${say(title)}</th><td>${cell(`condition_gained.${name}`)}</td><td>${cell(`condition_lost.${name}`)}</td></tr>`,
      )}</tbody></table></div></details>`;
}

/** How often the judge agrees with the labels. @param {{card: Card, open: boolean}} props */
export function JudgeTable({ card, open }) {
  const judged = card.judge?.attributes ?? [];
  if (judged.length === 0) return null;
  /** @param {number | null | undefined} share */
  const cell = (share) =>
    typeof share === 'number'
      ? number(share, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
      : '–';
  return html`<details class="more" open=${open} data-testid="judge"><summary>${t('models.judge')}</summary>
    <p class="hint">${t('models.judgeNote')}</p>
    <div class="table-scroll" tabindex="0" role="group" aria-label=${t('models.judge')}><table class="attribute-table">
      <thead><tr><th scope="col">${t('models.attribute')}</th><th scope="col">${t('models.judge.accuracy')}</th><th scope="col">${t('models.judge.balanced')}</th></tr></thead>
      <tbody>${judged.map(
        ({ name, title, accuracy, balanced_accuracy: balanced }) =>
          html`<tr key=${name}><th scope="row">${say(title)}</th><td>${cell(accuracy)}</td><td>${cell(balanced)}</td></tr>`,
      )}</tbody></table></div></details>`;
}
