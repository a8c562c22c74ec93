/** Files that bring something back: a recipe, a collection, or a picture that this page has made. */

import { signal } from '@preact/signals';
import { stateOf } from './export/frames.js';
import { asKeyframe } from './keyframes.js';
import { CollectionError, isCollection } from './lib/collection-file.js';
import { isPng } from './lib/png-text.js';
import { parseJson, RecipeError, readRecipe } from './lib/studio-recipe.js';
import { readView } from './lib/view-state.js';
import { hashFor, route } from './router.js';
import { replaceFilm } from './state/studio-film.js';
import { announce, cards, language, t } from './store.js';
import { fetchTexts } from './texts.js';

const LARGEST = 40 * 1024 * 1024;

/** Why the last file was not taken, in words; the studio shows it. */
export const refusal = signal('');

/** @param {File} file @returns {Promise<string>} its JSON @throws {RecipeError} */
async function jsonIn(file) {
  if (file.size > LARGEST) throw new RecipeError('nothing');
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isPng(bytes)) {
    const state = stateOf(bytes);
    if (state === null) throw new RecipeError('nothing');
    return state;
  }
  const isJson = file.type === 'application/json' || file.name.endsWith('.json');
  if (!isJson) throw new RecipeError('nothing');
  return new TextDecoder().decode(bytes);
}

/** @param {File} file @throws {RecipeError} */
async function take(file) {
  const value = parseJson(await jsonIn(file));
  const address = readView(value);
  if (address) {
    location.hash = address;
    announce(t('studio.viewBack'));
    return;
  }
  if (isCollection(value)) {
    const { importCollection } = await import('./state/collection-import.js');
    await importCollection(value);
    return;
  }
  const { film, otherWeights } = readRecipe(value, cards.peek());
  const keyframes = film.keyframes.map(asKeyframe);
  replaceFilm({ ...film, keyframes }, t(otherWeights ? 'studio.importedOther' : 'studio.imported'));
  if (route.peek().screen !== 'studio') location.hash = hashFor('studio', { m: film.model });
}

/** Screens that show beside their import why a file was refused. */
const TELLING = ['studio', 'collection'];

/** What a file was refused for, before it was known what it holds: said of all that it might have been. */
const GENERAL = /** @type {const} */ (['nothing', 'json', 'kind']);

/** @param {unknown} error @returns {string} why a file was not taken */
function refusalOf(error) {
  if (error instanceof CollectionError) return t(`collection.refused.${error.reason}`, error.values);
  if (!(error instanceof RecipeError)) return t('error.work', { reason: String(error) });
  const general = GENERAL.find((reason) => reason === error.reason);
  if (general) return t(`collection.refused.${general}`);
  return t(/** @type {any} */ (`studio.refused.${error.reason}`), error.values);
}

/** Takes a dropped or chosen file, or says in plain words why it cannot. @param {File} file */
export async function takeIn(file) {
  refusal.value = '';
  try {
    await Promise.all([fetchTexts('studio', language.peek()), fetchTexts('collection', language.peek())]);
    await take(file);
  } catch (error) {
    const text = refusalOf(error);
    refusal.value = text;
    if (!TELLING.includes(route.peek().screen)) announce(text);
  }
}
