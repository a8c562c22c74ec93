import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKeyframes, writeKeyframes } from '../src/lib/studio-link.js';
import { parseJson, RecipeError, readRecipe, writeRecipe } from '../src/lib/studio-recipe.js';

/** @param {Record<string, unknown>} [more] @returns {any} */
const card = (more) => ({
  id: 'tiny-vae',
  latent_dim: 2,
  image: { width: 28, height: 28, channels: 1 },
  weights: { sha256: 'abc' },
  condition: null,
  ...more,
});
const byClass = card({ id: 'tiny-cvae', condition: { kind: 'class', classes: [{}, {}, {}] } });
const byAttributes = card({
  id: 'tiny-acvae',
  condition: { kind: 'attributes', attributes: [{ name: 'Smiling' }, { name: 'Male' }] },
});
const CARDS = [card(), byClass, byAttributes];

/** @param {Record<string, unknown>} [more] @returns {any} */
const keyframe = (more) => ({
  latent: [0.5, -1.25],
  condition: null,
  label: { en: 'Dress', es: 'Vestido' },
  source: 'g:dress-1',
  photo: false,
  seconds: 1.5,
  easing: 'smooth',
  ...more,
});
/** @param {Record<string, unknown>} [more] @returns {any} */
const film = (more) => ({
  model: 'tiny-vae',
  weights: 'abc',
  keyframes: [keyframe(), keyframe({ source: 's:7', easing: 'hold' })],
  method: 'spherical',
  closed: true,
  fps: 24,
  scale: 16,
  ...more,
});

/** Through text, as a file goes. @param {any} recipe */
const travelled = (recipe) => readRecipe(parseJson(JSON.stringify(recipe)), CARDS);

test('a film comes back from its recipe as it was', () => {
  const back = travelled(writeRecipe(film(), { photos: false }));
  assert.deepEqual(back, { film: film(), otherWeights: false });
  const labelled = film({ model: 'tiny-cvae', keyframes: [keyframe({ condition: 2 }), keyframe({ condition: 0 })] });
  assert.deepEqual(travelled(writeRecipe(labelled, { photos: false })).film, labelled);
  const told = film({ model: 'tiny-acvae', keyframes: [keyframe({ condition: { Smiling: 0.5 } })] });
  assert.deepEqual(travelled(writeRecipe(told, { photos: false })).film, told);
});

test('latents of photographs stay behind unless they are allowed, and pictures always', () => {
  const mixed = film({ keyframes: [keyframe(), keyframe({ photo: true, thumbnail: 'data:image/png;base64,AAAA' })] });
  assert.equal(travelled(writeRecipe(mixed, { photos: false })).film.keyframes.length, 1);
  const all = writeRecipe(mixed, { photos: true });
  assert.equal(travelled(all).film.keyframes[1].photo, true);
  assert.ok(!JSON.stringify(all).includes('data:'));
});

test('other weights are noticed, and a size that the model does not have is replaced', () => {
  const { film: read, otherWeights } = travelled({
    ...writeRecipe(film(), { photos: false }),
    weights: 'x',
    scale: 3,
  });
  assert.equal(otherWeights, true);
  assert.equal(read.weights, 'abc');
  assert.equal(read.scale, 16);
});

/** @type {[string, any, string][]} */
const REFUSED = [
  ['another document', { kind: 'song' }, 'kind'],
  ['a list', [], 'kind'],
  ['nothing', null, 'kind'],
  ['a later version', { version: 2 }, 'version'],
  ['an unknown model', { model: 'elsewhere' }, 'model'],
  ['no keyframes', { keyframes: [] }, 'keyframes'],
  ['too many', { keyframes: Array(33).fill(keyframe()) }, 'tooMany'],
  ['a latent of another size', { keyframes: [keyframe({ latent: [1] })] }, 'latent'],
  ['a latent that is no number', { keyframes: [keyframe({ latent: [1, null] })] }, 'latent'],
  ['a keyframe that is none', { keyframes: [7] }, 'latent'],
  ['a condition for a model without', { keyframes: [keyframe({ condition: 1 })] }, 'condition'],
  ['no time', { keyframes: [keyframe({ seconds: 0 })] }, 'seconds'],
  ['an unknown pace', { keyframes: [keyframe({ easing: 'bounce' })] }, 'easing'],
  ['an unknown path', { method: 'cubic' }, 'method'],
  ['odd frames per second', { fps: 25 }, 'fps'],
  ['hours', { keyframes: Array(8).fill(keyframe({ seconds: 10 })) }, 'tooLong'],
];

for (const [what, change, reason] of REFUSED) {
  test(`a recipe with ${what} is refused`, () => {
    const recipe = Array.isArray(change) || change === null ? change : { ...sound(), ...change };
    assert.throws(
      () => readRecipe(recipe, CARDS),
      (error) => error instanceof RecipeError && error.reason === reason,
    );
  });
}

/** A recipe as files hold it: without empty conditions. */
function sound() {
  const recipe = /** @type {any} */ (writeRecipe(film(), { photos: false }));
  assert.doesNotThrow(() => readRecipe(recipe, CARDS));
  return recipe;
}

test('conditions must be ones that the model takes', () => {
  for (const condition of [3, -1, 0.5, 'Dress', undefined]) {
    const recipe = { ...sound(), model: 'tiny-cvae', keyframes: [keyframe({ condition })] };
    assert.throws(() => readRecipe(recipe, CARDS), { message: 'condition' });
  }
  for (const condition of [{ Smiling: 2 }, { Beard: 1 }, { Smiling: 'yes' }, 1]) {
    const recipe = { ...sound(), model: 'tiny-acvae', keyframes: [keyframe({ condition })] };
    assert.throws(() => readRecipe(recipe, CARDS), { message: 'condition' });
  }
});

test('text that is no JSON is refused as such', () => {
  assert.throws(() => parseJson('{"kind": '), { message: 'json' });
});

test('a film travels in a link, without what comes from photographs', () => {
  const keyframes = [
    keyframe(),
    keyframe({ source: undefined, latent: [0.5, -1.25], easing: 'hold' }),
    keyframe({ photo: true, source: undefined }),
  ];
  const text = writeKeyframes(keyframes);
  const back = readKeyframes(text, card());
  assert.equal(back.length, 2);
  assert.deepEqual(back[0], { source: 'g:dress-1', latent: null, condition: '', seconds: 1.5, easing: 'smooth' });
  assert.deepEqual(back[1].latent, [0.5, -1.25]);
  assert.equal(back[1].easing, 'hold');
  assert.equal(encodeURIComponent(text).replaceAll('%3A', ':'), text, 'the text needs no escapes in an address');
});

test('conditions travel in links as those of other screens', () => {
  const [byIndex] = readKeyframes(writeKeyframes([keyframe({ condition: 2 })]), byClass);
  assert.equal(byIndex.condition, '2');
  const [byName] = readKeyframes(writeKeyframes([keyframe({ condition: { Smiling: 0.5 } })]), byAttributes);
  assert.equal(byName.condition, 'Smiling:0.5');
});

test('what a link does not say soundly is clamped or left out', () => {
  assert.deepEqual(readKeyframes(undefined, card()), []);
  assert.deepEqual(
    readKeyframes('x:1~1~l!z:AAAA~!g:<b>~1~l', card()),
    [{ source: '', latent: null, condition: '', seconds: 1, easing: 'smooth' }].slice(1),
  );
  const [only] = readKeyframes('s:7~99~?', card());
  assert.deepEqual([only.seconds, only.easing], [10, 'smooth']);
});
