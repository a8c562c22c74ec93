/** Which models belong together: an AE and a VAE of the same data set and size are a pair. */

/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {{key: string, ae: Card, vae: Card}} Pair */

/** @param {Card[]} cards @returns {Pair[]} most latent dimensions first */
export function pairs(cards) {
  const plain = cards.filter((card) => !card.condition);
  const found = plain
    .filter((card) => card.family === 'vae')
    .map((vae) => ({ key: String(vae.latent_dim), vae, ae: counterpart(vae, plain, 'ae') }));
  return found
    .filter((pair) => pair.ae !== undefined)
    .map((pair) => /** @type {Pair} */ (pair))
    .sort((a, b) => b.vae.latent_dim - a.vae.latent_dim);
}

/**
 * @param {Card} card
 * @param {Card[]} cards
 * @param {string} [family] default: the other one of AE and VAE
 */
export function counterpart(card, cards, family = card.family === 'ae' ? 'vae' : 'ae') {
  if (card.condition) return undefined;
  return cards.find(
    (other) =>
      other.family === family &&
      !other.condition &&
      other.dataset === card.dataset &&
      other.latent_dim === card.latent_dim,
  );
}

/**
 * @param {Card[]} cards candidates
 * @param {string | undefined} wanted id from a link
 * @param {string} family preferred where nothing is wanted
 * @returns {Card | undefined}
 */
export function chooseCard(cards, wanted, family) {
  const asked = cards.find((card) => card.id === wanted);
  if (asked) return asked;
  const preferred = cards.filter((card) => card.family === family);
  return (preferred.length ? preferred : cards).reduce(
    (best, card) => (!best || card.latent_dim > best.latent_dim ? card : best),
    /** @type {Card | undefined} */ (undefined),
  );
}

/** The first digits of the weights' checksum, as links carry them. @param {Card} card */
export function weightsTag(card) {
  return card.weights.sha256.slice(0, 10);
}
