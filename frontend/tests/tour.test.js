import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holds, keysOf, track } from '../src/tour/conditions.js';
import * as engine from '../src/tour/engine.js';
import { LESSONS } from '../src/tour/lessons/index.js';

/** @param {string} role */
const modelOf = (role) => `model-of-${role}`;

/** @param {string} id @param {string} family @param {object} [more] @returns {any} */
const card = (id, family, more = {}) => ({ id, family, latent_dim: 16, attributes: [], condition: null, ...more });

test('a number must be reached, and by the reader', () => {
  const tracker = track({ key: 'a', atLeast: 0.95 }, { a: '0' }, modelOf);
  assert.equal(tracker.notice({ a: '0.5' }), false);
  assert.equal(tracker.notice({ a: '0.97' }), true);
  assert.equal(tracker.notice({ a: '0' }), true, 'what was done stays done');
  const already = track({ key: 'a', atLeast: 0.95 }, { a: '1' }, modelOf);
  assert.equal(already.notice({ a: '1', seed: '8' }), false, 'nothing of the step was moved');
  assert.equal(already.notice({ a: '0.99' }), true);
});

test('missing and broken numbers fulfil nothing', () => {
  for (const query of /** @type {Record<string, string>[]} */ ([{}, { t: '' }, { t: 'warm' }])) {
    assert.equal(holds({ key: 't', atMost: 1 }, query, modelOf), false);
    assert.equal(holds({ key: 't', atLeast: -1 }, query, modelOf), false);
  }
});

test('changes and different values are counted', () => {
  const thrice = track({ key: 'seed', changes: 3 }, { seed: '7' }, modelOf);
  assert.deepEqual(
    ['8', '8', '7', '9'].map((seed) => thrice.notice({ seed })),
    [false, false, false, true],
  );
  const three = track({ key: 'from', distinct: 3 }, { from: 'g:a' }, modelOf);
  assert.deepEqual(
    ['g:b', 'g:a', 'g:c'].map((from) => three.notice({ from })),
    [false, false, true],
  );
});

test('one entry of a list of numbers; what is not named is zero', () => {
  const low = { key: 'a', entry: 'Wide', atMost: -1 };
  assert.equal(holds(low, { a: 'Long sleeves:2,Wide:-1.5' }, modelOf), true);
  assert.equal(holds(low, { a: 'Long sleeves:2' }, modelOf), false);
  assert.equal(holds({ key: 'a', items: 2 }, { a: 'Wide:1,Light:2' }, modelOf), true);
  assert.equal(holds({ key: 'a', items: 2 }, { a: 'Wide:1' }, modelOf), false);
});

test('the model of a role, a value, anything at all', () => {
  assert.equal(holds({ key: 'm', role: 'x' }, { m: 'model-of-x' }, modelOf), true);
  assert.equal(holds({ key: 'm', role: 'x' }, { m: 'x' }, modelOf), false);
  assert.equal(holds({ key: 'c', is: '0' }, { c: '0' }, modelOf), true);
  assert.equal(holds({ key: 'from', filled: true }, { from: '' }, modelOf), false);
});

test('each may come in any order and at another time, all only together', () => {
  const cold = { key: 't', atMost: 0.4 };
  const hot = { key: 't', atLeast: 1.6 };
  const each = track({ each: [cold, hot] }, { t: '1' }, modelOf);
  assert.deepEqual(
    ['1.7', '1', '0.3'].map((t) => each.notice({ t })),
    [false, false, true],
  );
  const all = track(
    {
      all: [
        { key: 'c', is: '8' },
        { key: 'from', filled: true },
      ],
    },
    { c: '3' },
    modelOf,
  );
  assert.equal(all.notice({ c: '8' }), false);
  assert.equal(all.notice({ c: '3', from: 'g:dress-2' }), false);
  assert.equal(all.notice({ c: '8', from: 'g:dress-2' }), true);
});

test('events are heard only where they belong', () => {
  const tracker = track({ event: 'input', on: '#steer' }, {}, modelOf);
  assert.equal(
    tracker.hear('click', () => true),
    false,
  );
  assert.equal(
    tracker.hear('input', (selector) => selector === '#other'),
    false,
  );
  assert.equal(tracker.notice({ a: '1' }), false);
  assert.equal(
    tracker.hear('input', (selector) => selector === '#steer'),
    true,
  );
});

test('a role is played by the model of that name, else by one of that kind', () => {
  const classes = [{ name: 'Dress' }];
  const clothes = card('own-vae', 'vae', { classes });
  const flat = card('own-vae-2d', 'vae', { classes, latent_dim: 2 });
  const faces = card('faces-vae', 'vae');
  const cards = [flat, faces, clothes];
  assert.equal(engine.cardFor(cards, 'clothes-vae'), clothes);
  assert.equal(engine.cardFor(cards, 'clothes-vae-2d'), flat);
  assert.equal(engine.cardFor(cards, 'faces-vae'), faces);
  assert.equal(engine.cardFor(cards, 'clothes-ae'), undefined);
  assert.equal(engine.cardFor([...cards, card('fashion-vae', 'vae', { classes })], 'clothes-vae')?.id, 'fashion-vae');
});

test('the first way that screens, models and attributes allow', () => {
  const places = [
    { screen: 'attributes', models: { m: 'faces-vae' }, attribute: 'Smiling', query: { a: 1 }, target: ['x'] },
    { screen: 'sampling', models: { m: 'clothes-vae' }, target: ['y'] },
  ];
  const clothes = card('fashion-vae', 'vae', { classes: [{}] });
  const faces = card('faces-vae', 'vae', { attributes: [{ name: 'Smiling' }] });
  assert.equal(engine.choosePlace(places, [clothes, faces], ['attributes', 'sampling']), places[0]);
  assert.equal(engine.choosePlace(places, [clothes, card('faces-vae', 'vae')], ['attributes', 'sampling']), places[1]);
  assert.equal(engine.choosePlace(places, [clothes, faces], ['map']), null);
  const becoming = [{ ...places[1], done: { key: 'o', role: 'clothes-ae' } }];
  assert.equal(engine.choosePlace(becoming, [clothes], ['sampling']), null, 'what is asked for must be there too');
  assert.deepEqual(engine.queryOf(places[0], [faces]), { m: 'faces-vae', a: 1 });
});

test('positions are read from links with care', () => {
  const [lesson] = LESSONS;
  const count = lesson.steps.length;
  for (let at = 0; at <= count + 1; at += 1) {
    assert.deepEqual(engine.readPosition(LESSONS, engine.writePosition({ lesson, at })), { lesson, at });
  }
  assert.equal(engine.readPosition(LESSONS, 'nothing.1'), null);
  assert.equal(engine.readPosition(LESSONS, `${lesson.id}.x`), null);
  assert.equal(engine.readPosition(LESSONS, lesson.id)?.at, 0);
  assert.equal(engine.readPosition(LESSONS, `${lesson.id}.0`)?.at, 0);
  assert.equal(engine.readPosition(LESSONS, `${lesson.id}.99`)?.at, count + 1);
  assert.deepEqual(
    [0, count, count + 1].map((at) => engine.kindAt({ lesson, at })),
    ['step', 'exercise', 'end'],
  );
});

test('progress is kept, and what does not fit is left out', () => {
  const [lesson, other] = LESSONS;
  let progress = engine.withVisit({}, { lesson, at: 1 });
  progress = engine.withDone(progress, { lesson, at: 1 });
  assert.equal(engine.withDone(progress, { lesson, at: 1 }), progress, 'done once');
  assert.equal(engine.standing(engine.recordOf(progress, lesson.id)), 'begun');
  assert.equal(engine.standing(engine.recordOf(progress, other.id)), 'new');
  progress = engine.withVisit(progress, { lesson, at: lesson.steps.length + 1 });
  progress = engine.withVisit(progress, { lesson, at: 0 });
  assert.equal(engine.standing(engine.recordOf(progress, lesson.id)), 'finished', 'also when it is done again');
  assert.deepEqual(engine.readProgress(JSON.stringify(progress), LESSONS), progress);
  const wild = { [lesson.id]: { at: 77, done: ['nothing', lesson.steps[0].id], finished: 'yes' }, nothing: {} };
  assert.deepEqual(engine.readProgress(JSON.stringify(wild), LESSONS), {
    [lesson.id]: { at: lesson.steps.length + 1, done: [lesson.steps[0].id], finished: false },
  });
  for (const text of [null, '', '{', 'null', '[1]', '"x"']) assert.deepEqual(engine.readProgress(text, LESSONS), {});
});

test('lessons are short, have names of their own, and ask only for what a link says', () => {
  assert.equal(new Set(LESSONS.map(({ id }) => id)).size, 6);
  for (const { id, steps, exercise } of LESSONS) {
    assert.ok(steps.length >= 4 && steps.length <= 7, id);
    assert.equal(new Set(steps.map((step) => step.id)).size, steps.length, id);
    for (const { id: name, places } of steps) {
      for (const { done, target, models } of places) {
        assert.ok(done && target.length > 0, `${id}.${name}`);
        assert.ok(keysOf(done).length > 0 || 'event' in done, `${id}.${name}`);
        for (const role of Object.values(models ?? {})) assert.ok(Object.hasOwn(engine.ROLES, role), role);
      }
    }
    assert.ok(exercise.right ? exercise.right <= (exercise.options ?? 0) : exercise.places[0].done, id);
  }
});
