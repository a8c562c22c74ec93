/**
 * One shape per class, the same as the signs beside the names of classes, as outlines in the
 * square from -1 to 1 (y down). Of about the same area, so that no class looks heavier.
 */

/** @typedef {[number, number][]} Outline */

/** @param {number} corners @param {number} radius @param {number} turn in radians; 0: a corner at the top @returns {Outline} */
function regular(corners, radius, turn = 0) {
  return Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}

/** @param {number} corners @param {number} outer @param {number} inner @returns {Outline} */
function star(corners, outer, inner) {
  return Array.from({ length: 2 * corners }, (_, i) => {
    const angle = (Math.PI * i) / corners;
    const radius = i % 2 ? inner : outer;
    return [radius * Math.sin(angle), -radius * Math.cos(angle)];
  });
}

/** @param {number} arm @param {number} half width of an arm, halved @param {number} turn @returns {Outline} */
function cross(arm, half, turn) {
  const corners = [
    [-half, -arm],
    [half, -arm],
    [half, -half],
    [arm, -half],
    [arm, half],
    [half, half],
    [half, arm],
    [-half, arm],
    [-half, half],
    [-arm, half],
    [-arm, -half],
    [-half, -half],
  ];
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return corners.map(([x, y]) => [c * x - s * y, s * x + c * y]);
}

const HALF_DISC = /** @type {Outline} */ ([
  ...regular(24, 0.78, Math.PI)
    .filter(([x]) => x <= 1e-9)
    .sort((a, b) => a[1] - b[1]),
]);

/** In the order of the classes. @type {readonly Outline[]} */
export const OUTLINES = [
  regular(24, 0.7),
  regular(4, 0.88, Math.PI / 4),
  regular(3, 0.95),
  regular(4, 0.86),
  regular(3, 0.95, Math.PI),
  star(5, 1, 0.45),
  cross(0.88, 0.28, 0),
  HALF_DISC,
  regular(5, 0.78),
  cross(0.92, 0.26, Math.PI / 4),
];

/** @param {number} index of a class @returns {Outline} */
export function outlineOf(index) {
  return OUTLINES[index % OUTLINES.length];
}

/** @param {Outline} outline @returns {number} by the shoelace formula */
export function area(outline) {
  return Math.abs(
    outline.reduce((sum, [x, y], i) => {
      const [nextX, nextY] = outline[(i + 1) % outline.length];
      return sum + x * nextY - nextX * y;
    }, 0) / 2,
  );
}
