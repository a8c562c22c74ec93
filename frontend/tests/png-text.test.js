import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { crc32, isPng, readText, withText } from '../src/lib/png-text.js';
import { readView, writeView } from '../src/lib/view-state.js';

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** One grey pixel. */
function png() {
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.from([0, 128]))), chunk('IEND', Buffer.of())];
  return new Uint8Array(Buffer.concat([signature, ...parts]));
}

test('the checksum is that of the standard', () => {
  assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926);
  assert.equal(crc32(new TextEncoder().encode('IEND')), 0xae426082);
  assert.equal(crc32(new Uint8Array()), 0);
});

test('a text comes back from a picture, letters of all kinds', () => {
  const text = JSON.stringify({ label: 'Suéter → 毛衣 🧶', zero: 0 });
  const marked = withText(png(), 'latente', text);
  assert.ok(isPng(marked));
  assert.equal(readText(marked, 'latente'), text);
  assert.equal(readText(marked, 'other'), null);
  assert.equal(readText(png(), 'latente'), null);
});

test('everything else of the picture stays as it was, and the chunk is sound', () => {
  const plain = png();
  const marked = withText(plain, 'latente', 'x');
  const added = marked.length - plain.length;
  assert.deepEqual(marked.subarray(0, 33), plain.subarray(0, 33));
  assert.deepEqual(marked.subarray(33 + added), plain.subarray(33));
  const view = new DataView(marked.buffer);
  assert.equal(view.getUint32(33), added - 12);
  assert.equal(view.getUint32(33 + added - 4), crc32(marked.subarray(37, 33 + added - 4)));
});

test('a damaged text is no text, a cut file is no error', () => {
  const marked = withText(png(), 'latente', 'hello');
  const damaged = marked.slice();
  damaged[33 + 8 + 'latente'.length + 6] ^= 1;
  assert.equal(readText(damaged, 'latente'), null);
  for (let length = 0; length < marked.length; length += 7) readText(marked.subarray(0, length), 'latente');
  assert.equal(readText(new TextEncoder().encode('not a picture at all, but long enough to be one'), 'latente'), null);
});

test('only a PNG takes a text', () => {
  assert.throws(() => withText(new Uint8Array([1, 2, 3]), 'latente', 'x'), TypeError);
});

test('a view is an address of this page and nothing else', () => {
  const address = '#/interpolation?m=fashion-vae&from=g:dress-1&a=0.5';
  assert.equal(readView(writeView(address)), address);
  assert.equal(readView(writeView('#/models')), '#/models');
  for (const other of ['https://example.org/', 'javascript:alert(1)', '#/a b', '#/Map?x', '', 7, '#/x?y#z'])
    assert.equal(readView(writeView(/** @type {any} */ (other))), null);
  assert.equal(readView({ kind: 'latente-film' }), null);
  assert.equal(readView(null), null);
});
