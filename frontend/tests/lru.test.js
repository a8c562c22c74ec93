import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lru } from '../src/lib/lru.js';

test('forgets what was used longest ago', () => {
  const lru = new Lru(2);
  lru.set('a', 1);
  lru.set('b', 2);
  assert.equal(lru.get('a'), 1);
  lru.set('c', 3);
  assert.equal(lru.get('b'), undefined);
  assert.equal(lru.get('a'), 1);
  assert.equal(lru.get('c'), 3);
  assert.equal(lru.size, 2);
});

test('setting again renews, deleting forgets', () => {
  const lru = new Lru(2);
  lru.set('a', 1);
  lru.set('b', 2);
  lru.set('a', 4);
  lru.set('c', 3);
  assert.equal(lru.get('a'), 4);
  assert.equal(lru.get('b'), undefined);
  lru.delete('a');
  assert.equal(lru.get('a'), undefined);
});
