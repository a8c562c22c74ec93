/** What lies under the points: the prior as a shade, and the decoded grid. */

import { ellipse } from '../../lib/plane.js';
import { toSpot } from '../../lib/viewport.js';

/** @typedef {import('../../lib/map-data.js').Gaussian} Gaussian */
/** @typedef {import('../../lib/viewport.js').View} View */
/** @typedef {{image: ImageBitmap, view: View}} Grid the decoded pictures and the part of the map that they fill */

const SHADE = 0.2;
/** So many steps make the shade of a normal density smooth. */
const STOPS = 12;
const REACH = 3;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {number} side of the window
 * @param {View} view
 * @param {{grid: Grid | null, smooth: boolean, prior: Gaussian | null, ink: string}} content
 */
export function drawBackground(context, side, view, { grid, smooth, prior, ink }) {
  context.clearRect(0, 0, side, side);
  if (grid) drawGrid(context, side, view, grid, smooth);
  if (prior) drawPrior(context, side, view, prior, ink);
}

/** @param {CanvasRenderingContext2D} context @param {number} side @param {View} view @param {Grid} grid @param {boolean} smooth */
function drawGrid(context, side, view, grid, smooth) {
  const { x, y, span } = grid.view;
  const corner = toSpot(view, side, [x - span / 2, y + span / 2]);
  const width = (span / view.span) * side;
  context.imageSmoothingEnabled = smooth || width < grid.image.width;
  context.drawImage(grid.image, corner.x, corner.y, width, width);
}

/** Shade in proportion to the density, and hairlines at one, two and three standard deviations. @param {CanvasRenderingContext2D} context @param {number} side @param {View} view @param {Gaussian} prior @param {string} ink */
function drawPrior(context, side, view, prior, ink) {
  const centre = toSpot(view, side, prior.mean);
  const { radii, angle } = ellipse(prior);
  const scale = side / view.span;
  const [wide, narrow] = radii.map((radius) => Math.max(radius * scale, 1e-3));
  context.save();
  context.translate(centre.x, centre.y);
  context.rotate(-angle);
  context.save();
  context.scale(wide, narrow);
  const shade = context.createRadialGradient(0, 0, 0, 0, 0, REACH);
  for (let stop = 0; stop <= STOPS; stop += 1) {
    const deviations = (stop / STOPS) * REACH;
    const density = Math.exp((-deviations * deviations) / 2);
    shade.addColorStop(stop / STOPS, ink + byte(SHADE * density));
  }
  context.fillStyle = shade;
  context.beginPath();
  context.arc(0, 0, REACH, 0, 2 * Math.PI);
  context.fill();
  context.restore();
  context.strokeStyle = ink + byte(0.35);
  context.lineWidth = 1;
  for (let ring = 1; ring <= REACH; ring += 1) {
    context.beginPath();
    context.ellipse(0, 0, wide * ring, narrow * ring, 0, 0, 2 * Math.PI);
    context.stroke();
  }
  context.restore();
}

/** @param {number} share @returns {string} two hexadecimal digits of opacity */
function byte(share) {
  return Math.round(share * 255)
    .toString(16)
    .padStart(2, '0');
}
