import htm from 'htm';
import { h } from 'preact';

/**
 * Markup as a tagged template: values become nodes and properties, never parsed HTML.
 * @type {(strings: TemplateStringsArray, ...values: any[]) => any}
 */
export const html = htm.bind(/** @type {any} */ (h));

/** A drawing beside a text or inside a named button: hidden from assistive technology. @param {{name: string}} props */
export function Icon({ name }) {
  return html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`icons/sprite.svg#${name}`} /></svg>`;
}
