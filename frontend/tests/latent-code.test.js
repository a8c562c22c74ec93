import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLatent, encodeLatent, fromHalf, toHalf } from '../src/lib/permalink.js';

test('known float16 values, as in IEEE 754', () => {
  /** @type {[number, number][]} */
  const known = [
    [0, 0x0000],
    [1, 0x3c00],
    [-2, 0xc000],
    [0.5, 0x3800],
    [65504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [1 / 3, 0x3555],
  ];
  for (const [value, bits] of known) assert.equal(toHalf(value), bits, String(value));
});

test('every one of the 65,536 codes survives the way there and back', () => {
  for (let bits = 0; bits < 0x10000; bits += 1) {
    const value = fromHalf(bits);
    if (Number.isNaN(value)) assert.ok(Number.isNaN(fromHalf(toHalf(value))));
    else if (bits !== 0x8000) assert.equal(toHalf(value), bits);
  }
});

test('rounds to the nearest, ties to even, and overflows to infinity', () => {
  assert.equal(fromHalf(toHalf(2049)), 2048);
  assert.equal(fromHalf(toHalf(2051)), 2052);
  assert.equal(fromHalf(toHalf(2047.9999)), 2048);
  assert.equal(fromHalf(toHalf(1e6)), Number.POSITIVE_INFINITY);
  assert.equal(fromHalf(toHalf(1e-9)), 0);
});

test('a latent becomes a short address and comes back within half precision', () => {
  const latent = Array.from({ length: 16 }, (_, i) => Math.sin(i * 7.3) * 4);
  const code = encodeLatent(latent);
  assert.match(code, /^[A-Za-z0-9_-]+$/);
  assert.equal(code.length, 43);
  const back = /** @type {number[]} */ (decodeLatent(code, 16));
  for (const [i, value] of back.entries()) assert.ok(Math.abs(value - latent[i]) <= Math.abs(latent[i]) * 2 ** -11);
});

test('little-endian, as the service reads it', () => {
  assert.equal(encodeLatent([1, -2]), 'ADwAwA');
});

test('nonsense, wrong length and non-finite numbers are refused', () => {
  for (const code of ['', 'a', '***', 'AA', 'AHw', 'AH4']) assert.equal(decodeLatent(code), null, code);
  assert.equal(decodeLatent(encodeLatent([1, 2]), 3), null);
});
