import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drafted } from '../src/lib/latest.js';

/** Work whose answers are given by hand. */
function harness() {
  /** @type {{input: string, draft: boolean, asked: object, answer: () => Promise<void>, fail: (reason: Error) => Promise<void>}[]} */
  const calls = [];
  /** @type {string[]} */
  const log = [];
  let busy = false;
  const stream = drafted(
    (/** @type {string} */ input, _signal, asked) =>
      new Promise((/** @type {(value: string) => void} */ resolve, reject) => {
        const { draft } = asked;
        const answer = async () => {
          resolve(`${draft ? 'draft' : 'exact'} ${input}`);
          await settled();
        };
        const fail = async (/** @type {Error} */ reason) => {
          reject(reason);
          await settled();
        };
        calls.push({ input, draft, asked, answer, fail });
      }),
    {
      onResult: (output) => log.push(output),
      onError: (error) => log.push(`error ${/** @type {Error} */ (error).message}`),
      onBusy: (now) => {
        busy = now;
      },
    },
    { pauseAfter: (error) => (/** @type {Error} */ (error).message === 'busy' ? 0 : null), sleep: async () => {} },
  );
  return { calls, log, stream, isBusy: () => busy };
}

const settled = () => new Promise((done) => setTimeout(done, 0));

test('a draft is followed by the exact answer to the same input once the control rests', async () => {
  const { calls, log, stream } = harness();
  stream.request('a', { draft: true });
  await calls[0].answer();
  assert.equal(calls.length, 1);
  stream.rest();
  await calls[1].answer();
  assert.deepEqual(log, ['draft a', 'exact a']);
});

test('resting again asks for nothing, nor does it where nothing was a draft', async () => {
  const { calls, stream } = harness();
  stream.rest();
  stream.request('a');
  await calls[0].answer();
  stream.rest();
  stream.request('b', { draft: true });
  await calls[1].answer();
  stream.rest();
  await calls[2].answer();
  stream.rest();
  assert.equal(calls.length, 3);
});

test('of a drag only the last is asked exactly, whatever was in flight', async () => {
  const { calls, log, stream } = harness();
  for (const input of ['a', 'b', 'c']) stream.request(input, { draft: true });
  stream.rest();
  await calls[0].answer();
  await calls[1].answer();
  assert.deepEqual(log, ['draft a', 'exact c']);
  assert.equal(calls.length, 2);
});

test('the exact answer to a draft that is shown keeps nobody waiting', async () => {
  const { calls, stream, isBusy } = harness();
  stream.request('a', { draft: true });
  assert.equal(isBusy(), true);
  await calls[0].answer();
  assert.equal(isBusy(), false);
  stream.rest();
  assert.equal(isBusy(), false);
  stream.request('b', { draft: true });
  await calls[1].answer();
  assert.equal(isBusy(), true, 'now something newer is awaited');
  await calls[2].answer();
  assert.equal(isBusy(), false);
});

test('a draft that is still in flight at rest is awaited', async () => {
  const { calls, stream, isBusy } = harness();
  stream.request('a', { draft: true });
  stream.rest();
  assert.equal(isBusy(), true);
  await calls[0].answer();
  assert.equal(isBusy(), false, 'the draft is there');
});

test('a file is made of the exact answer: at once where it is there', async () => {
  const { calls, stream } = harness();
  stream.request('a');
  await calls[0].answer();
  assert.equal(await stream.exact(), 'exact a');
  assert.equal(calls.length, 1);
});

test('a file that is wanted while a draft is shown waits for the exact answer', async () => {
  const { calls, stream } = harness();
  stream.request('a', { draft: true });
  await calls[0].answer();
  const file = stream.exact();
  await calls[1].answer();
  assert.equal(await file, 'exact a');
  stream.rest();
  assert.equal(calls.length, 2);
});

test('a file that is wanted while the exact answer is in flight asks no second time', async () => {
  const { calls, stream } = harness();
  stream.request('a');
  const files = [stream.exact(), stream.exact()];
  await calls[0].answer();
  assert.deepEqual(await Promise.all(files), ['exact a', 'exact a']);
  assert.equal(calls.length, 1);
});

test('a file that is wanted after a failure is tried again, and may fail', async () => {
  const { calls, log, stream } = harness();
  stream.request('a');
  await calls[0].answer();
  stream.request('b');
  await calls[1].fail(new Error('down'));
  const file = stream.exact();
  const failed = assert.rejects(file, /still down/);
  await calls[2].fail(new Error('still down'));
  await failed;
  assert.deepEqual(log, ['exact a', 'error down', 'error still down']);
});

test('what is tried again is known to be the same', async () => {
  const { calls, stream } = harness();
  stream.request('a', { draft: true });
  await calls[0].fail(new Error('busy'));
  assert.equal(calls[1].asked, calls[0].asked);
  await calls[1].answer();
  stream.rest();
  assert.notEqual(calls[2].asked, calls[0].asked);
});
