/** A direction for an attribute is a difference of two means; moving along it changes other things too. */

const CLOTHES = { screen: 'attributes', models: { m: 'clothes-vae' }, attribute: 'Long sleeves' };
const SHIRT = { from: 'g:t-shirt-top-1', x: 'Long sleeves' };
const SLEEVES = ['[data-testid="attribute-Long sleeves"]'];
const FACES = { screen: 'attributes', models: { m: 'faces-vae' }, attribute: 'Smiling' };
const SMILE = { x: 'Smiling' };
const OTHERWISE = { ...CLOTHES, attribute: 'Wide', query: { ...SHIRT, x: 'Wide' }, text: 'wide' };

/** @type {import('../engine.js').Lesson} */
export const direction = {
  id: 'direction',
  minutes: 7,
  steps: [
    {
      id: 'more',
      places: [{ ...CLOTHES, query: SHIRT, target: SLEEVES, done: { key: 'a', entry: 'Long sleeves', atLeast: 1 } }],
    },
    {
      id: 'less',
      carry: true,
      places: [{ ...CLOTHES, query: SHIRT, target: SLEEVES, done: { key: 'a', entry: 'Long sleeves', atMost: -1 } }],
    },
    {
      id: 'also',
      places: [
        {
          ...FACES,
          query: SMILE,
          target: ['[data-testid=attribute-Smiling]'],
          done: { key: 'a', entry: 'Smiling', atLeast: 1 },
        },
        { ...OTHERWISE, target: ['[data-testid=attribute-Wide]'], done: { key: 'a', entry: 'Wide', atLeast: 1 } },
      ],
    },
    {
      id: 'hold',
      carry: true,
      places: [
        {
          ...FACES,
          query: { ...SMILE, a: 'Smiling:1.5' },
          target: ['[data-testid=attribute-Mouth_Slightly_Open]', '[data-testid=attributes]'],
          done: { key: 'keep', filled: true },
        },
        {
          ...OTHERWISE,
          query: { ...SHIRT, x: 'Wide', a: 'Wide:1.5' },
          target: ['[data-testid=attribute-Light]', '[data-testid=attributes]'],
          done: { key: 'keep', filled: true },
        },
      ],
    },
    {
      id: 'two',
      carry: true,
      places: [
        {
          ...FACES,
          query: { ...SMILE, a: 'Smiling:1.5' },
          target: ['[data-testid=attributes]'],
          done: { key: 'a', items: 2 },
        },
        {
          ...OTHERWISE,
          query: { ...SHIRT, x: 'Wide', a: 'Wide:1.5' },
          target: ['[data-testid=attributes]'],
          done: { key: 'a', items: 2 },
        },
      ],
    },
    {
      id: 'own',
      places: [
        {
          screen: 'map',
          models: { m: 'clothes-vae' },
          target: ['[data-testid=steer]', '[data-testid=own-direction]', '[data-testid=tool-lasso]'],
          done: { event: 'input', on: '[data-testid=steer]' },
        },
      ],
    },
  ],
  exercise: {
    places: [
      {
        ...CLOTHES,
        query: { ...SHIRT },
        target: ['[data-testid=attributes]'],
        done: {
          all: [
            { key: 'a', entry: 'Long sleeves', atLeast: 0.95, atMost: 1.05 },
            { key: 'a', entry: 'Wide', atLeast: -1.05, atMost: -0.95 },
          ],
        },
      },
    ],
  },
  formulas: ['difference', 'edit'],
  terms: ['direction', 'alpha', 'attribute', 'separability', 'entanglement'],
};
