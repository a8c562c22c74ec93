/** Which models belong together: those of the same pictures, with codes of the same size. */

/** @typedef {import('./types.d.ts').Card} Card */
/** @typedef {{main: Card, partners: Card[]}} Company */

/** A model that is named after another one varies it. @param {Card} card @param {Card} other */
function varies(card, other) {
  return card.id.startsWith(`${other.id}-`);
}

/**
 * The models that can be shown beside one, the most telling first: what it is a variant of,
 * then the other family, then the rest.
 * @param {Card} card
 * @param {Card[]} cards
 * @returns {Card[]} none for conditional models
 */
export function partners(card, cards) {
  if (card.condition) return [];
  /** @param {Card} other */
  const rank = (other) => (varies(card, other) ? 0 : other.family !== card.family ? 1 : 2);
  return cards
    .filter((other) => other.id !== card.id && !other.condition && isComparable(card, other))
    .sort((a, b) => rank(a) - rank(b));
}

/** @param {Card} card @param {Card} other */
function isComparable(card, other) {
  return (
    other.dataset === card.dataset &&
    other.image.width === card.image.width &&
    other.image.channels === card.image.channels &&
    other.latent_dim === card.latent_dim
  );
}

/**
 * The model of the other kind that reads the same pictures into codes of the same size: a
 * Gaussian's AE, an AE's plain VAE.
 * @param {Card} card
 * @param {Card[]} cards
 * @returns {Card | undefined}
 */
export function counterpart(card, cards) {
  const wanted = card.family === 'ae' ? 'vae' : 'ae';
  const found = cards.filter((other) => other.family === wanted && !other.condition && isComparable(card, other));
  return found.find((one) => !found.some((other) => varies(one, other))) ?? found[0];
}

/**
 * Each plain VAE with what it is compared with: smaller pictures first, then larger codes.
 * @param {Card[]} cards
 * @returns {Company[]}
 */
export function companies(cards) {
  const plain = cards.filter((card) => card.family === 'vae' && !card.condition);
  return plain
    .filter((card) => !plain.some((other) => varies(card, other) && isComparable(card, other)))
    .map((main) => ({ main, partners: partners(main, cards) }))
    .filter((company) => company.partners.length > 0)
    .sort((a, b) => a.main.image.width - b.main.image.width || b.main.latent_dim - a.main.latent_dim);
}

/** Photographs are shown smooth, drawings and small pictures with their pixels. @param {Card} card */
export function isSmooth(card) {
  return card.image.channels > 1;
}

/** @param {Card} card */
export function familyName(card) {
  return card.family.toUpperCase();
}

/**
 * What a model is called beside another one: its family, where that tells them apart.
 * @param {Card} card
 * @param {readonly (Card | undefined)[]} shown
 */
export function shortName(card, shown) {
  const alike = shown.some((other) => other && other.id !== card.id && other.family === card.family);
  return alike ? card.id : familyName(card);
}

/**
 * @param {Card[]} cards candidates
 * @param {string | undefined} wanted id from a link
 * @param {string} family preferred where nothing is wanted
 * @param {string} [dataset] preferred above all: the one that is being looked at
 * @returns {Card | undefined} the one with the smallest pictures, then with the largest codes
 */
export function chooseCard(cards, wanted, family, dataset) {
  const asked = cards.find((card) => card.id === wanted);
  if (asked) return asked;
  const known = cards.filter((card) => card.dataset === dataset);
  const candidates = known.length ? known : cards;
  const preferred = candidates.filter((card) => card.family === family);
  const [first] = (preferred.length ? preferred : candidates).toSorted(
    (a, b) => a.image.width - b.image.width || b.latent_dim - a.latent_dim,
  );
  return first;
}

/** The first digits of the weights' checksum, as links carry them. @param {Card} card */
export function weightsTag(card) {
  return card.weights.sha256.slice(0, 10);
}

/**
 * The first item of each class; all, where there are no classes.
 * @template {{class: number | null}} Item
 * @param {Item[]} items
 * @returns {Item[]}
 */
export function onePerClass(items) {
  const seen = new Set();
  return items.filter((item) => item.class === null || (!seen.has(item.class) && seen.add(item.class)));
}
