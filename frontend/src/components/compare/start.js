import { useSignal, useSignalEffect } from '@preact/signals';
import { useLatest } from '../../hooks.js';
import { html } from '../../html.js';
import { classOf, resolve, sourceName } from '../../points.js';
import { t } from '../../store.js';
import { ClassSelect, Segmented } from '../segmented.js';
import { SourceFigure } from '../source-figure.js';

/** @typedef {import('../../types.d.ts').Card} Card */
/** @typedef {import('../../lib/permalink.js').Source} Source */
/** @typedef {import('../../points.js').Resolved} Resolved */
/** @typedef {import('../../state/compare.js').CompareState} CompareState */
/** @typedef {import('../../state/compare.js').End} End */
/** @typedef {import('../../state/compare.js').Share} Share */

/**
 * An image that all models start from: as it is, or as the first model draws it.
 * @param {{state: CompareState, end: import('@preact/signals').Signal<End>, heading: string, testid: string}} props
 */
export function StartFigure({ state, end, heading, testid }) {
  const { shown } = state;
  const found = useSignal(/** @type {Resolved | null} */ (null));
  const stream = useLatest(
    (/** @type {{card: Card, end: End}} */ input, signal) =>
      resolve(input.card, input.end.source, input.card.condition ? input.end.label : null, signal),
    (/** @type {Resolved} */ resolved) => {
      found.value = resolved;
    },
  );
  const request = () => stream.request({ card: shown.value[0], end: end.value }, { restart: true });
  useSignalEffect(request);
  const [first] = shown.value;
  const { source, label } = end.value;
  const name = sourceName(first, source);
  const resolved = found.value && {
    ...found.value,
    picture: found.value.original ?? found.value.picture,
    original: null,
  };
  const reader = shown.value.find(({ condition }) => condition?.kind === 'class');
  return html`<${SourceFigure} heading=${heading} name=${name} alt=${name} resolved=${resolved} size="small" testid=${testid} card=${first}
    source=${source} busy=${stream.busy.value} error=${stream.error.value} onRetry=${request}
    onChoose=${(/** @type {Source} */ next) => {
      end.value = { source: next, label: null };
    }}>
    ${
      reader &&
      html`<${ClassSelect} card=${reader} label=${t('compare.readAs', { model: reader.id })} testid=${`${testid}-class`}
        value=${classOf(label ?? found.value?.label)} onChange=${(/** @type {number} */ index) => {
          end.value = { ...end.value, label: index };
        }} />`
    }
  </${SourceFigure}>`;
}

/** What a draw gives to all models, where there is a choice. @param {{state: CompareState}} props */
export function ShareChoice({ state }) {
  if (!state.canShareZ()) return null;
  return html`<${Segmented} label=${t('compare.share')} value=${state.sharing()} testid="share"
    choices=${/** @type {Share[]} */ (['z', 'image']).map((value) => ({ value, label: t(`compare.share.${value}`) }))}
    onChange=${(/** @type {Share} */ next) => {
      state.share.value = next;
    }} />`;
}
