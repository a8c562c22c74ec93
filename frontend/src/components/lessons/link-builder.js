import { useSignal } from '@preact/signals';
import { html, Icon } from '../../html.js';
import { buildHash, parseHash } from '../../lib/permalink.js';
import { SCREENS, screenHref } from '../../router.js';
import { language, t } from '../../store.js';
import { lt, presenting, togglePresenting } from '../../tour/host.js';
import { LESSONS } from '../../tour/lessons/index.js';
import * as session from '../../tour/session.js';
import { Button, CopyButton } from '../buttons.js';
import { Select } from '../segmented.js';

/** @typedef {import('../../router.js').ScreenName} ScreenName */

/** What `hide=` knows, as the style sheet does. */
export const PARTS = ['details', 'rail', 'next', 'request', 'takeaway', 'formula'];

/**
 * The state of the screen, or the beginning of the lesson, with the parts hidden.
 * @param {{screen: ScreenName, lesson: string, hidden: readonly string[], large: boolean}} wish
 */
function linkTo({ screen, lesson, hidden, large }) {
  const begun = LESSONS.find(({ id }) => id === lesson);
  const { screen: name, query } = parseHash(begun ? session.hrefOf(begun, 0) : screenHref(screen));
  const flags = { lesson: begun ? query.lesson : null, hide: hidden.join(','), present: large ? 1 : null };
  return buildHash(name, { ...query, ...flags, lang: language.value });
}

/** Links for teachers, and the view for the projector. */
export function ForTeachers() {
  const screen = useSignal(/** @type {ScreenName} */ ('sampling'));
  const lesson = useSignal('');
  const hidden = useSignal(/** @type {string[]} */ (['request', 'takeaway']));
  const large = useSignal(false);
  const hash = linkTo({ screen: screen.value, lesson: lesson.value, hidden: hidden.value, large: large.value });
  const link = new URL(hash, location.href).href;
  const screens = Object.keys(SCREENS)
    .filter((name) => name !== 'lessons')
    .map((name) => ({ value: name, label: t(/** @type {any} */ (`${name}.title`)) }));
  const lessons = [
    { value: '', label: lt('teach.noLesson') },
    ...LESSONS.map((one) => ({ value: one.id, label: `${session.numberOf(one)}. ${lt(`${one.id}.title`)}` })),
  ];
  return html`<section class="lesson-section" aria-labelledby="teachers" data-testid="teachers">
    <h2 id="teachers" tabindex="-1">${lt('teach.heading')}</h2>
    <p class="prose">${lt('teach.intro')}</p>
    <div class="link-builder">
      <div class="link-where">
        <${Select} label=${lt('teach.screen')} value=${screen.value} choices=${screens} testid="teach-screen" onChange=${(
          /** @type {ScreenName} */ next,
        ) => {
          screen.value = next;
          lesson.value = '';
        }} />
        <${Select} label=${lt('teach.lesson')} value=${lesson.value} choices=${lessons} testid="teach-lesson" onChange=${(
          /** @type {string} */ next,
        ) => {
          lesson.value = next;
        }} />
      </div>
      <fieldset class="link-parts"><legend class="field-label">${lt('teach.hide')}</legend>
        ${PARTS.map(
          (part) =>
            html`<${Check} key=${part} label=${lt(`teach.part.${part}`)} on=${hidden.value.includes(part)} testid=${`hide-${part}`} onChange=${(
              /** @type {boolean} */ on,
            ) => {
              hidden.value = PARTS.filter((one) => (one === part ? on : hidden.value.includes(one)));
            }} />`,
        )}
        <${Check} label=${lt('teach.large')} on=${large.value} testid="teach-large" onChange=${(
          /** @type {boolean} */ on,
        ) => {
          large.value = on;
        }} />
      </fieldset>
      <div class="link-made"><output class="link-text" data-testid="teach-link" aria-label=${lt('teach.link')}>${link}</output>
        <${CopyButton} text=${link} icon="copy" label=${lt('teach.copy')} done=${lt('teach.copied')} testid="teach-copy" />
        <a class="button" href=${hash} target="_blank" rel="noopener" data-testid="teach-open"><span>${lt('teach.open')}</span><${Icon} name="arrow-right" /></a></div>
    </div>
    <div class="present-choice"><${Button} icon="presentation" label=${lt('teach.present')} pressed=${presenting.value} onClick=${togglePresenting} testid="present" />
      <p class="hint">${lt('teach.presentText')}</p></div>
  </section>`;
}

/** @param {{label: string, on: boolean, onChange: (on: boolean) => void, testid: string}} props */
function Check({ label, on, onChange, testid }) {
  return html`<label class="check"><input type="checkbox" checked=${on} data-testid=${testid} onChange=${() => onChange(!on)} /><span>${label}</span></label>`;
}
