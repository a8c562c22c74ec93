import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { html } from '../html.js';
import { askedEffects, probability, sideEffects, titlesOf } from '../lib/judgements.js';
import { percent, say, t } from '../store.js';

/** @typedef {import('../types.d.ts').Card} Card */
/** @typedef {import('../types.d.ts').Judgement} Judgement */
/** @typedef {import('../lib/judgements.js').Change} Change */
/** @typedef {{before: Judgement, after: Judgement, edits: Record<string, number>, stale: boolean}} Judged `stale`: of an earlier picture than the one shown */

const MOST = 6;
/** A screen reader is told once the sliders have come to rest. */
const QUIET_MS = 1200;

/** @param {Change} change @param {string} title */
function spoken({ before, after }, title) {
  return t('judge.change', { attribute: title, before: percent(before), after: percent(after) });
}

/**
 * What the judge sees changed between the start and the edited picture: what was asked for,
 * and besides it what was not.
 * @param {{card: Card, judged: Judged | null}} props
 */
export function SideEffects({ card, judged }) {
  const titles = titlesOf(card);
  /** @param {string} name */
  const titleOf = (name) => say(titles.get(name)) || name;
  const moved = judged ? Object.keys(judged.edits).filter((name) => judged.edits[name] !== 0) : [];
  const asked = judged ? askedEffects(judged.before, judged.after, moved) : [];
  const others = judged && moved.length ? sideEffects(judged.before, judged.after, moved, titles, MOST) : [];
  const summary = [...asked, ...others].map((change) => spoken(change, titleOf(change.name))).join('; ');
  /** @param {Change[]} changes @param {string} kind */
  const list = (changes, kind) =>
    html`<ul class=${`effects ${kind}`} data-testid=${`effects-${kind}`}>${changes.map(
      (change) => html`<${Bar} key=${change.name} change=${change} title=${titleOf(change.name)} />`,
    )}</ul>`;
  return html`<section class=${`also judged ${judged?.stale ? 'stale' : ''}`} aria-labelledby="also-heading" data-testid="also-changed">
    ${asked.length > 0 && list(asked, 'asked')}
    <h2 id="also-heading">${t('attributes.also')} <span class="hint">${t('judge.according')}</span></h2>
    ${others.length > 0 ? list(others, 'others') : html`<p class="hint">${t(moved.length ? 'judge.nothing' : 'judge.idle')}</p>`}
    <${Announcement} text=${moved.length ? summary || t('judge.nothing') : ''} />
  </section>`;
}

/** From the middle to the right for more, to the left for less. @param {{change: Change, title: string}} props */
function Bar({ change, title }) {
  const { before, after } = change;
  const style = { '--from': String(Math.min(before, after)), '--to': String(Math.max(before, after)) };
  const way = after > before ? 'rises' : 'falls';
  return html`<li class=${way} data-testid=${`effect-${change.name}`}>
    <span class="visually-hidden">${spoken(change, title)}</span>
    <span class="effect-name" aria-hidden="true">${title}</span>
    <span class="effect-bar" aria-hidden="true" style=${style}></span>
    <span class="effect-value" aria-hidden="true">${percent(before)} → ${percent(after)}</span>
  </li>`;
}

/** How likely the judge takes an attribute to be; nothing where it does not know it. @param {{name: string, judgement: Judgement}} props */
export function Seen({ name, judgement }) {
  const seen = probability(judgement, name);
  if (seen === null) return null;
  return html`<span class="hint" data-testid=${`seen-${name}`}>${t('judge.sees', { share: percent(seen) })}</span>`;
}

/** Says a text aloud after it has stayed the same for a while. @param {{text: string}} props */
function Announcement({ text }) {
  const said = useSignal('');
  useEffect(() => {
    const timer = setTimeout(() => {
      said.value = text;
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<p class="visually-hidden" role="status" data-testid="effects-said">${said.value}</p>`;
}
