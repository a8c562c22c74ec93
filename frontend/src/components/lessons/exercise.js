import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { html, Icon } from '../../html.js';
import { lt } from '../../tour/host.js';
import * as session from '../../tour/session.js';
import { Button } from '../buttons.js';

/** @typedef {import('../../tour/engine.js').Lesson} Lesson */

/**
 * A question to be answered by trying. Where the screen's state can tell, it is checked there;
 * else one chooses an answer. The answer can be had in any case.
 * @param {{lesson: Lesson, place: import('../../tour/engine.js').Place | null}} props
 */
export function Exercise({ lesson, place }) {
  const { id, exercise } = lesson;
  const revealed = useSignal(false);
  const isDone = session.isDone.value;
  return html`<div class="coach-do"><h2>${isDone ? html`<span class="coach-check"><${Icon} name="check" />${lt('coach.done')}</span>` : lt('coach.question')}</h2>
      <p data-testid="coach-do">${lt(`${id}.exercise`)}</p>
      ${exercise.options && html`<${Options} lesson=${lesson} count=${exercise.options} right=${exercise.right} />`}</div>
    ${
      isDone || revealed.value
        ? html`<div class="coach-why" data-testid="coach-answer"><h2>${lt('coach.answered')}</h2><p>${lt(`${id}.answer`)}</p></div>`
        : html`<div class="coach-reveal"><${Button} label=${lt('coach.answer')} testid="coach-reveal" onClick=${() => {
            revealed.value = true;
            // Without a screen to try it on, or answers to choose from, reading it is all there is to do.
            if (!place?.done && !exercise.options) session.markDone();
          }} /></div>`
    }`;
}

/** @param {{lesson: Lesson, count: number, right: number | undefined}} props */
function Options({ lesson, count, right }) {
  const name = useId();
  const chosen = useSignal(0);
  const isRight = chosen.value === right;
  return html`<fieldset class="coach-options" data-testid="coach-options"><legend class="visually-hidden">${lt(`${lesson.id}.exercise`)}</legend>
    ${Array.from({ length: count }, (_, index) => index + 1).map(
      (option) =>
        html`<label key=${option}><input type="radio" name=${name} value=${option} checked=${chosen.value === option} onChange=${() => {
          chosen.value = option;
          if (option === right) session.markDone();
        }} /><span>${lt(`${lesson.id}.option.${option}`)}</span></label>`,
    )}
    ${chosen.value > 0 && html`<p class=${`coach-verdict ${isRight ? 'right' : ''}`}>${lt(isRight ? 'coach.right' : 'coach.wrong')}</p>`}
  </fieldset>`;
}
