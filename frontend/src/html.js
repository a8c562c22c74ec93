import htm from 'htm';
import { h } from 'preact';

/**
 * Markup as a tagged template: values become nodes and properties, never parsed HTML.
 * @type {(strings: TemplateStringsArray, ...values: any[]) => any}
 */
export const html = htm.bind(/** @type {any} */ (h));
