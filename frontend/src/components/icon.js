import { html } from '../html.js';

/** A drawing beside a text or inside a named button: hidden from assistive technology. @param {{name: string}} props */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`icons/sprite.svg#${name}`} /></svg>`;
}
