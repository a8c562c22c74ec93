/** Kept points as a list in the reader's order, and what can be done to it. */

import { writeLabel } from './permalink.js';

/** @typedef {import('../types.d.ts').Bilingual} Bilingual */
/** @typedef {import('../types.d.ts').Label} Label */
/**
 * @typedef {object} PointData a point as files carry it
 * @property {string | Bilingual} name in the reader's words, or as the screen called it that it comes from
 * @property {string} model id
 * @property {string} weights SHA-256 of the weights whose latent it is
 * @property {number[]} latent
 * @property {Label | null} condition what it is drawn under (conditional models)
 * @property {boolean} photo its latent comes from somebody's picture
 * @property {string} date when it was kept, ISO 8601
 */
/** @typedef {PointData & {id: string, thumbnail: string}} KeptPoint `thumbnail`: data URL; empty until it is decoded */

/** More than anybody looks through; keeps the file small enough to be read at once. */
export const MOST_POINTS = 1000;
export const LONGEST_NAME = 120;

/** The same for two points that are the same picture of the same model. @param {PointData} point */
function keyOf({ model, weights, condition, latent }) {
  return JSON.stringify([model, weights, writeLabel(condition), latent]);
}

/** Whether two are the same picture of the same model. @param {PointData} one @param {PointData} other */
export function samePoint(one, other) {
  return keyOf(one) === keyOf(other);
}

/**
 * What is new among points, each once.
 * @template {PointData} Point
 * @param {readonly PointData[]} points
 * @param {readonly Point[]} incoming
 * @returns {Point[]}
 */
export function newAmong(points, incoming) {
  const known = new Set(points.map(keyOf));
  return incoming.filter((one) => {
    const key = keyOf(one);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

/** @param {readonly KeptPoint[]} points @param {string} id @param {Partial<KeptPoint>} change */
export function changed(points, id, change) {
  return points.map((one) => (one.id === id ? { ...one, ...change } : one));
}

/**
 * A point at the place of another one, which makes room: also where a filter hides some between.
 * @param {readonly KeptPoint[]} points @param {string} id @param {string} at id of the other one
 */
export function movedTo(points, id, at) {
  const ids = points.map((one) => one.id);
  const [from, to] = [ids.indexOf(id), ids.indexOf(at)];
  if (from < 0 || to < 0) return [...points];
  return points.toSpliced(from, 1).toSpliced(to, 0, points[from]);
}

/**
 * Does to a list what once led from one list to another: also where it has changed since, as in
 * another tab. Led back, it undoes that.
 * @param {readonly KeptPoint[]} points
 * @param {readonly KeptPoint[]} from
 * @param {readonly KeptPoint[]} to
 * @returns {KeptPoint[]}
 */
export function patched(points, from, to) {
  const before = new Map(from.map((one) => [one.id, one]));
  const after = new Map(to.map((one) => [one.id, one]));
  const kept = points.filter(({ id }) => after.has(id) || !before.has(id));
  const known = new Set(kept.map(({ id }) => id));
  const added = to.filter(({ id }) => !before.has(id) && !known.has(id));
  const all = [...kept, ...added].map((one) => renamedAs(one, before.get(one.id), after.get(one.id)));
  return sameOrder(from, to) ? all : ordered(all, to);
}

/** The name is all that is ever changed of a point. @param {KeptPoint} point @param {KeptPoint | undefined} before @param {KeptPoint | undefined} after */
function renamedAs(point, before, after) {
  return before && after && before.name !== after.name ? { ...point, name: after.name } : point;
}

/** Whether what both hold stands in one order, and nothing was put between. @param {readonly KeptPoint[]} from @param {readonly KeptPoint[]} to */
function sameOrder(from, to) {
  const shorter = Math.min(from.length, to.length);
  return from.slice(0, shorter).every(({ id }, index) => id === to[index].id);
}

/** Those of the other list in its order; what it lacks stays behind what it stood behind. @param {readonly KeptPoint[]} points @param {readonly KeptPoint[]} order */
function ordered(points, order) {
  const places = new Map(order.map(({ id }, place) => [id, place]));
  let last = -1;
  const keyed = points.map((point) => {
    last = places.get(point.id) ?? last;
    return { point, place: last };
  });
  return keyed.sort((a, b) => a.place - b.place).map(({ point }) => point);
}

/** Which models the points belong to, in their order. @param {readonly PointData[]} points @returns {Map<string, number>} how many each has */
export function countByModel(points) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { model } of points) counts.set(model, (counts.get(model) ?? 0) + 1);
  return counts;
}
