/** Opening kept points on other screens: by link, or, where no link may carry them, within this tab. */

import { ask } from '../api.js';
import { betweenQuery, codeOf, placesFor, startQuery } from '../lib/collection-open.js';
import { writePins } from '../lib/map-link.js';
import { hashFor } from '../router.js';
import { addUpload, cardOf, say, waitingFor } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../lib/collection.js').KeptPoint} KeptPoint */
/** @typedef {import('../lib/collection-open.js').Place} Place */

/** Names in this tab of points that come from somebody's picture. @type {Map<string, string>} */
const uploads = new Map();

/** The model of a point, where it is served with the same weights. @param {Pick<KeptPoint, 'model' | 'weights'>} point @returns {Card | undefined} */
export function cardFor({ model, weights }) {
  const card = cardOf(model);
  return card?.weights.sha256 === weights ? card : undefined;
}

/** @param {Pick<KeptPoint, 'model' | 'weights'>} point */
export function isOpenable(point) {
  return cardFor(point) !== undefined;
}

/** As links name it; what comes from a picture, as this tab alone understands it. @param {KeptPoint} point @param {Card} card */
function startOf(point, card) {
  if (!point.photo) return codeOf(point.latent);
  const { id, model, weights, latent, thumbnail } = point;
  const code = { model, weights, latent };
  const upload = uploads.get(id) ?? addUpload({ url: thumbnail, name: say(point.name), dataset: card.dataset, code });
  uploads.set(id, upload);
  return `u:${upload}`;
}

/** Which screens can begin with this point. @param {KeptPoint} point @returns {Place[]} */
export function placesOf(point) {
  const card = cardFor(point);
  return card ? placesFor(card) : [];
}

/** @param {KeptPoint} point @param {Place} place */
export function openIn(point, place) {
  const card = cardFor(point);
  if (card) location.hash = hashFor(place, startQuery(card, startOf(point, card), point.condition));
}

/** @param {KeptPoint} from @param {KeptPoint} to */
export function openBetween(from, to) {
  const card = cardFor(from);
  if (!card) return;
  const starts = /** @type {[string, string]} */ ([startOf(from, card), startOf(to, card)]);
  location.hash = hashFor('interpolation', betweenQuery(card, starts, [from.condition, to.condition]));
}

/** A pin where the point lies on the map of its model. @param {KeptPoint} point */
export async function openOnMap({ model, latent, condition }) {
  const answer = await waitingFor(() => ask(model, 'map/project', { latents: [latent] }));
  const [[x, y]] = answer.positions;
  location.hash = hashFor('map', {
    m: model,
    p: writePins([{ x, y }]),
    c: typeof condition === 'number' ? condition : null,
  });
}
