import { html } from '../../html.js';
import * as engine from '../../tour/engine.js';
import * as session from '../../tour/session.js';
import { lt } from '../../tour/words.js';
import { Icon } from '../icon.js';
import { Drawing } from './drawings.js';

const ACTIONS = /** @type {const} */ ({ new: 'list.start', begun: 'list.resume', finished: 'list.again' });

/** @param {{lesson: engine.Lesson}} props */
export function LessonCard({ lesson }) {
  const { id, minutes, steps } = lesson;
  const record = engine.recordOf(session.progress.value, id);
  const state = engine.standing(record);
  const start = session.startOf(lesson);
  const total = steps.length + 1;
  const action = lt(ACTIONS[state], { step: start + 1 });
  const title = lt(`${id}.title`);
  return html`<article class=${`lesson-card ${state}`} aria-labelledby=${`lesson-${id}`} data-testid=${`lesson-${id}`}>
    <${Drawing} name=${id} />
    <h2 id=${`lesson-${id}`}><span class="lesson-number">${session.numberOf(lesson)}</span> ${title}</h2>
    <p class="lesson-sentence">${lt(`${id}.sentence`)}</p>
    <p class="hint lesson-facts">${lt('list.facts', { minutes, count: total })}
      ${record.done.length > 0 && html` · ${lt('list.progress', { count: record.done.length, total })}`}</p>
    <p class="lesson-action"><a class=${`button ${state === 'new' ? '' : state}`} href=${session.hrefOf(lesson, start)} aria-label=${`${action}: ${title}`}
        data-testid=${`start-${id}`}><span>${action}</span><${Icon} name="arrow-right" /></a>
      ${state === 'finished' && html`<span class="lesson-done" data-testid=${`done-${id}`}><${Icon} name="check" />${lt('list.done')}</span>`}</p>
  </article>`;
}
