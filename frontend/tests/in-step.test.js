import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inStep, PATIENCE_MS } from '../src/lib/in-step.js';

/** Columns whose answers are given by hand, and a clock that is moved by hand. */
function harness() {
  /** @type {string[]} */
  const log = [];
  /** @type {(() => void) | null} */
  let due = null;
  const step = inStep(
    {
      send: (column, /** @type {string} */ question, { restart }) =>
        log.push(`send ${question} to ${column}${restart ? ' anew' : ''}`),
      show: (/** @type {import('../src/lib/in-step.js').Shown<string>[]} */ shown) =>
        log.push(`show ${shown.map(({ column, answer }) => `${column}:${answer}`).join(' ')}`),
    },
    {
      start: (work, milliseconds) => {
        assert.equal(milliseconds, PATIENCE_MS);
        due = work;
        return 1;
      },
      stop: () => {
        due = null;
      },
    },
  );
  const take = () => log.splice(0);
  const pass = () => {
    const work = due;
    assert.ok(work, 'a clock that runs');
    work();
  };
  return { step, take, pass, isRunning: () => due !== null };
}

test('answers are shown together, in the order of the columns', () => {
  const { step, take } = harness();
  step.ask('a', 2);
  assert.deepEqual(take(), ['send a to 0', 'send a to 1']);
  step.answered(1, 'a', 'A1');
  assert.deepEqual(take(), []);
  step.answered(0, 'a', 'A0');
  assert.deepEqual(take(), ['show 0:A0 1:A1']);
});

test('the next question waits for all, and the newest counts', () => {
  const { step, take } = harness();
  step.ask('a', 2);
  step.ask('b', 2);
  step.ask('c', 2);
  step.answered(0, 'a', 'A0');
  take();
  step.answered(1, 'a', 'A1');
  assert.deepEqual(take(), ['show 0:A0 1:A1', 'send c to 0', 'send c to 1']);
});

test('who fails is not waited for', () => {
  const { step, take, isRunning } = harness();
  step.ask('a', 3);
  take();
  step.answered(0, 'a', 'A0');
  step.failed(1, 'a');
  step.answered(2, 'a', 'A2');
  assert.deepEqual(take(), ['show 0:A0 2:A2']);
  assert.ok(!isRunning());
});

test('where all fail nothing is shown, and the next question goes out', () => {
  const { step, take } = harness();
  step.ask('a', 2);
  step.ask('b', 2);
  take();
  step.failed(0, 'a');
  step.failed(1, 'a');
  assert.deepEqual(take(), ['send b to 0', 'send b to 1']);
});

test('who is late holds the others up for a moment only, and is shown when it comes', () => {
  const { step, take, pass } = harness();
  step.ask('a', 2);
  take();
  step.answered(0, 'a', 'A0');
  step.ask('b', 2);
  pass();
  assert.deepEqual(take(), ['show 0:A0', 'send b to 0', 'send b to 1']);
  step.answered(1, 'a', 'A1');
  assert.deepEqual(take(), ['show 1:A1']);
  step.answered(1, 'b', 'B1');
  step.answered(0, 'b', 'B0');
  assert.deepEqual(take(), ['show 0:B0 1:B1']);
});

test('what makes the work under way useless is asked at once', () => {
  const { step, take } = harness();
  step.ask('a', 2);
  step.answered(0, 'a', 'A0');
  take();
  step.ask('b', 3, { restart: true });
  assert.deepEqual(take(), ['send b to 0 anew', 'send b to 1 anew', 'send b to 2 anew']);
  step.answered(0, 'b', 'B0');
  step.failed(1, 'a');
  assert.deepEqual(take(), []);
});

test('the exact answer to what is shown comes by itself', () => {
  const { step, take } = harness();
  step.ask('a', 2);
  step.answered(0, 'a', 'A0');
  step.answered(1, 'a', 'A1');
  take();
  step.answered(1, 'a', 'exact');
  assert.deepEqual(take(), ['show 1:exact']);
});

test('one column is asked again', () => {
  const { step, take } = harness();
  step.retry(0);
  step.ask('a', 2);
  step.failed(0, 'a');
  step.answered(1, 'a', 'A1');
  take();
  step.retry(0);
  step.retry(2);
  assert.deepEqual(take(), ['send a to 0 anew']);
  step.answered(0, 'a', 'A0');
  assert.deepEqual(take(), ['show 0:A0']);
});

test('its own clock runs', async () => {
  /** @type {string[]} */
  const shown = [];
  const step = inStep({ send: () => {}, show: ([{ answer }]) => shown.push(/** @type {string} */ (answer)) });
  step.ask('a', 2);
  step.answered(0, 'a', 'A0');
  await new Promise((done) => setTimeout(done, PATIENCE_MS + 50));
  assert.deepEqual(shown, ['A0']);
  step.ask('b', 2);
  step.answered(0, 'b', 'B0');
  step.dispose();
  await new Promise((done) => setTimeout(done, PATIENCE_MS + 50));
  assert.deepEqual(shown, ['A0']);
});
