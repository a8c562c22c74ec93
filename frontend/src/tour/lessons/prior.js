/** Drawing from N(0, I) fails on an AE and works on a VAE; a prior fitted after training rescues the AE. */

const OPEN = { screen: 'sampling', models: { m: 'clothes-vae', o: 'clothes-ae' } };
const DRAWS = { seed: 7, n: 16, t: 1 };

/** @type {import('../engine.js').Lesson} */
export const prior = {
  id: 'prior',
  minutes: 6,
  steps: [
    {
      id: 'draw',
      places: [{ ...OPEN, query: DRAWS, target: ['[data-testid=seed]'], done: { key: 'seed', changes: 3 } }],
    },
    {
      id: 'same',
      carry: true,
      places: [
        {
          ...OPEN,
          query: DRAWS,
          target: ['[data-testid=column-ae-standard] [data-testid=sheet]'],
          done: { key: 'i', changes: 1 },
        },
      ],
    },
    {
      id: 'temperature',
      carry: true,
      places: [
        {
          ...OPEN,
          query: DRAWS,
          target: ['[data-testid=temperature]'],
          done: {
            each: [
              { key: 't', atMost: 0.4 },
              { key: 't', atLeast: 1.6 },
            ],
          },
        },
      ],
    },
    {
      id: 'fitted',
      carry: true,
      places: [
        {
          ...OPEN,
          query: DRAWS,
          target: ['[data-testid=column-ae-fitted] [data-testid=sheet]'],
          done: { key: 'i', changes: 1 },
        },
      ],
    },
    {
      id: 'map',
      places: [
        {
          screen: 'map',
          models: { m: 'clothes-ae-2d' },
          query: { prior: 1, v: '0,0,14' },
          target: ['[data-testid=stage-main]', '.map-grid'],
          done: { key: 'p', items: 1 },
        },
      ],
    },
  ],
  exercise: {
    places: [{ ...OPEN, query: DRAWS, target: ['.columns'] }],
    options: 3,
    right: 2,
  },
  formulas: ['prior', 'decoder', 'fitted'],
  terms: ['prior', 'sampling', 'seed', 'temperature', 'fitted', 'decoder'],
};
