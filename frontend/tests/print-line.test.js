import assert from 'node:assert/strict';
import { test } from 'node:test';
import { printedFacts } from '../src/lib/print-line.js';

test('an address is told in the order in which it is read', () => {
  const facts = printedFacts({ seed: '7', m: 'fashion-vae', w: '0a1b2c3d', n: '16', t: '1.2', o: 'fashion-ae' });
  assert.deepEqual(facts, [
    { kind: 'model', value: 'fashion-vae' },
    { kind: 'model', value: 'fashion-ae' },
    { kind: 'weights', value: '0a1b2c3d' },
    { kind: 'seed', value: '7' },
    { kind: 'draws', value: '16' },
    { kind: 'temperature', value: '1.2' },
  ]);
});

test('compared models are named one after the other', () => {
  const facts = printedFacts({ m1: 'fashion-ae', m2: 'fashion-vae', m3: undefined, seed: '3' });
  assert.deepEqual(
    facts.map(({ value }) => value),
    ['fashion-ae', 'fashion-vae', '3'],
  );
});

test('what is no number stays in the link', () => {
  assert.deepEqual(printedFacts({ a: 'Smiling:1.5', seed: '<b>', w: 'javascript:', t: '1e400', n: '' }), []);
});
