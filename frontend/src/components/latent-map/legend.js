import { html } from '../../html.js';
import { toggleClass } from '../../state/map.js';
import { number, say, t } from '../../store.js';
import { ClassName } from '../class-name.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-side.js').Loaded} Loaded */

/** The classes as buttons that show and hide their points. @param {{state: MapState, loaded: Loaded}} props */
export function Legend({ state, loaded }) {
  const { card, medians, map } = loaded;
  if (!map.classes || !card.classes) return null;
  return html`<div class="map-legend" role="group" aria-label=${t('map.classes')} data-testid="map-legend">
    ${card.classes.map(({ title }, index) => {
      const shown = !state.hidden.value.has(index);
      return html`<button key=${index} type="button" class="button legend-class" aria-pressed=${shown} data-testid=${`legend-${index}`}
        aria-label=${t('map.classShown', { name: say(title), count: number(medians[index]?.count ?? 0) })} onClick=${() => toggleClass(state, index)}>
        <${ClassName} card=${card} index=${index} /></button>`;
    })}
    ${
      state.hidden.value.size > 0 &&
      html`<button type="button" class="button" data-testid="legend-all" onClick=${() => {
        state.hidden.value = new Set();
      }}>${t('map.allClasses')}</button>`
    }
  </div>`;
}
