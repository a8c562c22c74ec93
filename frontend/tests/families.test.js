import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCard, companies, counterpart, partners, shortName } from '../src/families.js';

/** @param {string} id @param {Record<string, unknown>} [parts] @returns {any} */
function card(id, parts = {}) {
  const [dataset, family] = id.split('-');
  const side = dataset === 'faces' ? 64 : 28;
  const image = { width: side, height: side, channels: 1 };
  return { id, dataset, family, image, latent_dim: side, condition: null, ...parts };
}

const CARDS = [
  card('faces-ae'),
  card('faces-cvae', { condition: { kind: 'attributes', attributes: [] } }),
  card('faces-vae'),
  card('faces-vae-sharp'),
  card('fashion-ae'),
  card('fashion-ae-2d', { latent_dim: 2 }),
  card('fashion-vae'),
  card('fashion-vae-2d', { latent_dim: 2 }),
];
/** @param {string} id */
const named = (id) => CARDS.find((one) => one.id === id);
/** @param {any[]} cards */
const ids = (cards) => cards.map(({ id }) => id);

test('partners share pictures and size of codes, the most telling first', () => {
  assert.deepEqual(ids(partners(named('faces-vae'), CARDS)), ['faces-ae', 'faces-vae-sharp']);
  assert.deepEqual(ids(partners(named('faces-vae-sharp'), CARDS)), ['faces-vae', 'faces-ae']);
  assert.deepEqual(ids(partners(named('faces-ae'), CARDS)), ['faces-vae', 'faces-vae-sharp']);
  assert.deepEqual(ids(partners(named('fashion-vae-2d'), CARDS)), ['fashion-ae-2d']);
  assert.deepEqual(partners(named('faces-cvae'), CARDS), []);
});

test('companies: each plain VAE once, small pictures first', () => {
  assert.deepEqual(
    companies(CARDS).map(({ main }) => main.id),
    ['fashion-vae', 'fashion-vae-2d', 'faces-vae'],
  );
  assert.deepEqual(companies([named('faces-vae'), named('fashion-ae')]), []);
});

test('a family is a name as long as it tells the shown models apart', () => {
  assert.equal(shortName(named('faces-vae'), [named('faces-vae'), named('faces-ae')]), 'VAE');
  assert.equal(shortName(named('faces-vae'), [named('faces-vae'), named('faces-vae-sharp')]), 'faces-vae');
  assert.equal(shortName(named('faces-vae'), [undefined]), 'VAE');
});

test('a screen opens with the asked model, else with the data set at hand, else with small pictures', () => {
  assert.equal(chooseCard(CARDS, 'faces-ae', 'vae')?.id, 'faces-ae');
  assert.equal(chooseCard(CARDS, 'nope', 'vae')?.id, 'fashion-vae');
  assert.equal(chooseCard(CARDS, undefined, 'vae', 'faces')?.id, 'faces-vae');
  assert.equal(chooseCard(CARDS, undefined, 'cvae', 'fashion')?.id, 'fashion-ae');
  assert.equal(chooseCard([], undefined, 'vae'), undefined);
});

test('the counterpart is of the other kind and has codes of the same size', () => {
  assert.equal(counterpart(named('fashion-vae'), CARDS)?.id, 'fashion-ae');
  assert.equal(counterpart(named('fashion-ae-2d'), CARDS)?.id, 'fashion-vae-2d');
  assert.equal(counterpart(named('faces-vae-sharp'), CARDS)?.id, 'faces-ae');
  // Of several VAEs the one that is no variant of another; a conditional model reads an AE's pictures.
  assert.equal(counterpart(named('faces-ae'), [...CARDS].reverse())?.id, 'faces-vae');
  assert.equal(counterpart(named('faces-cvae'), CARDS)?.id, 'faces-ae');
  assert.equal(counterpart(named('fashion-vae'), [named('fashion-vae')]), undefined);
});
