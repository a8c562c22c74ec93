/**
 * Puts a shape on a canvas as the current path.
 * @param {CanvasRenderingContext2D} context
 * @param {import('../../lib/glyphs.js').Outline} outline
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function trace(context, outline, x, y, radius) {
  context.beginPath();
  for (const [dx, dy] of outline) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}
