import { html } from '../html.js';

/**
 * One picture on its mat. The old picture stays until the new one can be drawn; while a new
 * one is awaited it dims, by style, after a moment.
 * @param {{src: string | null | undefined, alt: string, size?: string, busy?: boolean, testid?: string}} props
 *   `size`: name of a size in the style sheet
 */
export function Picture({ src, alt, size = 'medium', busy, testid }) {
  return html`<span class=${`picture size-${size} ${busy ? 'busy' : ''}`} data-testid=${testid}>
    ${src && html`<img src=${src} alt=${alt} decoding="sync" draggable=${false} />`}
  </span>`;
}
