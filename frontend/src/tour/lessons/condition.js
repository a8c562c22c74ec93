/** What a model is told need not be found: labels go into encoder and decoder. */

const OPEN = { screen: 'conditional', models: { m: 'clothes-cvae' } };
const DRESS = { c: 3, seed: 7 };

/** @type {import('../engine.js').Lesson} */
export const condition = {
  id: 'condition',
  minutes: 6,
  steps: [
    {
      id: 'luck',
      places: [
        {
          screen: 'sampling',
          models: { m: 'clothes-vae', o: 'clothes-ae' },
          query: { seed: 7, n: 4, t: 1 },
          target: ['[data-testid=seed]'],
          done: { key: 'seed', changes: 3 },
        },
      ],
    },
    {
      id: 'class',
      places: [{ ...OPEN, query: DRESS, target: ['[data-testid=class-picker]'], done: { key: 'c', is: '0' } }],
    },
    {
      id: 'style',
      carry: true,
      places: [{ ...OPEN, query: DRESS, target: ['[data-testid=seed]'], done: { key: 'seed', changes: 2 } }],
    },
    {
      id: 'encode',
      carry: true,
      places: [{ ...OPEN, query: DRESS, target: ['[data-testid=z-from]'], done: { key: 'from', filled: true } }],
    },
    {
      id: 'face',
      places: [
        {
          screen: 'conditional',
          models: { m: 'faces-cvae' },
          query: { seed: 4 },
          target: ['[data-testid=condition-list] li', '[data-testid=condition-list]'],
          done: { key: 'c', filled: true },
        },
      ],
    },
  ],
  exercise: {
    places: [
      {
        ...OPEN,
        query: DRESS,
        target: ['[data-testid=z-from]'],
        done: {
          all: [
            { key: 'from', filled: true },
            { key: 'c', is: '8' },
          ],
        },
      },
    ],
  },
  formulas: ['conditional-encoder', 'conditional-decoder'],
  terms: ['condition', 'cvae', 'posterior', 'likelihood', 'class'],
};
