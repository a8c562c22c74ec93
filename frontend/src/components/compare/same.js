/** In words: what the columns have in common, and what not. */

import { sameLatents, sharesImages, sharesZ } from '../../lib/compare.js';
import { isDraw } from '../../state/compare.js';
import { language, say, t } from '../../store.js';

/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare-streams.js').Comparison} Comparison */

/** @param {CompareState} state @param {Comparison} comparison */
export function sameWords(state, comparison) {
  const { action, shown } = state;
  const words = action.value === 'sample' ? sampled(state, comparison) : started(state);
  const told =
    shown.value.some(({ condition }) => condition) && action.value === 'sample' ? ` ${toldWords(state)}` : '';
  return `${words}${told}`;
}

/** @param {CompareState} state @param {Comparison} comparison */
function sampled({ shown, seed, prior }, { columns }) {
  const cards = shown.value;
  const values = { seed: String(seed.value) };
  if (prior.value === 'fitted') return t('compare.same.seedFitted', values);
  if (!sharesImages(cards)) return t('compare.same.seedData', values);
  const sizes = new Intl.ListFormat(language.value === 'es' ? 'es' : 'en', { type: 'conjunction' });
  const list = sizes.format([...new Set(cards.map(({ latent_dim }) => String(latent_dim)))]);
  if (!sharesZ(cards)) return t('compare.same.seedSizes', { ...values, sizes: list });
  const drawn = columns.flatMap(({ answer }) => (answer?.question.kind === 'sample' ? [answer.drawn.latents] : []));
  // What is said is checked: the vectors that came back are compared.
  const verified = drawn.length < 2 || sameLatents(drawn);
  return verified
    ? t('compare.same.zSeed', { ...values, count: cards[0].latent_dim })
    : t('compare.same.seedOnly', values);
}

/** @param {CompareState} state */
function toldWords({ shown, drawn }) {
  const card = shown.value.find(({ condition }) => condition);
  if (card?.condition?.kind !== 'class') return t('compare.same.toldMean', { model: card?.id ?? '' });
  const values = { model: card.id };
  if (drawn.value === null) return t('compare.same.toldAll', values);
  return t('compare.same.toldClass', { ...values, class: say(card.condition.classes[drawn.value].title) });
}

/** @param {CompareState} state */
function started(state) {
  const [first] = state.shown.value;
  const ends = state.ends();
  if (state.canShareZ() && state.sharing() === 'z') {
    const values = { count: first.latent_dim };
    return ends.every(isDraw) ? t('compare.same.z', values) : t('compare.same.zAndImage', values);
  }
  const drawn = ends.some((end) => isDraw(end) || (end.source.kind === 'gallery' && first.alignment));
  if (!drawn) return t('compare.same.image');
  const all = state.action.value === 'reconstruct';
  return t(all ? 'compare.same.drawnAll' : 'compare.same.drawn', { model: first.id });
}
