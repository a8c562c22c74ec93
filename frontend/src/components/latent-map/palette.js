/** The colours of the map, as the style sheet has them now. */

/** @typedef {{classes: string[], plain: string, paper: string, ink: string, soft: string, accent: string, line: string}} Palette */

const CLASSES = 10;

/** @returns {Palette} */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  return {
    classes: Array.from({ length: CLASSES }, (_, index) => token(`class-${index}`)),
    plain: token('ink-soft'),
    paper: token('paper'),
    ink: token('ink'),
    soft: token('ink-soft'),
    accent: token('accent'),
    line: token('control-line'),
  };
}

/** @param {string} hex `#rgb` or `#rrggbb` @returns {[number, number, number]} each 0 to 1 */
export function toRgb(hex) {
  const digits = hex.length === 4 ? [...hex.slice(1)].map((digit) => digit + digit).join('') : hex.slice(1);
  const value = Number.parseInt(digits, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
