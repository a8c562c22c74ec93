import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildHash,
  MAX_SEED,
  parseHash,
  readAlphas,
  readChoice,
  readClass,
  readLabel,
  readList,
  readNumber,
  readSeed,
  readSource,
  readValues,
  writeAlphas,
  writeLabel,
  writeSource,
  writeValues,
} from '../src/lib/permalink.js';

test('an address comes back as it was written', () => {
  const query = { m: 'fashion-vae', a: '0.5', from: 'g:shirt-1', text: 'año & más' };
  const hash = buildHash('interpolation', { ...query, empty: '', missing: null });
  assert.equal(hash.startsWith('#/interpolation?m=fashion-vae&a=0.5&from=g:shirt-1&'), true);
  assert.deepEqual(parseHash(hash), { screen: 'interpolation', query });
});

test('an address without a query, without a hash, and with rubbish', () => {
  assert.deepEqual(parseHash('#/models'), { screen: 'models', query: {} });
  assert.deepEqual(parseHash(''), { screen: '', query: {} });
  assert.equal(parseHash('#/x?%E0%A4%A&=1&&b').screen, 'x');
});

test('numbers are clamped, rounded where whole, and replaced where they are none', () => {
  const limits = { min: 0, max: 2, initial: 1 };
  assert.equal(readNumber({ t: '1.25' }, 't', limits), 1.25);
  assert.equal(readNumber({ t: '99' }, 't', limits), 2);
  assert.equal(readNumber({ t: '-1' }, 't', limits), 0);
  assert.equal(readNumber({ t: '1.6' }, 't', { ...limits, integer: true }), 2);
  for (const text of ['', ' ', 'NaN', 'Infinity', '1e999', 'x']) assert.equal(readNumber({ t: text }, 't', limits), 1);
  assert.equal(readNumber({}, 't', limits), 1);
  assert.equal(readSeed({ seed: '99999999999' }, 'seed', 7), MAX_SEED);
});

test('choices and lists take only what exists', () => {
  assert.equal(readChoice({ n: '16' }, 'n', ['4', '16'], '4'), '16');
  assert.equal(readChoice({ n: '17' }, 'n', ['4', '16'], '4'), '4');
  assert.deepEqual(readList({ keep: 'a,,b' }, 'keep'), ['a', 'b']);
  assert.deepEqual(readList({}, 'keep'), []);
});

test('alphas: several, signed, without zeros', () => {
  const alphas = { sleeves: 1.5, shaft: -1, width: 0 };
  assert.equal(writeAlphas(alphas), 'sleeves:1.5,shaft:-1');
  assert.deepEqual(readAlphas({ a: writeAlphas(alphas) }, 'a'), { sleeves: 1.5, shaft: -1 });
  assert.deepEqual(readAlphas({ a: 'x:,y:abc,:3,z' }, 'a'), {});
});

test('sources: gallery, seed and latent, and nothing of an upload', () => {
  for (const text of ['g:dress-2', 's:7', 'z:ADwAwA']) {
    const source = readSource(text);
    assert.ok(source);
    assert.equal(writeSource(source), text);
  }
  assert.equal(writeSource({ kind: 'upload', id: 'upload-1' }), '');
  for (const text of [undefined, '', 'g:', 's:-1', 's:1.5', 'u:1', 'z:!!', 'z:AHw'])
    assert.equal(readSource(text), null);
});

test('a class is an index that exists, or none', () => {
  const card = { classes: ['a', 'b', 'c'] };
  assert.equal(readClass({ fc: '2' }, 'fc', card), 2);
  for (const text of ['3', '-1', '1.5', 'a', '']) assert.equal(readClass({ fc: text }, 'fc', card), null);
  assert.equal(readClass({}, 'fc', {}), null);
});

test('values of a condition: known names, clamped, zeros kept', () => {
  const known = [{ name: 'Smiling' }, { name: 'Male' }, { name: 'Young' }];
  const text = writeValues({ Smiling: 1, Male: 0, Young: 0.25 });
  assert.equal(text, 'Smiling:1,Male:0,Young:0.25');
  assert.deepEqual(readValues({ c: text }, 'c', known), { Smiling: 1, Male: 0, Young: 0.25 });
  assert.deepEqual(readValues({ c: 'Male:-3,Young:9,Nope:1,Smiling:x,constructor:1' }, 'c', known), {
    Male: 0,
    Young: 1,
  });
});

test('a label is a class or attributes, as the model takes it', () => {
  const attributes = [{ name: 'Smiling' }];
  const faces = /** @type {any} */ ({ condition: { kind: 'attributes', attributes } });
  const clothes = /** @type {any} */ ({ classes: ['a', 'b'], condition: { kind: 'class' } });
  assert.deepEqual(readLabel({ fc: 'Smiling:0' }, 'fc', faces), { Smiling: 0 });
  assert.equal(readLabel({ fc: '1' }, 'fc', faces), null);
  assert.equal(readLabel({ fc: '1' }, 'fc', clothes), 1);
  assert.equal(writeLabel({ Smiling: 0 }), 'Smiling:0');
  assert.equal(writeLabel(3), 3);
  assert.equal(writeLabel(null), null);
});
