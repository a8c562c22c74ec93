import { useSignal } from '@preact/signals';
import { html, Icon } from '../html.js';
import { later } from '../lazy.js';
import { announce, language, t } from '../store.js';
import { fetchTexts } from '../texts.js';

const clipboard = later(() => import('../clipboard.js'));

/** What writes files, which nobody needs before there is something to write. */
export const files = later(() => import('../download.js'));

/**
 * @param {{icon?: string, label: string, onClick: () => void, iconOnly?: boolean, disabled?: boolean,
 *   pressed?: boolean, testid?: string, kind?: string}} props `iconOnly` keeps the label as accessible name
 */
export function Button({ icon, label, onClick, iconOnly, disabled, pressed, testid, kind = '' }) {
  return html`<button type="button" class=${`button ${iconOnly ? 'icon-only' : ''} ${kind}`} onClick=${onClick}
    aria-label=${iconOnly ? label : undefined} title=${iconOnly ? label : undefined} disabled=${disabled}
    aria-pressed=${pressed} data-testid=${testid}>
    ${icon && html`<${Icon} name=${icon} />`}${!iconOnly && html`<span>${label}</span>`}
  </button>`;
}

/**
 * A button whose work takes a while and may fail: says so in the message line.
 * @param {{icon: string, label: string, run: () => Promise<void>, testid?: string, iconOnly?: boolean, disabled?: boolean, kind?: string}} props
 */
export function WorkButton({ icon, label, run, testid, iconOnly, disabled, kind }) {
  const working = useSignal(false);
  const onClick = async () => {
    working.value = true;
    try {
      await run();
    } catch (error) {
      announce(t('error.work', { reason: error instanceof Error ? error.message : String(error) }));
    }
    working.value = false;
  };
  return html`<${Button} icon=${icon} label=${label} onClick=${onClick} testid=${testid} iconOnly=${iconOnly}
    kind=${kind} disabled=${disabled || working.value} />`;
}

/** @param {{text: string, label: string, done: string, icon?: string, testid?: string, iconOnly?: boolean}} props */
export function CopyButton({ text, label, done, icon = 'copy', testid, iconOnly }) {
  const run = async () => {
    await (await clipboard()).copyText(text);
    announce(done);
  };
  return html`<${WorkButton} icon=${icon} label=${label} run=${run} testid=${testid} iconOnly=${iconOnly} />`;
}

/** Copies the address of what is shown now. @param {{hash: () => string}} props */
export function ShareButton({ hash }) {
  const run = async () => {
    const link = new URL(hash(), location.href).href;
    await (await clipboard()).copyText(link);
    announce(t('share.done'));
  };
  return html`<${WorkButton} icon="link" label=${t('share.label')} run=${run} testid="copy-link" kind="share" />`;
}

/** What is shown, as the studio and the collection take it. @typedef {Parameters<typeof import('../keyframes.js').addKeyframe>[0]} ShownPoint */
/**
 * @typedef {object} PointProps
 * @property {() => Promise<ShownPoint> | ShownPoint} point
 * @property {boolean} [disabled]
 * @property {string} [name] of one of several, whose buttons are drawings only
 */

/** What can be done with any point that is shown: keep it, or make it part of a film. @param {PointProps} props */
export function TakePoint(props) {
  return html`<${Keep} ...${props} /><${AddToStudio} ...${props} />`;
}

/** Keeps what is shown in the collection. @param {PointProps} props */
export function Keep({ point, disabled, name }) {
  const run = async () => {
    const [{ keepShown }] = await Promise.all([
      import('../state/collection.js'),
      fetchTexts('collection', language.peek()),
    ]);
    await keepShown(await point());
  };
  return html`<${WorkButton} icon="bookmark" label=${name ? t('take.keepOf', { name }) : t('take.keep')} run=${run} disabled=${disabled}
    iconOnly=${Boolean(name)} kind=${name ? 'quiet' : ''} testid="keep" />`;
}

/** Keeps what is shown as a keyframe of the studio. @param {PointProps} props */
export function AddToStudio({ point, disabled, name }) {
  const run = async () => {
    const [{ addKeyframe }] = await Promise.all([import('../keyframes.js'), fetchTexts('studio', language.peek())]);
    const count = addKeyframe(await point());
    const open = {
      label: t('studio.open'),
      run: () => {
        location.hash = '#/studio';
      },
    };
    if (count === 0) announce(t('studio.full'), open);
    else announce(t('studio.added', { place: count }), open);
  };
  return html`<${WorkButton} icon="clapperboard" label=${name ? t('take.studioOf', { name }) : t('take.studio')} run=${run} disabled=${disabled}
    iconOnly=${Boolean(name)} kind=${name ? 'quiet' : ''} testid="add-to-studio" />`;
}
