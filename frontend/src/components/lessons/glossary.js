import { useEffect } from 'preact/hooks';
import { html, Icon } from '../../html.js';
import { lt } from '../../tour/host.js';
import * as session from '../../tour/session.js';
import { TERMS, TermFormula } from './formulas.js';

/** In the order of the alphabet of the language. @param {string} locale @returns {string[]} */
function sorted(locale) {
  const { compare } = new Intl.Collator(locale);
  return Object.keys(TERMS).sort((a, b) => compare(lt(`${a}.term`), lt(`${b}.term`)));
}

/** @param {{marked: string, locale: string}} props `marked`: the term that the link names */
export function LessonGlossary({ marked, locale }) {
  useEffect(() => {
    if (!Object.hasOwn(TERMS, marked)) return undefined;
    // After the page has put the focus on the heading of the new screen.
    const frame = requestAnimationFrame(() => {
      const term = document.getElementById(`term-${marked}`);
      term?.scrollIntoView({ block: 'center' });
      term?.focus({ preventScroll: true });
    });
    return () => cancelAnimationFrame(frame);
  }, [marked]);
  return html`<section class="lesson-section" aria-labelledby="glossary" data-testid="glossary">
    <h2 id="glossary" tabindex="-1">${lt('glossary.heading')}</h2>
    <p class="prose">${lt('glossary.intro')}</p>
    <div class="terms">${sorted(locale).map((name) => html`<${Term} key=${name} name=${name} marked=${name === marked} />`)}</div>
  </section>`;
}

/** @param {{name: string, marked: boolean}} props */
function Term({ name, marked }) {
  const term = lt(`${name}.term`);
  return html`<article class=${`term ${marked ? 'marked' : ''}`} id=${`term-${name}`} tabindex="-1" aria-labelledby=${`term-${name}-name`} data-testid=${`term-${name}`}>
    <h3 id=${`term-${name}-name`}>${term}
      <a class="term-link" href=${session.hrefOutside('lessons', { g: name })} aria-label=${lt('glossary.link', { term })} title=${lt('glossary.link', { term })}><${Icon} name="link" /></a></h3>
    <p>${lt(`${name}.text`)}</p>
    <${TermFormula} name=${name} />
  </article>`;
}
