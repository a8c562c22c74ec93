import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  classOfDraw,
  commonExtent,
  drawnUnder,
  frameAt,
  placed,
  readModels,
  sameLatents,
  sharedAttributes,
  sharesImages,
  sharesZ,
  tellingModels,
  writeModels,
} from '../src/lib/compare.js';

const CLASSES = [{ name: 'Top' }, { name: 'Dress' }, { name: 'Bag' }];

/** @param {string} id @param {Record<string, unknown>} [parts] @returns {any} */
function card(id, parts = {}) {
  const [dataset, family] = id.split('-');
  const image = { width: 28, height: 28, channels: dataset === 'faces' ? 3 : 1 };
  return { id, dataset, family, image, latent_dim: 16, condition: null, attributes: [], ...parts };
}

/** @param {string} name @param {number} reach */
const attribute = (name, reach) => ({ name, range: [-reach, reach], title: { en: name, es: name } });

const CARDS = [
  card('faces-ae', { latent_dim: 96 }),
  card('faces-cvae', { latent_dim: 96, condition: { kind: 'attributes', attributes: [] } }),
  card('faces-vae', { latent_dim: 96 }),
  card('fashion-ae', { attributes: [attribute('Wide', 3), attribute('Long', 2)] }),
  card('fashion-ae-2d', { latent_dim: 2 }),
  card('fashion-cvae', { condition: { kind: 'class', classes: CLASSES }, attributes: [attribute('Wide', 2.5)] }),
  card('fashion-vae', { attributes: [attribute('Light', 1), attribute('Wide', 4), attribute('Long', 3)] }),
  card('fashion-vae-2d', { latent_dim: 2 }),
];
/** @param {...string} ids */
const named = (...ids) => ids.map((id) => CARDS.find((one) => one.id === id));
/** @param {any[]} cards */
const ids = (cards) => cards.map(({ id }) => id);

test('the most telling models: a point, a Gaussian, a Gaussian that is told something', () => {
  assert.deepEqual(ids(tellingModels(CARDS, 'fashion')), ['fashion-ae', 'fashion-vae', 'fashion-cvae']);
  assert.deepEqual(ids(tellingModels(CARDS, 'faces')), ['faces-ae', 'faces-vae', 'faces-cvae']);
  assert.deepEqual(ids(tellingModels(named('fashion-vae', 'fashion-vae-2d'))), ['fashion-vae', 'fashion-vae-2d']);
  assert.deepEqual(ids(tellingModels(named('fashion-vae', 'faces-ae'))), ['fashion-vae', 'faces-ae']);
  assert.deepEqual(tellingModels([]), []);
});

test('a link names two or three models, each once', () => {
  const link = { m1: 'fashion-vae', m2: 'fashion-ae', m3: 'fashion-vae' };
  assert.deepEqual(readModels(link, CARDS), { models: ['fashion-vae', 'fashion-ae'], missing: [] });
  assert.deepEqual(readModels({ m1: 'faces-ae', m3: 'fashion-ae', m2: 'faces-vae' }, CARDS).models, [
    'faces-ae',
    'faces-vae',
    'fashion-ae',
  ]);
});

test('one known model is joined by others of its kind, and what is unknown is told', () => {
  assert.deepEqual(readModels({ m1: 'faces-cvae', m2: 'gone' }, CARDS, 'fashion'), {
    models: ['faces-cvae', 'faces-ae', 'faces-vae'],
    missing: ['gone'],
  });
  assert.deepEqual(readModels({ m: 'fashion-vae-2d' }, CARDS).models, ['fashion-vae-2d', 'fashion-ae', 'fashion-vae']);
  assert.deepEqual(readModels({ m: 'faces-ae', m1: 'fashion-ae', m2: 'fashion-vae' }, CARDS).models, [
    'fashion-ae',
    'fashion-vae',
  ]);
  assert.deepEqual(readModels({}, CARDS, 'faces').models, ['faces-ae', 'faces-vae', 'faces-cvae']);
});

test('models are written as they are read', () => {
  const written = writeModels(['faces-ae', 'faces-vae']);
  assert.deepEqual(written, { m1: 'faces-ae', m2: 'faces-vae', m3: null });
  assert.deepEqual(readModels({ m1: 'faces-ae', m2: 'faces-vae' }, CARDS).models, ['faces-ae', 'faces-vae']);
});

test('a model is placed into a column, changed with another, added, taken away', () => {
  assert.deepEqual(placed(['a', 'b'], 1, 'c'), ['a', 'c']);
  assert.deepEqual(placed(['a', 'b', 'c'], 0, 'c'), ['c', 'b', 'a']);
  assert.deepEqual(placed(['a', 'b'], 2, 'c'), ['a', 'b', 'c']);
  assert.deepEqual(placed(['a', 'b'], 2, 'a'), ['a', 'b']);
  assert.deepEqual(placed(['a', 'b', 'c'], 1, ''), ['a', 'c']);
  assert.deepEqual(placed(['a', 'b'], 1, ''), ['a', 'b']);
});

test('what can be shared depends on data and dimensions', () => {
  assert.ok(sharesZ(named('fashion-ae', 'fashion-vae', 'fashion-cvae')));
  assert.ok(!sharesZ(named('fashion-ae', 'fashion-ae-2d')));
  assert.ok(sharesImages(named('fashion-ae', 'fashion-ae-2d')));
  assert.ok(!sharesImages(named('fashion-ae', 'faces-ae')));
  assert.ok(!sharesZ([card('fashion-ae'), card('faces-ae')]), 'as many numbers mean nothing for other pictures');
});

test('the same z is what really came back the same', () => {
  const one = [[0.5, -1]];
  assert.ok(sameLatents([one, [[0.5, -1]], [[0.5 + 1e-7, -1]]]));
  assert.ok(!sameLatents([one, [[0.5, -1.01]]]));
  assert.ok(!sameLatents([one, [[0.5]]]));
  assert.ok(!sameLatents([one, []]));
});

test('attributes that all know come first, and of the others it is known who does', () => {
  const shared = sharedAttributes(named('fashion-ae', 'fashion-vae', 'fashion-cvae'));
  assert.deepEqual(
    shared.map(({ attribute: { name }, byAll }) => [name, byAll]),
    [
      ['Wide', true],
      ['Long', false],
      ['Light', false],
    ],
  );
  assert.deepEqual(shared[1].knownBy, ['fashion-ae', 'fashion-vae']);
  assert.deepEqual(sharedAttributes(named('faces-ae', 'faces-vae')), []);
});

test('one slider goes as far as the shortest of those it moves', () => {
  const trio = named('fashion-ae', 'fashion-vae', 'fashion-cvae');
  assert.equal(commonExtent(trio, 'Wide'), 2.5);
  assert.equal(commonExtent(trio, 'Light'), 1);
  assert.equal(commonExtent(trio, 'unknown'), 1);
});

test('draws are told one class, all in turn, or the mean of the attributes', () => {
  const [cvae, faces, vae] = named('fashion-cvae', 'faces-cvae', 'fashion-vae');
  assert.deepEqual(drawnUnder(vae, 4, 1), {});
  assert.deepEqual(drawnUnder(cvae, 4, 1), { condition: { class: 1 } });
  assert.deepEqual(
    drawnUnder(cvae, 4, null).conditions?.map((one) => /** @type {any} */ (one).class),
    [0, 1, 2, 0],
  );
  assert.deepEqual(drawnUnder(faces, 4, null), { condition: { attributes: {} } });
  assert.equal(classOfDraw(cvae, 4, null), 1);
  assert.equal(classOfDraw(cvae, 4, 2), 2);
  assert.equal(classOfDraw(vae, 4, null), null);
});

test('a strip is scrubbed by its nearest frame', () => {
  const frames = ['a', 'b', 'c'];
  assert.deepEqual(
    [-1, 0, 0.24, 0.26, 0.5, 1, 2].map((share) => frameAt(frames, share)),
    ['a', 'a', 'a', 'b', 'b', 'c', 'c'],
  );
  assert.equal(frameAt([], 0.5), undefined);
});
