import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changed, countByModel, movedTo, newAmong, patched, samePoint } from '../src/lib/collection.js';

/** @param {string} id @param {object} [more] @returns {import('../src/lib/collection.js').KeptPoint} */
const point = (id, more = {}) => ({
  id,
  name: id,
  model: 'tiny-vae',
  weights: 'abc123',
  latent: [id.charCodeAt(0), 1],
  condition: null,
  photo: false,
  date: '2026-01-02T03:04:05.000Z',
  thumbnail: '',
  ...more,
});
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((id) => point(id));
/** @param {readonly {id: string}[]} points */
const ids = (points) => points.map(({ id }) => id).join('');

test('the same point is the same latent of the same weights under the same condition', () => {
  assert.ok(samePoint(A, { ...A, name: 'other', photo: true, date: '' }));
  assert.ok(!samePoint(A, B));
  assert.ok(!samePoint(A, { ...A, weights: 'def456' }));
  assert.ok(!samePoint(A, { ...A, model: 'tiny-ae' }));
  assert.ok(!samePoint(A, { ...A, latent: [97] }));
  const told = { ...A, condition: { Smiling: 1 } };
  assert.ok(!samePoint(A, told));
  assert.ok(samePoint(told, { ...A, condition: { Smiling: 1 } }));
  assert.ok(!samePoint({ ...A, condition: 0 }, { ...A, condition: 1 }));
});

test('of what comes in only the new is new, and each once', () => {
  assert.deepEqual(newAmong([A, B], [B, C, { ...C, name: 'again' }]), [C]);
  assert.deepEqual(newAmong([], [A]), [A]);
});

test('a point takes the place of another one, to either side', () => {
  assert.equal(ids(movedTo([A, B, C, D], 'a', 'c')), 'bcad');
  assert.equal(ids(movedTo([A, B, C, D], 'd', 'b')), 'adbc');
  assert.equal(ids(movedTo([A, B], 'a', 'gone')), 'ab');
});

test('every change is undone and made again', () => {
  /** @type {[string, (typeof A)[], (typeof A)[]][]} */
  const changes = [
    ['keep', [A, B], [A, B, C]],
    ['remove from the middle', [A, B, C], [A, C]],
    ['remove the first two', [A, B, C], [C]],
    ['rename', [A, B], changed([A, B], 'a', { name: 'better' })],
    ['move', [A, B, C, D], movedTo([A, B, C, D], 'a', 'd')],
  ];
  for (const [what, before, after] of changes) {
    assert.deepEqual(patched(after, after, before), before, `undo ${what}`);
    assert.deepEqual(patched(before, before, after), after, `redo ${what}`);
  }
});

test('undoing leaves alone what another tab has done meanwhile', () => {
  assert.equal(ids(patched([A, B, C, D], [A, B, C], [A, B])), 'abd', 'kept c, then d came');
  assert.equal(ids(patched([A, C, D], [A, C], [A, B, C])), 'abcd', 'removed b, then d came');
  assert.equal(ids(patched([C], [A, B, C], [C, A, B])), 'c', 'moved, then two went');
  assert.deepEqual(patched([B], [A, B], changed([A, B], 'a', { name: 'x' })), [B], 'renamed, then gone');
  const decoded = { ...A, thumbnail: 'data:image/png;base64,AAAA' };
  const [back] = patched([{ ...decoded, name: 'x' }], [{ ...A, name: 'x' }], [A]);
  assert.deepEqual(back, decoded, 'the picture that came later stays');
});

test('models are counted in the order in which they come', () => {
  const counts = countByModel([A, { ...B, model: 'tiny-ae' }, C]);
  assert.deepEqual(
    [...counts],
    [
      ['tiny-vae', 2],
      ['tiny-ae', 1],
    ],
  );
});
