import { html } from '../../html.js';
import { closenessDots } from '../../lib/map-words.js';
import { joinPins, removePin } from '../../state/map.js';
import { t } from '../../store.js';
import { Button, TakePoint } from '../buttons.js';
import { Nearness } from '../details.js';
import { Picture } from '../picture.js';
import { Select } from '../segmented.js';
import { placeText, pointName } from './reading.js';

/** @typedef {import('../../state/map.js').MapState} MapState */
/** @typedef {import('../../state/map.js').Pin} Pin */
/** @typedef {import('../../state/map-asked.js').Side} Side */

/** Everything that is pinned, with its pictures: the list that stands for the marks on the map. @param {{state: MapState, sides: Side[]}} props */
export function Pins({ state, sides }) {
  const { pins } = state;
  if (pins.value.length === 0) return html`<p class="hint map-hint">${t('map.pinHint')}</p>`;
  return html`<section class="map-pins" aria-label=${t('map.pins')} data-testid="pins">
    <ul class="pin-list">${pins.value.map((pin, index) => html`<${PinItem} key=${pin.id} state=${state} sides=${sides} pin=${pin} index=${index} />`)}</ul>
    ${pins.value.length > 1 && html`<${Ends} state=${state} />`}
  </section>`;
}

/** What a pin was drawn under, as keyframes hold it. @param {import('../../types.d.ts').Condition | undefined} condition */
function labelOf(condition) {
  if (!condition) return null;
  return 'class' in condition ? Number(condition.class) : condition.attributes;
}

/** @param {{state: MapState, sides: Side[], pin: Pin, index: number}} props */
function PinItem({ state, sides, pin, index }) {
  const [main] = sides;
  const loaded = main.current.value;
  const found = main.pinned.value.get(pin.id);
  const place = found?.place ?? pin.place;
  const name = loaded && pin.point !== undefined ? pointName(loaded, pin.point) : place ? placeText(place) : '';
  const label = t('map.pinName', { name: index + 1, what: name });
  return html`<li class="pin" data-testid=${`pin-${index}`}>
    <span class="pin-pictures">${sides.map((side) => {
      const own = side.pinned.value.get(pin.id);
      if (!own && side !== main) return null;
      return html`<${Picture} key=${side.name} src=${own?.image} alt=${label} size="pin" busy=${side.pinStream.busy.value} />`;
    })}</span>
    <span class="pin-text"><strong>${index + 1}</strong> <span class="hint">${name}</span>
      ${found && pin.point === undefined && html`<${Nearness} filled=${closenessDots(found.distance)} text="" />`}</span>
    ${
      found &&
      loaded &&
      html`<${TakePoint} name=${label} point=${() => ({ model: loaded.card.id, latent: found.latent, condition: labelOf(found.condition), label: name, thumbnail: found.image })} />`
    }
    <${Button} icon="x" iconOnly kind="quiet" label=${t('map.unpin', { name: index + 1 })} onClick=${() => removePin(state, index)} testid=${`unpin-${index}`} />
  </li>`;
}

/** From which pin to which; dragging from one to the other on the map does the same. @param {{state: MapState}} props */
function Ends({ state }) {
  const { path, pins } = state;
  const [from, to] = path.value ?? [-1, -1];
  const choices = [
    { value: '-1', label: '–' },
    ...pins.value.map((_, index) => ({ value: String(index), label: String(index + 1) })),
  ];
  /** @param {number} one @param {number} two */
  const choose = (one, two) => {
    if (one >= 0 && two >= 0 && one !== two) joinPins(state, one, two);
    else path.value = null;
  };
  const last = pins.value.length - 1;
  return html`<div class="pin-ends" data-testid="pin-ends">
    ${
      path.value
        ? html`<${Select} label=${t('map.pathFrom')} value=${String(from)} choices=${choices} testid="path-from" onChange=${(/** @type {string} */ next) => choose(Number(next), to)} />
          <${Select} label=${t('map.pathTo')} value=${String(to)} choices=${choices} testid="path-to" onChange=${(/** @type {string} */ next) => choose(from, Number(next))} />
          <${Button} icon="x" iconOnly kind="quiet" label=${t('map.pathOff')} testid="path-off" onClick=${() => choose(-1, -1)} />`
        : html`<${Button} icon="blend" label=${t('map.joinPins', { from: last, to: last + 1 })} testid="join" onClick=${() => joinPins(state, last - 1, last)} />`
    }
  </div>`;
}
