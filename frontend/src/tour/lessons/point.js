/** A deterministic encoder makes a point of an image, a variational one a Gaussian. */

const OPEN = { screen: 'posterior', models: { m: 'clothes-vae' } };
const BOOT = { from: 'g:ankle-boot-1', seed: 7, t: 1 };

/** @type {import('../engine.js').Lesson} */
export const point = {
  id: 'point',
  minutes: 6,
  steps: [
    {
      id: 'image',
      places: [{ ...OPEN, query: BOOT, target: ['[data-testid=image-row]'], done: { key: 'from', changes: 1 } }],
    },
    {
      id: 'draw',
      carry: true,
      places: [{ ...OPEN, query: BOOT, target: ['[data-testid=seed]'], done: { key: 'seed', changes: 2 } }],
    },
    {
      id: 'far',
      carry: true,
      places: [{ ...OPEN, query: BOOT, target: ['[data-testid=scale]'], done: { key: 't', atLeast: 2 } }],
    },
    {
      id: 'dimension',
      carry: true,
      places: [
        {
          ...OPEN,
          query: BOOT,
          target: ['[data-testid=dimensions] li', '[data-testid=dimensions]'],
          done: { key: 'd', filled: true, changes: 2 },
        },
      ],
    },
    {
      id: 'holes',
      places: [
        {
          screen: 'map',
          models: { m: 'clothes-vae-2d', o: 'clothes-ae-2d' },
          query: { prior: 1 },
          target: ['[data-testid=stage-other]', '.map-grid'],
          done: { key: 'p', items: 1 },
        },
      ],
    },
  ],
  exercise: {
    places: [{ ...OPEN, query: BOOT, target: ['[data-testid=scale]'], done: { key: 't', atMost: 0.05 } }],
  },
  formulas: ['encoder', 'posterior'],
  terms: ['autoencoder', 'vae', 'posterior', 'log-variance', 'kl', 'active', 'reparameterisation'],
};
