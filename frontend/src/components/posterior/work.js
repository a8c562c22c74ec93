/** All of the posterior screen but the image, which is there first. */

import { useLayoutEffect } from 'preact/hooks';
import { usePosterior } from '../../state/posterior-streams.js';
import { DimensionsPart } from './dimensions-part.js';
import { KlPart } from './kl-part.js';
import { Columns } from './pair.js';
import { PosteriorDetails } from './posterior-details.js';

/** @typedef {import('../../types.d.ts').GalleryItem} GalleryItem */
/** @typedef {import('../../state/posterior.js').PosteriorState} PosteriorState */
/** @typedef {import('../../state/posterior-read.js').Reader} Reader */
/** @typedef {{posterior: import('../../state/posterior-streams.js').Posterior} & typeof PARTS} Work */

/** Of the screen. */
const PARTS = { Columns, DimensionsPart, KlPart, PosteriorDetails };

/**
 * Draws nothing itself: it asks for what follows from the encodings, and tells the screen of it.
 * @param {{state: PosteriorState, reader: Reader, items: import('@preact/signals').Signal<GalleryItem[]>, onWork: (work: Work) => void}} props
 */
export function PosteriorWork({ state, reader, items, onWork }) {
  const posterior = usePosterior(state, reader, items);
  useLayoutEffect(() => onWork({ posterior, ...PARTS }), []);
  return null;
}
