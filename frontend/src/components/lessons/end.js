import { html, Icon } from '../../html.js';
import { lt } from '../../tour/host.js';
import * as session from '../../tour/session.js';
import { LessonFormula } from './formulas.js';

/** @typedef {import('../../tour/engine.js').Lesson} Lesson */

/** What a lesson leaves: its formula, its words, and the way on. @param {{lesson: Lesson}} props */
export function LessonEnd({ lesson }) {
  const next = session.following(lesson);
  return html`<div class="coach-text end" aria-live="polite">
      <div class="coach-do"><h2><span class="coach-check"><${Icon} name="check" />${lt('coach.end')}</span></h2>
        <p class="coach-title" data-testid="coach-end">${lt(`${lesson.id}.title`)}</p><p>${lt(`${lesson.id}.sentence`)}</p></div>
      <div class="coach-formulas"><h2>${lt('coach.formula')}</h2>${lesson.formulas.map((name) => html`<${LessonFormula} key=${name} name=${name} />`)}</div>
      <div class="coach-words"><h2>${lt('coach.words')}</h2><ul>${lesson.terms.map(
        (term) =>
          html`<li key=${term}><a href=${session.hrefOutside('lessons', { g: term })}>${lt(`${term}.term`)}</a></li>`,
      )}</ul></div>
    </div>
    <footer class="coach-foot">
      <a class="button quiet" href=${session.hrefOutside('lessons')} data-testid="coach-all">${lt('coach.all')}</a>
      ${
        next &&
        html`<a class="button primary" href=${session.hrefOf(next, session.startOf(next))} data-testid="coach-next-lesson">
        <span>${lt('coach.nextLesson', { title: lt(`${next.id}.title`) })}</span><${Icon} name="arrow-right" /></a>`
      }
    </footer>`;
}
