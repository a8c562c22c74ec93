import assert from 'node:assert/strict';
import { test } from 'node:test';
import { betweenQuery, codeOf, placesFor, startQuery } from '../src/lib/collection-open.js';
import { letter, readTerms, sameInLinks, total, usualWeight, whyNot, writeTerms } from '../src/lib/collection-sum.js';
import { decodeLatent, encodeLatent, readSource } from '../src/lib/permalink.js';

const A = { latent: [1, 0], weight: 1, photo: false };
const B = { latent: [0, 2], weight: -1, photo: false };
const C = { latent: [4, 4], weight: 0.5, photo: false };

test('A − B + C, and as much of it as one likes', () => {
  assert.deepEqual(total([A, B, C], 1), [3, 0]);
  assert.deepEqual(total([A, B, C], 0), [1, 0]);
  assert.deepEqual(total([A, B, C], 2), [5, 0]);
  assert.deepEqual(total([{ ...A, weight: -2 }], 0.3), [-2, 0]);
  assert.deepEqual(total([], 1), []);
});

test('terms are named and signed in turn', () => {
  assert.deepEqual([0, 1, 2, 7].map(letter), ['A', 'B', 'C', 'H']);
  assert.deepEqual([0, 1, 2, 3].map(usualWeight), [1, -1, 1, -1]);
});

test('only points of one model and one set of weights add up', () => {
  const one = { model: 'm', weights: 'w' };
  const served = (/** @type {string} */ model) => ({ m: 'w', n: 'w' })[model];
  assert.equal(whyNot([], served), null);
  assert.equal(whyNot([one, one], served), null);
  assert.equal(whyNot([one, { ...one, model: 'n' }], served), 'models');
  assert.equal(whyNot([one, { ...one, weights: 'v' }], served), 'weights');
  assert.equal(whyNot([{ ...one, weights: 'v' }], served), 'old');
  assert.equal(whyNot([{ ...one, model: 'gone' }], served), 'absent');
  assert.equal(whyNot(Array(9).fill(one), served), 'many');
});

test('terms travel in links, but never with one of a photograph', () => {
  const written = writeTerms([A, B, C]);
  assert.match(written, /^[\w.!~-]+$/);
  assert.deepEqual(
    readTerms(written, 2),
    [A, B, C].map(({ latent, weight }) => ({ latent, weight })),
  );
  assert.equal(writeTerms([A, { ...B, photo: true }]), '');
});

test('damaged terms are left out, and weights are clamped', () => {
  const [code] = writeTerms([A]).split('~').slice(1);
  assert.deepEqual(readTerms(`9~${code}!1~!~${code}!x~${code}!1~${code}AAAA`, 2), [{ latent: [1, 0], weight: 2 }]);
  assert.deepEqual(readTerms(undefined, 2), []);
  assert.equal(readTerms(Array(20).fill(`1~${code}`).join('!'), 2).length, 8);
});

test('a kept point is known again by what links say of it', () => {
  const rounded = decodeLatent(encodeLatent([0.1, 0.2])) ?? [];
  assert.notDeepEqual(rounded, [0.1, 0.2]);
  assert.ok(sameInLinks([0.1, 0.2], rounded));
  assert.ok(!sameInLinks([0.1, 0.2], [0.11, 0.2]));
  assert.ok(!sameInLinks([0.1], [0.1, 0]));
});

test('points open where their model can begin with them', () => {
  /** @type {any} */
  const card = { id: 'tiny-vae', attributes: [], condition: null };
  assert.deepEqual(placesFor(card), ['interpolation', 'posterior']);
  assert.deepEqual(placesFor({ ...card, attributes: [{}] }), ['interpolation', 'attributes', 'posterior']);
  const start = codeOf([0.5, -1]);
  assert.deepEqual(readSource(start), { kind: 'latent', latent: [0.5, -1] });
  assert.deepEqual(startQuery(card, start, 3), { m: 'tiny-vae', from: start, fc: null });
  /** @type {any} */
  const told = { ...card, condition: { kind: 'class', classes: [] } };
  assert.deepEqual(betweenQuery(told, [start, 's:7'], [3, { Smiling: 1 }]), {
    m: 'tiny-vae',
    from: start,
    fc: 3,
    to: 's:7',
    tc: 'Smiling:1',
  });
});
