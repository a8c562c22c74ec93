import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as own from '../src/lib/own-directions.js';
import { encodeLatent } from '../src/lib/permalink.js';

const ROUND = own.asOwn([0.5, -1, 2], 'Rounder');
const TALL = own.asOwn([1, 0, 0], 'Taller');

test('a link brings the same directions back', () => {
  const read = own.readOwn(own.writeOwn([ROUND, TALL]), 3);
  assert.deepEqual(
    read.map(({ title, code }) => [title, code]),
    [
      ['Rounder', ROUND.code],
      ['Taller', TALL.code],
    ],
  );
});

test('what is not sound in a link is left out', () => {
  const zero = encodeLatent([0, 0, 0]);
  const long = encodeLatent([1, 2, 3, 4]);
  const text = `Zero~${zero},Long~${long},~${TALL.code},No code,Bad~!!,${own.writeOwn([TALL, TALL])}`;
  assert.deepEqual(
    own.readOwn(text, 3).map(({ title }) => title),
    ['Taller'],
  );
  assert.deepEqual(own.readOwn(undefined, 3), []);
  assert.deepEqual(own.soundOwn([null, 7, { code: 1, title: 2 }, { code: TALL.code }], 3), []);
  const many = Array.from({ length: 9 }, (_, index) => own.asOwn([index + 1, 0, 0], `D${index}`));
  assert.equal(own.readOwn(own.writeOwn(many), 3).length, own.MOST_OWN);
});

test('figures outside their range are not believed', () => {
  const [kept] = own.soundOwn([{ ...ROUND, separability: 7, stability: 0.5 }], 3);
  assert.equal(kept.separability, undefined);
  assert.equal(kept.stability, 0.5);
});

test('titles lose what divides lists in links, and do not grow without end', () => {
  assert.equal(own.cleanTitle('  a,b:c~d\n e '), 'a b c d e');
  assert.equal(own.cleanTitle('x'.repeat(99)).length, 40);
});

test('the same numbers have the same name, other numbers another', () => {
  assert.equal(own.ownName(ROUND.code), own.ownName(ROUND.code));
  assert.notEqual(own.ownName(ROUND.code), own.ownName(TALL.code));
  assert.ok(own.isOwn(own.ownName(TALL.code)));
  assert.ok(!own.isOwn('Smiling'));
});

test('a list that grows keeps each direction once, the newest where it is too many', () => {
  assert.deepEqual(own.joined([ROUND], [ROUND, TALL]), [ROUND, TALL]);
  const many = Array.from({ length: own.MOST_OWN }, (_, index) => own.asOwn([index + 2, 0, 0], `D${index}`));
  assert.deepEqual(own.joined([ROUND], many), many);
});

test('an edit names attributes, and gives directions of one’s own by their numbers', () => {
  const attributes = [{ name: 'Wide' }, { name: own.ownName(TALL.code), direction: [1, 0, 0] }];
  const alphas = { Wide: 1.5, [own.ownName(TALL.code)]: -2 };
  assert.deepEqual(own.splitEdits(alphas, attributes), {
    edits: { Wide: 1.5 },
    directions: [{ direction: [1, 0, 0], alpha: -2 }],
  });
  assert.deepEqual(own.splitEdits({ Wide: 1 }, attributes), { edits: { Wide: 1 } });
});
