import { useSignal, useSignalEffect } from '@preact/signals';
import { directionsOf } from '../directions.js';
import { html } from '../html.js';
import { stepsAlong } from '../lib/vectors.js';
import { say, signed, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */

/** Smaller changes are not worth a line. */
const LEAST = 0.1;
const MOST = 4;
const BAR_PIXELS = 40;

/**
 * What the moved sliders changed besides: the step z' − z, measured along the other directions.
 * @param {{card: Card, before: number[] | undefined, after: number[] | undefined, alphas: Record<string, number>}} props
 */
export function AlsoChanged({ card, before, after, alphas }) {
  const directions = useSignal(/** @type {Map<string, number[]>} */ (new Map()));
  const model = useSignal(card);
  model.value = card;
  useSignalEffect(() => {
    const controller = new AbortController();
    directionsOf(model.value, controller.signal).then(
      (found) => {
        if (!controller.signal.aborted) directions.value = found;
      },
      () => {
        // The line is an extra: without it the screen works as before.
      },
    );
    return () => controller.abort();
  });
  const moved = Object.values(alphas).some((alpha) => alpha !== 0);
  if (!moved || !before || !after || before.length !== after.length)
    return html`<div class="also"><h2>${t('attributes.also')}</h2><p class="hint">${t('judge.idle')}</p></div>`;
  const change = after.map((value, i) => value - before[i]);
  const others = card.attributes
    .filter(({ name }) => !alphas[name] && directions.value.get(name)?.length === change.length)
    .map((attribute) => ({ attribute, steps: stepsAlong(change, directions.value.get(attribute.name) ?? []) }))
    .filter(({ steps }) => Math.abs(steps) >= LEAST)
    .sort((a, b) => Math.abs(b.steps) - Math.abs(a.steps))
    .slice(0, MOST);
  return html`<div class="also" data-testid="also-changed">
    <h2>${t('attributes.also')}</h2>
    ${others.length === 0 && html`<p class="hint">${t('attributes.alsoNothing')}</p>`}
    <ul>${others.map(
      ({ attribute, steps }) => html`<li key=${attribute.name}>
        <span>${say(attribute.title)}</span> <b>${signed(steps, 2)}</b>
        <span class="bar" aria-hidden="true" style=${{ width: `${Math.round(Math.min(1, Math.abs(steps)) * BAR_PIXELS)}px` }}></span>
      </li>`,
    )}</ul>
  </div>`;
}
