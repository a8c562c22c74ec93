import { html, Icon } from '../../html.js';
import * as engine from '../../tour/engine.js';
import { lt } from '../../tour/host.js';
import * as session from '../../tour/session.js';

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

const dots = (/** @type {[number, number][]} */ places, /** @type {string} */ kind = 'fill') =>
  places.map(([x, y]) => html`<circle key=${`${x} ${y}`} class=${kind} cx=${x} cy=${y} r="2.2" />`);

/** A small line drawing for each lesson: what happens in latent space. @type {Record<string, () => any>} */
const DRAWINGS = {
  point: () => html`<circle class="fill" cx="34" cy="36" r="3.4" />
    <ellipse class="line" cx="92" cy="36" rx="11" ry="7" transform="rotate(-24 92 36)" /><ellipse class="line faint" cx="92" cy="36" rx="22" ry="14" transform="rotate(-24 92 36)" />
    <circle class="fill" cx="92" cy="36" r="2.2" /><line class="line faint" x1="60" y1="12" x2="60" y2="60" />`,
  prior: () => html`<circle class="line" cx="60" cy="36" r="12" /><circle class="line faint" cx="60" cy="36" r="25" />
    ${dots([
      [16, 16],
      [22, 26],
      [12, 28],
      [100, 14],
      [108, 22],
      [98, 60],
      [106, 54],
      [18, 58],
    ])}<path class="hot" d="M55 31l10 10m0-10l-10 10" />`,
  blur: () => html`<circle class="line" cx="48" cy="36" r="22" /><circle class="line" cx="72" cy="36" r="22" />
    <path class="wash" d="M60 17.6a22 22 0 0 1 0 36.8a22 22 0 0 1 0-36.8z" />${dots([
      [48, 36],
      [72, 36],
    ])}`,
  path: () =>
    html`<line class="line" x1="20" y1="54" x2="100" y2="18" />${dots([
      [20, 54],
      [100, 18],
    ])}${dots(
      [
        [40, 45],
        [80, 27],
      ],
      'faint-fill',
    )}<circle class="hot" cx="60" cy="36" r="4.6" />`,
  direction: () =>
    html`${dots(
      [
        [22, 50],
        [30, 58],
        [34, 46],
        [20, 60],
      ],
      'faint-fill',
    )}${dots([
      [88, 18],
      [96, 26],
      [84, 28],
      [100, 14],
    ])}<path class="hot" d="M32 50L84 25m-9-2l9 2l-4 8" />`,
  condition: () => html`<circle class="fill" cx="22" cy="36" r="3.4" />
    ${[14, 36, 58].map((y) => html`<path key=${y} class=${y === 36 ? 'hot' : 'line'} d=${`M30 36L74 ${y}`} /><rect class=${y === 36 ? 'hot' : 'line'} x="80" y=${y - 8} width="16" height="16" />`)}`,
};

/** Decoration, hidden from assistive technology. @param {{name: string}} props */
function Drawing({ name }) {
  return html`<svg class="lesson-drawing" viewBox="0 0 120 72" aria-hidden="true" focusable="false">${DRAWINGS[name]?.()}</svg>`;
}
