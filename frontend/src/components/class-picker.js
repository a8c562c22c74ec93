import { useId } from 'preact/hooks';
import { html } from '../html.js';
import { ClassName } from './class-name.js';

/**
 * All classes as radio buttons under their pictures.
 * @param {{card: import('../types.d.ts').Card, images: (string | undefined)[], value: number, onChange: (index: number) => void,
 *   label: string, busy?: boolean}} props `images`: one per class
 */
export function ClassPicker({ card, images, value, onChange, label, busy }) {
  const name = useId();
  return html`<fieldset class=${`class-picker ${busy ? 'busy' : ''}`} data-testid="class-picker">
    <legend>${label}</legend>
    <div class="class-grid">
      ${card.classes?.map(
        (_, index) => html`<label key=${index} data-testid=${`class-${index}`}>
          <input type="radio" name=${name} value=${index} checked=${index === value} onChange=${() => onChange(index)} />
          <span class="class-picture">${images[index] && html`<img src=${images[index]} alt="" decoding="sync" />`}</span>
          <${ClassName} card=${card} index=${index} />
        </label>`,
      )}
    </div>
  </fieldset>`;
}
