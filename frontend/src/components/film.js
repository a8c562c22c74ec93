import { useRef } from 'preact/hooks';
import { html } from '../html.js';
import { move } from '../moving.js';

/** Movement in pixels up to which a press counts as a click. */
const CLICK_SLACK = 4;

/**
 * A strip of frames that slides under a fixed frame. The slider beside it is its keyboard
 * control; with a pointer the strip can be dragged, or a frame clicked.
 * @param {{frames: string[], position: number, label: string, onScrub: (position: number) => void,
 *   onRelease?: (position: number) => void, busy?: boolean, testid?: string}} props
 *   `position`: 0 is the first frame, 1 the last
 */
export function Film({ frames, position, label, onScrub, onRelease, busy, testid }) {
  const press = useRef(/** @type {{x: number, position: number, moved: boolean} | null} */ (null));
  const window = useRef(/** @type {HTMLElement | null} */ (null));
  const last = Math.max(1, frames.length - 1);

  /** @returns {number} width of one frame on the page */
  const frameWidth = () => window.current?.querySelector('img')?.clientWidth || 56;
  /** @param {number} value */
  const clamp = (value) => Math.min(1, Math.max(0, value));
  /** @param {PointerEvent} event */
  const onPointerDown = (event) => {
    press.current = { x: event.clientX, position, moved: false };
    window.current?.setPointerCapture(event.pointerId);
  };
  /** @param {PointerEvent} event */
  const onPointerMove = (event) => {
    const start = press.current;
    if (!start) return;
    const delta = event.clientX - start.x;
    if (Math.abs(delta) > CLICK_SLACK) start.moved = true;
    if (!start.moved) return;
    move(true);
    onScrub(clamp(start.position - delta / (frameWidth() * last)));
  };
  /** @param {PointerEvent} event */
  const onPointerUp = (event) => {
    const start = press.current;
    press.current = null;
    if (!start || !window.current) return;
    if (start.moved) {
      onRelease?.(position);
      return;
    }
    const box = window.current.getBoundingClientRect();
    const frames_away = Math.round((event.clientX - box.left - box.width / 2) / frameWidth());
    const next = clamp((Math.round(start.position * last) + frames_away) / last);
    onScrub(next);
    onRelease?.(next);
  };
  // Frames have a fixed width per layout: the style sheet multiplies it by this number.
  const style = { '--at': String(position * last + 0.5) };
  return html`<div class=${`film ${busy ? 'busy' : ''}`} role="img" aria-label=${label} ref=${window} data-testid=${testid}
    onPointerDown=${onPointerDown} onPointerMove=${onPointerMove} onPointerUp=${onPointerUp}
    onPointerCancel=${() => {
      press.current = null;
    }}>
    <div class="film-track" style=${style}>
      ${frames.map((src, index) => html`<img key=${index} src=${src} alt="" decoding="sync" draggable=${false} />`)}
    </div>
    <div class="film-gate"></div>
  </div>`;
}
