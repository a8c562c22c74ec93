/** The guide of a lesson: what to do, what to look at, what happened. It stands beside the screen and blocks nothing. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { html, Icon } from '../../html.js';
import { language, t } from '../../store.js';
import * as engine from '../../tour/engine.js';
import { lessonAt, lt } from '../../tour/host.js';
import * as session from '../../tour/session.js';
import { findTarget, focusOn, reveal, useTarget } from '../../tour/target.js';
import { Button } from '../buttons.js';
import { LessonEnd } from './end.js';
import { Exercise } from './exercise.js';

/** @typedef {import('../../tour/engine.js').Position} Position */

export function Coach() {
  const at = session.position.value;
  const place = session.place.value;
  const folded = useSignal(false);
  const isThere = session.isThere.value;
  const target = useTarget(place && session.hasCome.value ? place.target : [], lessonAt.value);
  const root = useHeight();
  useKeys();
  if (!at) return null;
  const { lesson } = at;
  const number = session.numberOf(lesson);
  const label = lt('coach.label', { number, title: lt(`${lesson.id}.title`) });
  return html`<aside class=${`coach ${folded.value ? 'folded' : ''} ${engine.kindAt(at)}`} aria-label=${label} ref=${root} data-testid="coach">
    <header class="coach-head">
      <p class="coach-where"><strong>${lt('coach.lesson', { number })}</strong> <span>${whereabouts(at)}</span></p>
      <${Dots} at=${at} />
      <${Button} icon="chevron-down" iconOnly kind="quiet coach-fold" label=${lt(folded.value ? 'coach.unfold' : 'coach.fold')} pressed=${folded.value} testid="coach-fold"
        onClick=${() => {
          folded.value = !folded.value;
        }} />
      <${Button} icon="x" iconOnly kind="quiet" label=${lt('coach.leave')} onClick=${session.leave} testid="coach-leave" />
    </header>
    ${!folded.value && html`<${Body} key=${lessonAt.value} at=${at} place=${place} isThere=${isThere} isHidden=${target.given.value && !target.found.value} />`}
  </aside>`;
}

/** @param {Position} at */
function whereabouts(at) {
  const kind = engine.kindAt(at);
  if (kind === 'step') return lt('coach.step', { step: at.at + 1, count: at.lesson.steps.length });
  return lt(`coach.${kind}`);
}

/** How far it is, for the eye; the words beside say it too. @param {{at: Position}} props */
function Dots({ at }) {
  const { done } = engine.recordOf(session.progress.value, at.lesson.id);
  const names = [...at.lesson.steps.map(({ id }) => id), engine.EXERCISE];
  return html`<span class="coach-dots" aria-hidden="true">${names.map(
    (name, index) =>
      html`<i key=${name} class=${`${done.includes(name) ? 'done' : ''} ${index === at.at ? 'now' : ''}`}></i>`,
  )}</span>`;
}

/** Tells the style sheet how much of the window the guide covers. */
function useHeight() {
  const root = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const element = root.current;
    if (!element) return undefined;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => style.setProperty('--coach', `${element.offsetHeight}px`));
    observer.observe(element);
    return () => {
      observer.disconnect();
      style.removeProperty('--coach');
    };
  }, []);
  return root;
}

/** Esc leaves, Ctrl+Enter goes on: also from within a control of the screen. */
function useKeys() {
  useEffect(() => {
    /** @param {KeyboardEvent} event */
    const onKeyDown = (event) => {
      // What a dialog or the map does with the key comes first.
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      if (event.key === 'Escape') session.leave();
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        forward();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function forward() {
  const at = session.position.peek();
  if (at && engine.kindAt(at) !== 'end') session.go(at.lesson, at.at + 1);
}

/** @param {{at: Position, place: import('../../tour/engine.js').Place | null, isThere: boolean, isHidden: boolean}} props */
function Body({ at, place, isThere, isHidden }) {
  const kind = engine.kindAt(at);
  if (kind === 'end') return html`<${LessonEnd} lesson=${at.lesson} />`;
  const isDone = session.isDone.value;
  return html`<div class="coach-text" aria-live="polite" lang=${language.value === 'es' ? 'es' : 'en'}>
      ${kind === 'exercise' ? html`<${Exercise} lesson=${at.lesson} place=${place} />` : html`<${Step} at=${at} place=${place} isDone=${isDone} />`}
      ${!place && html`<p class="coach-notice" data-testid="coach-missing"><${Icon} name="info" />${lt('coach.missing')}</p>`}
      ${place && !isThere && html`<${Away} at=${at} screen=${place.screen} />`}
      ${place && isHidden && html`<p class="coach-notice" data-testid="coach-hidden"><${Icon} name="info" />${lt('coach.hidden')}</p>`}
    </div>
    <${Foot} at=${at} target=${place && isThere ? place.target : []} isDone=${isDone} />`;
}

/** @param {{at: Position, place: import('../../tour/engine.js').Place | null, isDone: boolean}} props */
function Step({ at, place, isDone }) {
  const step = at.lesson.steps[at.at];
  const key = [at.lesson.id, step.id, place?.text].filter(Boolean).join('.');
  return html`<div class="coach-do"><h2>${isDone ? html`<span class="coach-check"><${Icon} name="check" />${lt('coach.done')}</span>` : lt('coach.do')}</h2>
      <p data-testid="coach-do">${lt(`${key}.do`)}</p></div>
    <div class="coach-look"><h2>${lt('coach.look')}</h2><p>${lt(`${key}.look`)}</p></div>
    ${isDone && html`<div class="coach-why" data-testid="coach-why"><h2>${lt('coach.why')}</h2><p>${lt(`${key}.why`)}</p></div>`}`;
}

/** The reader has gone to another screen. @param {{at: Position, screen: string}} props */
function Away({ at, screen }) {
  const name = t(/** @type {any} */ (`${screen}.title`));
  return html`<p class="coach-notice" data-testid="coach-away"><${Icon} name="info" />${lt('coach.away', { screen: name })}
    <a class="button" href=${session.hrefOf(at.lesson, at.at)}>${lt('coach.goThere')}</a></p>`;
}

/** @param {{at: Position, target: string[], isDone: boolean}} props */
function Foot({ at, target, isDone }) {
  const { lesson } = at;
  const last = engine.kindAt(at) === 'exercise';
  const label = last ? 'coach.finish' : isDone ? 'coach.next' : 'coach.skip';
  const show = () => {
    const element = session.hasCome.peek() && findTarget(target);
    if (!element) return;
    reveal(element);
    focusOn(element);
  };
  return html`<footer class="coach-foot">
    ${
      at.at > 0
        ? html`<${Button} icon="arrow-left" label=${lt('coach.back')} kind="quiet" onClick=${() => session.go(lesson, at.at - 1)} testid="coach-back" />`
        : html`<a class="button quiet" href=${session.hrefOutside('lessons')} data-testid="coach-all">${lt('coach.all')}</a>`
    }
    ${target.length > 0 && html`<${Button} icon="crosshair" label=${lt('coach.show')} kind="quiet" onClick=${show} testid="coach-show" />`}
    <span class="hint coach-keys">${lt('coach.keys')}</span>
    <button type="button" class=${`button ${isDone ? 'primary' : ''}`} onClick=${forward} data-testid="coach-next">
      <span>${lt(label)}</span><${Icon} name="arrow-right" /></button>
  </footer>`;
}
