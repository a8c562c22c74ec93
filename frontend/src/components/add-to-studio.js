import { html } from '../html.js';
import { announce, t } from '../store.js';
import { WorkButton } from './buttons.js';

/**
 * Keeps what is shown as a keyframe of the studio.
 * @param {{point: () => Promise<Parameters<typeof import('../keyframes.js').addKeyframe>[0]> | Parameters<typeof import('../keyframes.js').addKeyframe>[0],
 *   disabled?: boolean}} props
 */
export function AddToStudio({ point, disabled }) {
  const run = async () => {
    const { addKeyframe } = await import('../keyframes.js');
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
  return html`<${WorkButton} icon="clapperboard" label=${t('studio.add')} run=${run} disabled=${disabled} testid="add-to-studio" />`;
}
