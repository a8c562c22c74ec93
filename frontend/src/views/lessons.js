/** Lecciones / Lessons: the class as a guided tour, its glossary, and links for whoever teaches it. */

import { useEffect } from 'preact/hooks';
import { LessonCard } from '../components/lessons/lesson-card.js';
import { DetailsFrame, Screen } from '../components/screen.js';
import { html } from '../html.js';
import { lazy, pictureDrawn } from '../lazy.js';
import { hashFor, useAddress } from '../router.js';
import { language } from '../store.js';
import { fetchTexts } from '../texts.js';
import { lt } from '../tour/host.js';
import { LESSONS } from '../tour/lessons/index.js';

const DetailsBody = lazy(async () => (await import('../components/details.js')).DetailsBody);
const ForTeachers = lazy(async () => (await import('../components/lessons/link-builder.js')).ForTeachers);
const LessonGlossary = lazy(async () => {
  const texts = fetchTexts('glossary', language.peek());
  const [module] = await Promise.all([import('../components/lessons/glossary.js'), texts]);
  return module.LessonGlossary;
});

/** @param {{query: import('../router.js').Query}} props */
export default function Lessons({ query }) {
  const address = () => ({ g: query.g });
  useAddress('lessons', address);
  // The drawings of the cards: there are no other pictures.
  useEffect(pictureDrawn, []);
  const details = html`<${DetailsFrame}><${DetailsBody} explain=${[lt('list.explain1'), lt('list.explain2')]} /></${DetailsFrame}>`;
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
  return html`<button type="button" class="button quiet" onClick=${(/** @type {any} */ event) => goTo(to, event.currentTarget)}>${label}</button>`;
}

/** What has not come yet is gone to when it is there. @param {string} id of a heading @param {Element} from while this is on the page */
function goTo(id, from) {
  const heading = document.getElementById(id);
  if (heading) {
    heading.scrollIntoView({ block: 'start' });
    heading.focus({ preventScroll: true });
  } else if (from.isConnected) requestAnimationFrame(() => goTo(id, from));
}
