import { html } from '../../html.js';

/**
 * One thumbnail out of the sheet of all data points: there at once, without a request.
 * @param {{sprite: import('../../lib/map-data.js').Sprite, point: number, label?: string, size?: string}} props
 *   without `label` it is decoration; `size`: name of a size in the style sheet
 */
export function Thumb({ sprite, point, label = '', size = 'medium' }) {
  const style = {
    '--sheet': `url("${new URL(sprite.address, document.baseURI).href}")`,
    '--columns': String(sprite.columns),
    '--rows': String(sprite.rows),
    '--column-at': String(point % sprite.columns),
    '--row-at': String(Math.floor(point / sprite.columns)),
  };
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': 'true' };
  return html`<span class=${`picture size-${size}`}><span class="map-thumb" style=${style} ...${named} data-point=${point}></span></span>`;
}
