import { html } from '../html.js';
import { say } from '../store.js';

/** One glyph per class, so that colour is never the only sign. */
export const GLYPHS = ['●', '■', '▲', '◆', '▼', '★', '✚', '◐', '⬟', '✖'];

/** @param {{card: import('../types.d.ts').Card, index: number}} props */
export function ClassName({ card, index }) {
  const title = say(card.classes?.[index]?.title) || String(index);
  return html`<span class=${`class-name class-${index % GLYPHS.length}`}><i aria-hidden="true">${GLYPHS[index % GLYPHS.length]}</i>${title}</span>`;
}
