import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latest } from '../src/lib/latest.js';

/** Work whose answers are given by hand, in any order. */
function harness() {
  /** @type {{input: number, signal: AbortSignal, resolve: (value: string) => void, reject: (reason: Error) => void}[]} */
  const calls = [];
  /** @type {string[]} */
  const log = [];
  const stream = latest(
    (/** @type {number} */ input, signal) =>
      new Promise((/** @type {(value: string) => void} */ resolve, reject) => {
        calls.push({ input, signal, resolve, reject });
      }),
    {
      onResult: (output, input) => log.push(`result ${input} ${output}`),
      onError: (error, input) => log.push(`error ${input} ${/** @type {Error} */ (error).message}`),
      onBusy: (busy) => log.push(busy ? 'busy' : 'idle'),
    },
  );
  return { calls, log, stream };
}

const settled = () => new Promise((done) => setTimeout(done, 0));

test('keeps one in flight, skips to the newest, and lands the last value', async () => {
  const { calls, log, stream } = harness();
  for (const input of [1, 2, 3, 4]) stream.request(input);
  assert.deepEqual(
    calls.map(({ input }) => input),
    [1],
  );
  calls[0].resolve('a');
  await settled();
  assert.deepEqual(
    calls.map(({ input }) => input),
    [1, 4],
  );
  calls[1].resolve('b');
  await settled();
  assert.deepEqual(log, ['busy', 'result 1 a', 'result 4 b', 'idle']);
});

test('a failure that is superseded is silent, the last one is told', async () => {
  const { calls, log, stream } = harness();
  stream.request(1);
  stream.request(2);
  calls[0].reject(new Error('old'));
  await settled();
  calls[1].reject(new Error('new'));
  await settled();
  assert.deepEqual(log, ['busy', 'error 2 new', 'idle']);
});

test('works again after a failure', async () => {
  const { calls, log, stream } = harness();
  stream.request(1);
  calls[0].reject(new Error('down'));
  await settled();
  stream.request(2);
  calls[1].resolve('up');
  await settled();
  assert.deepEqual(log.slice(-3), ['busy', 'result 2 up', 'idle']);
});

test('restart gives up what is in flight and never shows its answer', async () => {
  const { calls, log, stream } = harness();
  stream.request(1);
  stream.request(2);
  stream.request(3, { restart: true });
  assert.equal(calls[0].signal.aborted, true);
  calls[0].resolve('stale');
  calls[1].resolve('fresh');
  await settled();
  assert.deepEqual(log, ['busy', 'result 3 fresh', 'idle']);
  assert.equal(calls.length, 2);
});

test('after dispose nothing is called', async () => {
  const { calls, log, stream } = harness();
  stream.request(1);
  stream.dispose();
  calls[0].resolve('late');
  stream.request(2);
  await settled();
  assert.deepEqual(log, ['busy']);
  assert.equal(calls.length, 1);
});
