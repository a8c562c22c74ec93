import { html } from '../../html.js';
import { EASINGS, FPS, MAX_KEYFRAMES, SECONDS } from '../../lib/studio-plan.js';
import { classOf } from '../../points.js';
import { keyframeName } from '../../state/studio.js';
import { changeFilm, changeKeyframe, moveKeyframe, removeKeyframe, repeatKeyframe } from '../../state/studio-film.js';
import { t } from '../../store.js';
import { Button, Keep } from '../buttons.js';
import { ClassSelect, Segmented } from '../segmented.js';
import { Slider } from '../slider.js';

/** @typedef {import('../../state/studio.js').StudioState} StudioState */
/** @typedef {import('../../lib/studio-plan.js').Easing} Easing */

/** The chosen keyframe and its way to the next. @param {{state: StudioState, onPick: (place: number) => void}} props */
export function KeyframeEditor({ state, onPick }) {
  const film = state.film();
  const place = state.chosen();
  const keyframe = film.keyframes[place];
  if (!keyframe) return html`<section class="studio-editor"><p>${t('studio.start')}</p></section>`;
  const name = keyframeName(keyframe);
  return html`<section class="studio-editor" aria-labelledby="keyframe-heading" data-testid="keyframe-editor">
    <h2 id="keyframe-heading">${t('studio.keyframeOf', { place: place + 1, count: film.keyframes.length, name })}</h2>
    ${keyframe.photo && html`<p class="hint">${t('studio.photoHere')}</p>`}
    <${Acts} state=${state} place=${place} name=${name} onPick=${onPick} />
    <${ClassSelect} card=${state.card()} label=${t('conditional.class')} value=${classOf(keyframe.condition)} testid="keyframe-class"
      onChange=${(/** @type {number} */ index) => changeKeyframe(film.model, keyframe.id, relabelled(state, index), () => t('studio.did.class', { place: place + 1 }))} />
    <${WayEditor} state=${state} place=${place} />
  </section>`;
}

/** The same z under another class has another picture and another name. @param {StudioState} state @param {number} index */
function relabelled(state, index) {
  return { condition: index, thumbnail: '', source: undefined, label: state.card().classes?.[index]?.title ?? '' };
}

/** @param {{state: StudioState, place: number, name: string, onPick: (place: number) => void}} props */
function Acts({ state, place, name, onPick }) {
  const { model, keyframes } = state.film();
  /** @param {number} to */
  const move = (to) => {
    state.selected.value = moveKeyframe(model, place, to);
  };
  const repeat = () => {
    repeatKeyframe(model, place);
    state.selected.value = place + 1;
  };
  return html`<div class="keyframe-acts" role="group" aria-label=${t('studio.acts', { name })}>
    <${Button} icon="images" label=${t('source.change')} onClick=${() => onPick(place)} testid="keyframe-change" />
    <${Button} icon="arrow-left" iconOnly label=${t('studio.earlier')} disabled=${place === 0} onClick=${() => move(place - 1)} testid="keyframe-earlier" />
    <${Button} icon="arrow-right" iconOnly label=${t('studio.later')} disabled=${place === keyframes.length - 1} onClick=${() => move(place + 1)} testid="keyframe-later" />
    <${Button} icon="copy" iconOnly label=${t('studio.repeat')} disabled=${keyframes.length >= MAX_KEYFRAMES} onClick=${repeat} testid="keyframe-repeat" />
    <${Keep} name=${name} disabled=${!keyframes[place].thumbnail} point=${() => ({ ...keyframes[place], model, label: name })} />
    <${Button} icon="x" iconOnly label=${t('studio.remove', { name })} onClick=${() => removeKeyframe(model, place, name)} testid="keyframe-remove" />
  </div>`;
}

/** @param {{state: StudioState, place: number}} props */
function WayEditor({ state, place }) {
  const film = state.film();
  const { id, seconds, easing } = film.keyframes[place];
  const leadsOn = film.closed || place < film.keyframes.length - 1;
  if (film.keyframes.length < 2) return html`<p class="hint">${t('studio.addSecond')}</p>`;
  if (!leadsOn) return html`<p class="hint">${t('studio.endHint')}</p>`;
  return html`<div class="way-editor">
    <div><span class="field-label">${t('studio.seconds')}</span>
      <${Slider} label=${t('studio.seconds')} value=${seconds} min=${SECONDS.min} max=${SECONDS.max} step=${0.1} digits=${1} initial=${SECONDS.initial}
        testid="seconds" onInput=${(/** @type {number} */ next) => changeKeyframe(film.model, id, { seconds: next }, () => t('studio.did.seconds', { place: place + 1, seconds: next }), 'seconds')} /></div>
    <${Segmented} label=${t('studio.easing')} value=${easing} testid="easing"
      choices=${EASINGS.map((value) => ({ value, label: t(`studio.easing.${value}`) }))}
      onChange=${(/** @type {Easing} */ next) => changeKeyframe(film.model, id, { easing: next }, () => t(`studio.easing.${next}`))} />
  </div>`;
}

/** What holds for the whole film. @param {{state: StudioState}} props */
export function FilmSettings({ state }) {
  const { model, method, closed, fps } = state.film();
  return html`<section class="film-settings" aria-label=${t('studio.film')}>
    <${Segmented} label=${t('interpolation.method')} value=${method} testid="method"
      choices=${(/** @type {const} */ (['linear', 'spherical'])).map((value) => ({ value, label: t(`interpolation.${value}`) }))}
      onChange=${(/** @type {'linear' | 'spherical'} */ next) => changeFilm(model, { method: next }, () => t(`interpolation.${next}`))} />
    <${Segmented} label=${t('studio.loop')} value=${closed ? 'closed' : 'open'} testid="loop"
      choices=${(/** @type {const} */ (['open', 'closed'])).map((value) => ({ value, label: t(`studio.loop.${value}`) }))}
      onChange=${(/** @type {'open' | 'closed'} */ next) => changeFilm(model, { closed: next === 'closed' }, () => t(next === 'closed' ? 'studio.loop.closed' : 'studio.loop.open'))} />
    <${Segmented} label=${t('studio.fps')} value=${String(fps)} testid="fps" choices=${FPS.map((value) => ({ value: String(value), label: String(value) }))}
      onChange=${(/** @type {string} */ next) => changeFilm(model, { fps: Number(next) }, () => t('studio.did.fps', { fps: Number(next) }))} />
  </section>`;
}
