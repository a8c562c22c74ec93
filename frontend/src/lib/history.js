/**
 * What has been done as a tree of steps: undoing walks to the parent, redoing to the child that
 * was visited last, and whatever is done after an undo begins a new branch. Trees are never
 * changed: every function gives another one.
 */

/**
 * @template Entry
 * @typedef {object} Step
 * @property {number} id counts up: of two steps the later one has the larger
 * @property {number | null} parent null: the first step
 * @property {number[]} children in the order in which they were made
 * @property {number | null} last the child that was visited last: where redo leads
 * @property {Entry} entry
 */

/**
 * @template Entry
 * @typedef {{steps: Record<number, Step<Entry>>, root: number, at: number, next: number}} Tree
 *   `at`: the step where the page is
 */

/** So many steps are kept, unless asked otherwise. */
export const MOST_STEPS = 150;

/** A tree of one step, where the page is now. @template Entry @param {Entry} entry @returns {Tree<Entry>} */
export function plant(entry) {
  return { steps: { 0: { id: 0, parent: null, children: [], last: null, entry } }, root: 0, at: 0, next: 1 };
}

/** @template Entry @param {Tree<Entry>} tree @param {number} id @param {Partial<Step<Entry>>} change @returns {Tree<Entry>} */
function changed(tree, id, change) {
  return { ...tree, steps: { ...tree.steps, [id]: { ...tree.steps[id], ...change } } };
}

/** @template Entry @param {Tree<Entry>} tree @returns {Step<Entry>} where the page is */
export function current(tree) {
  return tree.steps[tree.at];
}

/**
 * A new step after the one where the page is, which is there from now on.
 * @template Entry
 * @param {Tree<Entry>} tree @param {Entry} entry @param {number} [most] steps, at least two
 * @returns {Tree<Entry>}
 */
export function grow(tree, entry, most = MOST_STEPS) {
  const { at: parent, next: id } = tree;
  const grown = changed(tree, parent, { children: [...tree.steps[parent].children, id], last: id });
  const steps = { ...grown.steps, [id]: { id, parent, children: [], last: null, entry } };
  return prune({ ...grown, steps, at: id, next: id + 1 }, most);
}

/** Another entry for the step where the page is. @template Entry @param {Tree<Entry>} tree @param {Entry} entry @returns {Tree<Entry>} */
export function amend(tree, entry) {
  return changed(tree, tree.at, { entry });
}

/** From the first step to this one. @template Entry @param {Tree<Entry>} tree @param {number} [id] @returns {number[]} */
export function pathTo(tree, id = tree.at) {
  const path = [];
  for (let step = /** @type {number | null} */ (id); step !== null; step = tree.steps[step].parent) path.push(step);
  return path.reverse();
}

/** To a step anywhere; from what lies before it, redo leads there. @template Entry @param {Tree<Entry>} tree @param {number} id @returns {Tree<Entry>} */
export function jump(tree, id) {
  const path = pathTo(tree, id);
  const steps = { ...tree.steps };
  path.slice(1).forEach((child, place) => {
    steps[path[place]] = { ...steps[path[place]], last: child };
  });
  return { ...tree, steps, at: id };
}

/** Where undo leads; null: nothing is left to be undone. @param {Tree<any>} tree */
export function undoTarget(tree) {
  return current(tree).parent;
}

/** Where redo leads; null: nothing is left to be redone. @param {Tree<any>} tree */
export function redoTarget(tree) {
  return current(tree).last;
}

/**
 * The way between two steps.
 * @param {Tree<any>} tree @param {number} from @param {number} to
 * @returns {{undone: number[], redone: number[]}} steps to be undone and then made again, in this order
 */
export function way(tree, from, to) {
  const [before, after] = [pathTo(tree, from), pathTo(tree, to)];
  let shared = 0;
  while (shared < before.length && before[shared] === after[shared]) shared += 1;
  return { undone: before.slice(shared).reverse(), redone: after.slice(shared) };
}

/** Takes away the leaf where the page is, which is at its parent then. @template Entry @param {Tree<Entry>} tree @returns {Tree<Entry>} */
export function wither(tree) {
  const { parent, children } = current(tree);
  return parent === null || children.length ? tree : without({ ...tree, at: parent }, tree.at);
}

/** Without one leaf. @template Entry @param {Tree<Entry>} tree @param {number} leaf @returns {Tree<Entry>} */
function without(tree, leaf) {
  const { [leaf]: gone, ...steps } = tree.steps;
  const parent = /** @type {number} */ (gone.parent);
  const { children, last } = steps[parent];
  const left = children.filter((child) => child !== leaf);
  steps[parent] = { ...steps[parent], children: left, last: last === leaf ? (left.at(-1) ?? null) : last };
  return { ...tree, steps };
}

/** From here on as redo would lead. @param {Tree<any>} tree @returns {number[]} */
function wayOn(tree) {
  const path = [];
  for (let step = redoTarget(tree); step !== null; step = tree.steps[step].last) path.push(step);
  return path;
}

/**
 * The oldest ends of branches go first, then the beginning: what undo and redo lead to stays longest.
 * @template Entry
 * @param {Tree<Entry>} tree @param {number} most
 * @returns {Tree<Entry>}
 */
function prune(tree, most) {
  let pruned = tree;
  for (let count = Object.keys(tree.steps).length; count > Math.max(2, most); count -= 1) pruned = pruneOne(pruned);
  return pruned;
}

/** @template Entry @param {Tree<Entry>} tree @returns {Tree<Entry>} */
function pruneOne(tree) {
  const kept = new Set([...pathTo(tree), ...wayOn(tree)]);
  const leaf = Object.values(tree.steps).find(({ id, children }) => children.length === 0 && !kept.has(id));
  if (leaf) return without(tree, leaf.id);
  // What is left is one line.
  if (tree.root === tree.at) return without(tree, /** @type {number} */ (wayOn(tree).at(-1)));
  const { [tree.root]: gone, ...steps } = tree.steps;
  const [root] = gone.children;
  steps[root] = { ...steps[root], parent: null };
  return { ...tree, steps, root };
}

/**
 * Without the steps that cannot be kept: what came after one comes after its parent. The first
 * step stays in any case.
 * @template Entry
 * @param {Tree<Entry>} tree @param {(entry: Entry) => boolean} isKept
 * @returns {Tree<Entry>}
 */
export function sift(tree, isKept) {
  /** @param {number} id @returns {number} the nearest step before it that stays */
  const standIn = (id) => {
    const { parent, entry } = tree.steps[id];
    return parent === null || isKept(entry) ? id : standIn(parent);
  };
  /** @type {Record<number, Step<Entry>>} */
  const steps = {};
  for (const step of Object.values(tree.steps)) {
    if (standIn(step.id) !== step.id) continue;
    const parent = step.parent === null ? null : standIn(step.parent);
    steps[step.id] = { ...step, parent, children: [], last: null };
    if (parent !== null) steps[parent].children.push(step.id);
  }
  for (const step of Object.values(steps)) {
    const { last } = tree.steps[step.id];
    const followed = last === null ? null : standIn(last);
    step.last = followed !== null && step.children.includes(followed) ? followed : (step.children.at(-1) ?? null);
  }
  return { ...tree, steps, at: standIn(tree.at) };
}

/**
 * The tree as lines to draw, each under what it comes after. Of several branches the newest goes
 * straight on; the others stand before it, one level further in.
 * @param {Tree<any>} tree
 * @returns {{id: number, level: number, isFirst: boolean, goesOn: boolean}[]}
 *   `isFirst`: of its branch; `goesOn`: something comes after it at its own level
 */
export function rows(tree) {
  const found = [];
  const pending = [{ id: tree.root, level: 0, isFirst: true }];
  for (let row = pending.pop(); row; row = pending.pop()) {
    const { children } = tree.steps[row.id];
    found.push({ ...row, goesOn: children.length > 0 });
    const straight = children.at(-1);
    if (straight === undefined) continue;
    pending.push({ id: straight, level: row.level, isFirst: false });
    for (const child of children.slice(0, -1).reverse())
      pending.push({ id: child, level: row.level + 1, isFirst: true });
  }
  return found;
}
