import { useRef } from 'preact/hooks';
import { html } from '../html.js';

/** @param {string} key @param {number} index @param {number} columns @param {number} count */
function moved(key, index, columns, count) {
  /** @type {Record<string, number>} */
  const steps = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -index,
    End: count - 1 - index,
  };
  const step = steps[key];
  if (step === undefined) return null;
  const next = index + step;
  return next >= 0 && next < count ? next : index;
}

/**
 * A contact sheet: a list box whose arrow keys move over rows and columns.
 * @param {{images: string[], columns: number, selected: number, onSelect: (index: number) => void, label: string,
 *   itemLabel: (index: number) => string, busy?: boolean, testid?: string}} props
 */
export function Sheet({ images, columns, selected, onSelect, label, itemLabel, busy, testid }) {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  /** @param {KeyboardEvent} event */
  const onKeyDown = (event) => {
    const next = moved(event.key, selected, columns, images.length);
    if (next === null) return;
    event.preventDefault();
    onSelect(next);
    const cell = root.current?.children[next];
    if (cell instanceof HTMLElement) cell.focus();
  };
  return html`<div class=${`sheet columns-${columns} ${busy ? 'busy' : ''}`} role="listbox" aria-label=${label} ref=${root}
    onKeyDown=${onKeyDown} data-testid=${testid}>
    ${images.map(
      (src, index) => html`<div key=${index} role="option" class="cell" aria-selected=${index === selected}
        tabindex=${index === selected ? 0 : -1} aria-label=${itemLabel(index)} onClick=${() => onSelect(index)}>
        <img src=${src} alt="" decoding="sync" draggable=${false} />
      </div>`,
    )}
  </div>`;
}
