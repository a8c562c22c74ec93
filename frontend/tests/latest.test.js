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

/** A stream whose pauses end by hand. */
function patientHarness() {
  /** @type {{input: number, signal: AbortSignal, resolve: (value: string) => void, reject: (reason: Error) => void}[]} */
  const calls = [];
  /** @type {(() => void)[]} */
  const pauses = [];
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
      onWait: (waiting) => log.push(waiting ? 'wait' : 'decided'),
    },
    {
      pauseAfter: (error, retries) => (/** @type {Error} */ (error).message === 'busy' && retries < 2 ? 1000 : null),
      sleep: (_, signal) =>
        new Promise((done, fail) => {
          pauses.push(() => done());
          signal?.addEventListener('abort', fail);
        }),
    },
  );
  const refuse = async () => {
    calls[calls.length - 1].reject(new Error('busy'));
    await settled();
  };
  return { calls, pauses, log, stream, refuse };
}

test('a busy server gets its pause, and then the same input is tried again', async () => {
  const { calls, pauses, log, stream, refuse } = patientHarness();
  stream.request(1);
  await refuse();
  assert.equal(calls.length, 1);
  pauses[0]();
  await settled();
  assert.equal(calls[1].input, 1);
  calls[1].resolve('a');
  await settled();
  assert.deepEqual(log, ['wait', 'decided', 'result 1 a']);
});

for (const restart of [false, true]) {
  test(`inputs during the pause do not shorten it, and only the newest is tried (restart: ${restart})`, async () => {
    const { calls, pauses, log, stream, refuse } = patientHarness();
    stream.request(1);
    await refuse();
    stream.request(2, { restart });
    stream.request(3, { restart });
    await settled();
    assert.equal(calls.length, 1);
    pauses[0]();
    await settled();
    assert.deepEqual(
      calls.map(({ input }) => input),
      [1, 3],
    );
    calls[1].resolve('c');
    await settled();
    assert.deepEqual(log, ['wait', 'decided', 'result 3 c']);
  });
}

test('an input that waited before the server was busy waits for the pause too', async () => {
  const { calls, pauses, stream, refuse } = patientHarness();
  stream.request(1);
  stream.request(2);
  await refuse();
  assert.equal(calls.length, 1);
  pauses[0]();
  await settled();
  assert.equal(calls[1].input, 2);
});

test('after some pauses it is a failure, and the next input starts afresh', async () => {
  const { pauses, log, stream, refuse } = patientHarness();
  stream.request(1);
  for (const _ of [1, 2]) {
    await refuse();
    pauses[pauses.length - 1]();
    await settled();
  }
  await refuse();
  assert.deepEqual(log, ['wait', 'decided', 'error 1 busy']);
  stream.request(2);
  await refuse();
  assert.deepEqual(log.slice(3), ['wait']);
});

test('dispose ends a pause: nothing is tried, and the wait is over', async () => {
  const { calls, pauses, log, stream, refuse } = patientHarness();
  stream.request(1);
  await refuse();
  stream.dispose();
  pauses[0]();
  await settled();
  assert.equal(calls.length, 1);
  assert.deepEqual(log, ['wait', 'decided']);
});
