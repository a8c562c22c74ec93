import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  asCondition,
  askedEffects,
  companions,
  drifts,
  effectOf,
  sideEffects,
  titlesOf,
} from '../src/lib/judgements.js';

const NAMES = new Set(['Smiling', 'Male', 'Young', 'Bald', 'Blurry', 'Beard', 'No_Beard', 'Mustache']);

/** @param {Record<string, unknown>} parts @returns {any} */
const attribute = (parts) => ({ name: 'Eyeglasses', ...parts });

test('side effects: largest first, signed, without what was asked for and without noise', () => {
  const before = { Smiling: 0.1, Male: 0.2, Young: 0.9, Bald: 0.5, Blurry: 0.1 };
  const after = { Smiling: 0.9, Male: 0.3, Young: 0.4, Bald: 0.51, Blurry: 0.15 };
  const found = sideEffects(before, after, ['Smiling'], NAMES, 2);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['Young', 'Male'],
  );
  assert.ok(Math.abs(found[0].change + 0.5) < 1e-12);
  assert.equal(sideEffects(before, after, [], NAMES, 9).length, 4);
});

test('a beard and no beard are the same subject', () => {
  const before = { No_Beard: 1, Mustache: 0 };
  assert.deepEqual(sideEffects(before, { No_Beard: 0, Mustache: 0 }, ['Beard'], NAMES, 6), []);
});

test('labels without a title are shown nowhere', () => {
  assert.deepEqual(sideEffects({ Chubby: 0 }, { Chubby: 1 }, [], NAMES, 6), []);
  assert.deepEqual(companions(attribute({ co_occurrence: { Big_Nose: { with: 1, without: 0 } } }), NAMES, 3), []);
  const card = /** @type {any} */ ({
    attributes: [{ name: 'Beard', title: { en: 'Beard', es: 'Barba' } }],
    judge: { attributes: [{ name: 'Blurry', title: { en: 'Blurred', es: 'Borrosa' } }] },
    condition: { kind: 'attributes', attributes: [{ name: 'Male', title: { en: 'Masculine', es: 'Masculino' } }] },
  });
  assert.deepEqual([...titlesOf(card).keys()].sort(), ['Beard', 'Blurry', 'Male']);
  assert.equal(titlesOf({ ...card, judge: null, condition: null }).size, 1);
});

test('what was asked for is told apart, where the judge knows it', () => {
  const found = askedEffects({ Smiling: 0.1 }, { Smiling: 0.9 }, ['Wide', 'Smiling']);
  assert.deepEqual(
    found.map(({ name, before, after }) => [name, before, after]),
    [['Smiling', 0.1, 0.9]],
  );
  const [beard] = askedEffects({ No_Beard: 0.75 }, { No_Beard: 0.25 }, ['Beard']);
  assert.equal(beard.change, 0.5);
});

test('companions in the data: the widest gap first', () => {
  const co_occurrence = {
    Young: { with: 0.6, without: 0.8 },
    Male: { with: 0.78, without: 0.37 },
    Bald: { with: 0.03, without: 0.02 },
  };
  const found = companions(attribute({ co_occurrence }), NAMES, 2);
  assert.deepEqual(
    found.map(({ name }) => name),
    ['Male', 'Young'],
  );
  assert.deepEqual(companions(attribute({}), NAMES, 2), []);
});

test('the effect shown belongs to the direction that is used', () => {
  const effect = { mean_drift: 0.1, drift: { Male: 0.2, Young: -0.3, Bald: 0.001, Chubby: 0.9 } };
  const plain = { mean_drift: 0.2, drift: {} };
  const refined = attribute({ method: 'refined', effect, mean_difference_effect: plain });
  assert.equal(effectOf(refined, 'best'), effect);
  assert.equal(effectOf(refined, 'mean-difference'), plain);
  assert.equal(effectOf(attribute({ method: 'mean-difference', effect }), 'mean-difference'), effect);
  assert.equal(effectOf(attribute({}), 'best'), null);
  assert.deepEqual(
    drifts(/** @type {any} */ (effect), NAMES, 3).map(({ name }) => name),
    ['Young', 'Male'],
  );
});

test('a judgement as a condition: with or without, of what the model knows', () => {
  const attributes = [{ name: 'Smiling' }, { name: 'Male' }, { name: 'Wide' }];
  assert.deepEqual(asCondition(attributes, { Smiling: 0.5, Male: 0.49, Bald: 1 }), { Smiling: 1, Male: 0 });
  assert.deepEqual(asCondition([{ name: 'Beard' }], { No_Beard: 0.1 }), { Beard: 1 });
});
