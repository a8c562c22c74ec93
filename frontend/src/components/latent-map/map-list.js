import { html } from '../../html.js';
import { number, say, t } from '../../store.js';
import { ClassName } from '../class-name.js';
import { placeText } from './reading.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map-side.js').Loaded} Loaded */

/** The map in words, for who does not see or point at it: each class, where it lies, and a way to go there. @param {{state: MapState, loaded: Loaded, onGo: (place: import('../../lib/map-data.js').Place) => void}} props */
export function MapList({ state, loaded, onGo }) {
  const { card, medians, map } = loaded;
  if (!map.classes || !card.classes) return null;
  return html`<details class="more map-list" data-testid="map-list">
    <summary>${t('map.list')}</summary>
    <div class="table-scroll"><table>
      <thead><tr><th scope="col">${t('map.class')}</th><th scope="col">${t('map.points')}</th><th scope="col">${t('map.middleAt')}</th><th scope="col"><span class="visually-hidden">${t('map.go')}</span></th></tr></thead>
      <tbody>${card.classes.map(({ title }, index) => {
        const median = medians[index];
        return html`<tr key=${index}><th scope="row"><${ClassName} card=${card} index=${index} /></th>
          <td>${number(median?.count ?? 0)}${state.hidden.value.has(index) ? ` (${t('map.hidden')})` : ''}</td><td>${median ? placeText(median.place) : '–'}</td>
          <td>${median && html`<button type="button" class="button" onClick=${() => onGo(median.place)} aria-label=${t('map.goTo', { name: say(title) })}>${t('map.go')}</button>`}</td></tr>`;
      })}</tbody>
    </table></div>
  </details>`;
}
