/** Why the pictures of a VAE are blurred: where clouds overlap the decoder can only draw the average. */

const READ = { screen: 'posterior', models: { m: 'clothes-vae' } };
const SANDAL = { from: 'g:sandal-1', seed: 7, t: 1 };
const DRAW = { screen: 'sampling', models: { m: 'clothes-vae', o: 'clothes-ae' } };

/** @type {import('../engine.js').Lesson} */
export const blur = {
  id: 'blur',
  minutes: 5,
  steps: [
    {
      id: 'detail',
      places: [{ ...READ, query: SANDAL, target: ['[data-testid=image-row]'], done: { key: 'from', distinct: 3 } }],
    },
    {
      id: 'overlap',
      carry: true,
      places: [{ ...READ, query: SANDAL, target: ['[data-testid=scale]'], done: { key: 't', atLeast: 2.5 } }],
    },
    {
      id: 'average',
      places: [
        {
          ...DRAW,
          query: { seed: 7, n: 16, t: 1 },
          target: ['[data-testid=temperature]'],
          done: { key: 't', atMost: 0.05 },
        },
      ],
    },
    {
      id: 'fewer',
      places: [
        {
          ...DRAW,
          query: { seed: 7, n: 16, t: 1 },
          target: ['[data-testid=size]'],
          done: { key: 'm', role: 'clothes-vae-2d' },
        },
      ],
    },
    {
      id: 'sharp',
      places: [
        {
          screen: 'sampling',
          models: { m: 'faces-vae', o: 'faces-ae' },
          query: { seed: 7, n: 4, t: 1 },
          target: ['[data-testid=partner]'],
          done: { key: 'o', role: 'faces-vae-sharp' },
        },
      ],
    },
  ],
  exercise: {
    places: [{ ...DRAW, query: { seed: 7, n: 16, t: 1 }, target: ['[data-testid=reconstructions]', '.columns'] }],
    options: 3,
    right: 1,
  },
  formulas: ['average', 'elbo'],
  terms: ['reconstruction', 'elbo', 'likelihood', 'latent', 'kl'],
};
