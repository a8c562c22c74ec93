/** A file of kept points, joined with what is kept here. */

import { readCollection } from '../lib/collection-file.js';
import { hashFor, route } from '../router.js';
import { announce, cards, t } from '../store.js';
import { addPoints } from './collection.js';

/**
 * @param {unknown} value of a JSON document
 * @throws {import('../lib/collection-file.js').CollectionError} then nothing of it was taken
 */
export async function importCollection(value) {
  const { points, otherWeights, absent } = readCollection(value, cards.peek(), new Date().toISOString());
  const { added, known, full } = await addPoints(points);
  const list = [...absent].map(([model, count]) => t('collection.importedAbsentOne', { count, model })).join(', ');
  const said = [t('collection.imported', { added })];
  if (known) said.push(t('collection.importedKnown', { known }));
  if (otherWeights) said.push(t('collection.importedOther', { count: otherWeights }));
  if (list) said.push(t('collection.importedAbsent', { list }));
  if (full) said.push(t('collection.importedFull', { count: full }));
  announce(said.join(' '));
  if (route.peek().screen !== 'collection') location.hash = hashFor('collection', {});
}
