/** Lecciones / Lessons: the class as a guided tour, its glossary, and links for whoever teaches it. */

import { Details } from '../components/details.js';
import { LessonGlossary } from '../components/lessons/glossary.js';
import { LessonCard } from '../components/lessons/lesson-card.js';
import { ForTeachers } from '../components/lessons/link-builder.js';
import { Screen } from '../components/screen.js';
import { html } from '../html.js';
import { hashFor, useAddress } from '../router.js';
import { language } from '../store.js';
import { LESSONS } from '../tour/lessons/index.js';
import { lt } from '../tour/words.js';

/** @param {{query: import('../router.js').Query}} props */
export default function Lessons({ query }) {
  const address = () => ({ g: query.g });
  useAddress('lessons', address);
  const details = html`<${Details} explain=${[lt('list.explain1'), lt('list.explain2')]} />`;
  return html`<${Screen} name="lessons" hash=${() => hashFor('lessons', address())} details=${details}>
    <p class="prose">${lt('list.intro')}</p>
    <p class="lesson-anchors"><${Anchor} to="glossary" label=${lt('list.toGlossary')} /><${Anchor} to="teachers" label=${lt('list.toTeachers')} /></p>
    <ol class="lesson-cards" aria-label=${lt('list.heading')}>${LESSONS.map(
      (lesson) => html`<li key=${lesson.id}><${LessonCard} lesson=${lesson} /></li>`,
    )}</ol>
    <${LessonGlossary} marked=${query.g ?? ''} locale=${language.value === 'es' ? 'es' : 'en'} />
    <${ForTeachers} />
  </${Screen}>`;
}

/** The address belongs to the router: parts of the page are reached by a button. @param {{to: string, label: string}} props */
function Anchor({ to, label }) {
  return html`<button type="button" class="button quiet" onClick=${() => {
    const heading = document.getElementById(to);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  }}>${label}</button>`;
}
