import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as link from '../src/lib/map-link.js';

test('what is written is read back', () => {
  const view = { x: -1.25, y: 0.5, span: 7.5 };
  assert.deepEqual(link.readView({ v: link.writeView(view) }, 'v'), view);
  assert.equal(link.writeView(null), '');
  const text = link.writePins([
    { x: 0.31, y: -1.2 },
    { x: 9, y: 9, point: 512 },
  ]);
  assert.equal(text, '0.31:-1.2,i512');
  assert.deepEqual(link.readPins({ p: text }, 'p'), [{ x: 0.31, y: -1.2 }, { point: 512 }]);
  assert.deepEqual(link.readHidden({ off: link.writeHidden(new Set([7, 2])) }, 'off'), new Set([2, 7]));
  assert.deepEqual(link.readPath({ path: '1-3' }, 'path', 3), [0, 2]);
});

test('damaged links are understood as far as possible', () => {
  for (const text of ['', '1,2', '1,2,0', '1,2,-3', 'a,b,c', '1,2,Infinity', '1,,3']) {
    assert.equal(link.readView({ v: text }, 'v'), null, text);
  }
  assert.equal(link.readView({}, 'v'), null);
  assert.deepEqual(link.readPins({ p: '1:2,nonsense,:,3:,i,i-4,ix,4:NaN,5:6' }, 'p'), [
    { x: 1, y: 2 },
    { x: 5, y: 6 },
  ]);
  assert.equal(link.readPins({ p: Array(99).fill('1:2').join() }, 'p').length, link.MOST_PINS);
  assert.deepEqual(link.readHidden({ off: '1,-2,x,3.5,12345' }, 'off'), new Set([1]));
  for (const text of ['', '1', '1-1', '0-1', '1-9', 'a-b', '1-2-3']) {
    assert.equal(link.readPath({ path: text }, 'path', 3), null, text);
  }
});
