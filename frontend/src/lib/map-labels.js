/** Moves labels apart that would lie on each other. */

/** @typedef {{x: number, y: number, width: number, height: number}} Box centre and size */

const ROUNDS = 40;
/** Farther from its points a label would name others. */
const FARTHEST = 44;

/**
 * Up and down only, each of two by half of what they overlap, until none does or the rounds are over.
 * @param {readonly Box[]} boxes
 * @returns {{x: number, y: number}[]} new centres, in the same order
 */
export function spread(boxes) {
  const moved = boxes.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < ROUNDS; round += 1) {
    let isClear = true;
    for (let i = 0; i < boxes.length; i += 1) {
      for (let j = i + 1; j < boxes.length; j += 1) {
        const overlap = (boxes[i].height + boxes[j].height) / 2 - Math.abs(moved[i].y - moved[j].y);
        const beside = Math.abs(moved[i].x - moved[j].x) >= (boxes[i].width + boxes[j].width) / 2;
        if (beside || overlap <= 0.5) continue;
        isClear = false;
        const up = moved[i].y <= moved[j].y ? i : j;
        moved[up].y -= overlap / 2;
        moved[up === i ? j : i].y += overlap / 2;
      }
    }
    if (isClear) break;
  }
  return moved.map(({ x, y }, index) => {
    const from = boxes[index].y;
    return { x, y: Math.min(from + FARTHEST, Math.max(from - FARTHEST, y)) };
  });
}

/** Whether the labels would hide all of what they name: from far away no name is better than ten. @param {readonly Box[]} boxes */
export function isCrowd(boxes) {
  if (boxes.length < 2) return false;
  /** @param {number[]} values */
  const extent = (values) => Math.max(...values) - Math.min(...values);
  const room = extent(boxes.map(({ x }) => x)) + extent(boxes.map(({ y }) => y));
  return room < boxes.reduce((sum, { height }) => sum + height, 0);
}
