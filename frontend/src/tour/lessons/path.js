/** The way from one image to another through latent space. */

const OPEN = { screen: 'interpolation', models: { m: 'clothes-vae', o: 'clothes-ae' } };
const ENDS = { from: 'g:shirt-1', to: 'g:dress-1', method: 'linear' };

/** @type {import('../engine.js').Lesson} */
export const path = {
  id: 'path',
  minutes: 5,
  steps: [
    {
      id: 'walk',
      places: [
        { ...OPEN, query: { ...ENDS, a: 0 }, target: ['[data-testid=alpha]'], done: { key: 'a', atLeast: 0.95 } },
      ],
    },
    {
      id: 'middle',
      carry: true,
      places: [
        {
          ...OPEN,
          query: { ...ENDS, a: 1 },
          target: ['.films'],
          done: { key: 'a', atLeast: 0.4, atMost: 0.6 },
        },
      ],
    },
    {
      id: 'end',
      carry: true,
      places: [{ ...OPEN, query: { ...ENDS, a: 0.5 }, target: ['[data-testid=to]'], done: { key: 'to', changes: 1 } }],
    },
    {
      id: 'method',
      carry: true,
      places: [
        { ...OPEN, query: { ...ENDS, a: 0.5 }, target: ['[data-testid=method]'], done: { key: 'method', changes: 1 } },
      ],
    },
    {
      id: 'pins',
      places: [
        {
          screen: 'map',
          models: { m: 'clothes-vae-2d' },
          query: { p: '-1.5:0.5,1.5:-0.5' },
          target: ['[data-testid=pin-ends]', '[data-testid=pins]', '.map-grid'],
          done: { key: 'path', filled: true },
        },
      ],
    },
    {
      id: 'face',
      places: [
        {
          screen: 'interpolation',
          models: { m: 'faces-vae' },
          query: { a: 0 },
          target: ['[data-testid=alpha]'],
          done: { key: 'a', atLeast: 0.95 },
        },
      ],
    },
  ],
  exercise: {
    places: [
      {
        ...OPEN,
        query: { ...ENDS, a: 0 },
        target: ['[data-testid=alpha]'],
        done: { key: 'a', atLeast: 0.74, atMost: 0.76 },
      },
    ],
  },
  formulas: ['linear', 'spherical'],
  terms: ['interpolation', 'alpha', 'latent-space', 'encoder', 'decoder'],
};
