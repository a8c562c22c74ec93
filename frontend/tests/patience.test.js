import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_RETRIES, patiently, pauseAfter, retryAfter, sleep, together } from '../src/lib/patience.js';

/** @param {number | null} retryAfterMs */
const busy = (retryAfterMs) => Object.assign(new Error('busy'), { retryAfterMs });

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  assert.equal(retryAfter('3', now), 3000);
  assert.equal(retryAfter(' 0 ', now), 0);
  assert.equal(retryAfter('Sun, 01 Mar 2026 12:00:05 GMT', now), 5000);
  assert.equal(retryAfter('Sun, 01 Mar 2026 11:00:00 GMT', now), 0);
});

test('what is no time says nothing', () => {
  for (const header of [null, '', '-1', '1.5', 'soon', 'NaN']) assert.equal(retryAfter(header), null, String(header));
});

test('the pause is never shorter than asked for, and spreads further each time', () => {
  assert.equal(
    pauseAfter(busy(2000), 0, () => 0),
    2000,
  );
  const spreads = Array.from({ length: MOST_RETRIES }, (_, retries) => pauseAfter(busy(2000), retries, () => 1));
  assert.deepEqual(spreads, [3000, 4000, 5000, 6000]);
});

test('a server that says zero is still left a moment', () => {
  assert.ok(/** @type {number} */ (pauseAfter(busy(0), 0, () => 0)) >= 100);
});

test('there is no pause for other failures, nor after many, nor for a long absence', () => {
  assert.equal(pauseAfter(new Error('x'), 0), null);
  assert.equal(pauseAfter(null, 0), null);
  assert.equal(pauseAfter(busy(null), 0), null);
  assert.equal(pauseAfter(busy(1000), MOST_RETRIES), null);
  assert.equal(pauseAfter(busy(3_600_000), 0), null);
});

/** Work that fails with these, and then succeeds; what is told and waited for. @param {Error[]} failures */
function harness(failures) {
  /** @type {string[]} */
  const log = [];
  const work = async () => {
    const failure = failures.shift();
    if (failure) throw failure;
    return 'done';
  };
  const patience = {
    onWait: (/** @type {boolean} */ waiting) => log.push(waiting ? 'wait' : 'decided'),
    sleep: async (/** @type {number} */ milliseconds) => {
      log.push(milliseconds >= 1000 ? 'slept' : 'slept too short');
    },
  };
  return { log, run: () => patiently(work, patience) };
}

test('work is tried again until it succeeds, and the wait is told once', async () => {
  const { log, run } = harness([busy(1000), busy(1000)]);
  assert.equal(await run(), 'done');
  assert.deepEqual(log, ['wait', 'slept', 'slept', 'decided']);
});

test('work that succeeds at once waits for nothing', async () => {
  const { log, run } = harness([]);
  assert.equal(await run(), 'done');
  assert.deepEqual(log, []);
});

test('after a few times it is a failure', async () => {
  const { log, run } = harness(Array.from({ length: MOST_RETRIES + 1 }, () => busy(1000)));
  await assert.rejects(run, /busy/);
  assert.deepEqual(log, ['wait', ...Array(MOST_RETRIES).fill('slept'), 'decided']);
});

test('another failure while waiting ends it', async () => {
  const { log, run } = harness([busy(1000), new Error('gone')]);
  await assert.rejects(run, /gone/);
  assert.deepEqual(log, ['wait', 'slept', 'decided']);
});

test('a wait that is given up ends at once and tries nothing more', async () => {
  const controller = new AbortController();
  let tried = 0;
  /** @type {boolean[]} */
  const told = [];
  const asked = patiently(
    async () => {
      tried += 1;
      throw busy(20_000);
    },
    { onWait: (waiting) => told.push(waiting) },
    controller.signal,
  );
  setTimeout(() => controller.abort(), 0);
  await assert.rejects(asked, { name: 'AbortError' });
  assert.equal(tried, 1);
  assert.deepEqual(told, [true, false]);
});

test('sleep ends by itself, or with its signal', async () => {
  await sleep(1);
  await assert.rejects(sleep(60_000, AbortSignal.abort()), { name: 'AbortError' });
  const controller = new AbortController();
  const slept = sleep(60_000, controller.signal);
  controller.abort();
  await assert.rejects(slept, { name: 'AbortError' });
});

test('of several pieces of work only those without an answer are repeated', async () => {
  const asked = {};
  const calls = [0, 0, 0];
  const works = calls.map((_, place) => async () => {
    calls[place] += 1;
    if (place === 1 && calls[1] === 1) throw busy(1000);
    return place;
  });
  await assert.rejects(together(asked, works), /busy/);
  assert.deepEqual(calls, [1, 1, 1]);
  assert.deepEqual(await together(asked, works), [0, 1, 2]);
  assert.deepEqual(calls, [1, 2, 1]);
  assert.deepEqual(await together({}, works), [0, 1, 2]);
  assert.deepEqual(calls, [2, 3, 2]);
});

test('a failure waits for the others to end', async () => {
  let ended = false;
  const slow = async () => {
    await new Promise((done) => setTimeout(done, 0));
    ended = true;
  };
  const fails = async () => {
    throw new Error('first');
  };
  await assert.rejects(together({}, [fails, slow]), /first/);
  assert.equal(ended, true);
});
