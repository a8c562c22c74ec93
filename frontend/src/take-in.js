/** Files that bring a state back: a recipe, or a picture that this page has made. */

import { signal } from '@preact/signals';
import { stateOf } from './export/frames.js';
import { asKeyframe } from './keyframes.js';
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
  const { film, otherWeights } = readRecipe(value, cards.peek());
  const keyframes = film.keyframes.map(asKeyframe);
  replaceFilm({ ...film, keyframes }, t(otherWeights ? 'studio.importedOther' : 'studio.imported'));
  if (route.peek().screen !== 'studio') location.hash = hashFor('studio', { m: film.model });
}

/** Takes a dropped or chosen file, or says in plain words why it cannot. @param {File} file */
export async function takeIn(file) {
  refusal.value = '';
  try {
    await fetchTexts('studio', language.peek());
    await take(file);
  } catch (error) {
    const text =
      error instanceof RecipeError
        ? t(`studio.refused.${error.reason}`, error.values)
        : t('error.work', { reason: String(error) });
    refusal.value = text;
    if (route.peek().screen !== 'studio') announce(text);
  }
}
