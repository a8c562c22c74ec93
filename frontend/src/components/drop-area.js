import { useSignal } from '@preact/signals';
import { html, Icon } from '../html.js';
import { refusal, takeIn } from '../take-in.js';

/**
 * Takes in a file of this page, chosen or dropped: a recipe, a collection, a picture that carries its state.
 * What is wrong with it stands below.
 * @param {{button: string, hint: string}} props
 */
export function DropArea({ button, hint }) {
  const over = useSignal(false);
  /** @param {FileList | undefined} chosen */
  const take = (chosen) => {
    over.value = false;
    if (chosen?.[0]) takeIn(chosen[0]);
  };
  return html`<div class=${`drop-area ${over.value ? 'over' : ''}`}
      onDragOver=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave=${() => {
        over.value = false;
      }}
      onDrop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        event.stopPropagation();
        take(event.dataTransfer?.files);
      }}>
      <label class="button file-button">
        <input type="file" class="visually-hidden" accept="application/json,.json,image/png" data-testid="import"
          onChange=${(/** @type {any} */ event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }} />
        <span>${button}</span>
      </label>
      <p>${hint}</p>
    </div>
    ${refusal.value && html`<div class="note failure" role="alert" data-testid="refusal"><${Icon} name="triangle-alert" /><p>${refusal.value}</p></div>`}`;
}
