import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  amend,
  current,
  grow,
  jump,
  MOST_STEPS,
  pathTo,
  plant,
  redoTarget,
  rows,
  sift,
  undoTarget,
  way,
  wither,
} from '../src/lib/history.js';

/** Numbers in [0, 1) that are the same in every run. @param {number} seed */
function randomly(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {import('../src/lib/history.js').Tree<any>} tree nothing points nowhere, and all is reached from the first step */
function assertSound(tree) {
  const ids = Object.keys(tree.steps).map(Number);
  assert.equal(tree.steps[tree.root].parent, null);
  assert.ok(tree.steps[tree.at]);
  for (const { id, parent, children, last } of Object.values(tree.steps)) {
    if (parent !== null) assert.ok(tree.steps[parent].children.includes(id));
    for (const child of children) assert.equal(tree.steps[child].parent, id);
    assert.equal(last === null, children.length === 0);
    if (last !== null) assert.ok(children.includes(last));
  }
  assert.deepEqual(
    rows(tree)
      .map(({ id }) => id)
      .sort((a, b) => a - b),
    ids.sort((a, b) => a - b),
  );
}

/** What was done, from the first step to here. @param {import('../src/lib/history.js').Tree<any>} tree */
const story = (tree) => pathTo(tree).map((id) => tree.steps[id].entry);

/** @param {() => number} random @param {number} count @param {number} [most] */
function wild(random, count, most) {
  let tree = plant('start');
  for (let act = 0; act < count; act += 1) {
    const ids = Object.keys(tree.steps).map(Number);
    const choice = random();
    const [back, on] = [undoTarget(tree), redoTarget(tree)];
    if (choice < 0.5) tree = grow(tree, `step ${act}`, most);
    else if (choice < 0.7 && back !== null) tree = jump(tree, back);
    else if (choice < 0.8 && on !== null) tree = jump(tree, on);
    else tree = jump(tree, ids[Math.floor(random() * ids.length)]);
    assertSound(tree);
  }
  return tree;
}

test('undo and then redo give the same state, wherever the page is', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const tree = wild(randomly(seed), 40);
    const before = story(tree);
    let undone = 0;
    let walked = tree;
    for (let back = undoTarget(walked); back !== null; back = undoTarget(walked)) {
      walked = jump(walked, back);
      undone += 1;
    }
    assert.deepEqual(story(walked), ['start']);
    for (; undone > 0; undone -= 1) walked = jump(walked, /** @type {number} */ (redoTarget(walked)));
    assert.deepEqual(story(walked), before);
  }
});

test('one can jump anywhere and back, and the way there names every step between', () => {
  for (let seed = 100; seed <= 140; seed += 1) {
    const random = randomly(seed);
    const tree = wild(random, 40);
    for (const id of Object.keys(tree.steps).map(Number)) {
      const there = jump(tree, id);
      assert.equal(current(there).id, id);
      assert.deepEqual(story(jump(there, tree.at)), story(tree));
      const { undone, redone } = way(tree, tree.at, id);
      const walked = pathTo(tree).slice(0, pathTo(tree).length - undone.length);
      assert.deepEqual([...walked, ...redone], pathTo(tree, id));
      assert.deepEqual(undone, pathTo(tree).slice(walked.length).reverse());
    }
  }
});

test('a tree stays within its bounds, and what undo leads to is kept longest', () => {
  for (let seed = 200; seed <= 230; seed += 1) {
    const tree = wild(randomly(seed), 120, 12);
    assert.ok(Object.keys(tree.steps).length <= 12);
  }
  let line = plant(0);
  for (let step = 1; step < 400; step += 1) line = grow(line, step);
  assert.equal(Object.keys(line.steps).length, MOST_STEPS);
  assert.deepEqual(story(line).slice(-3), [397, 398, 399]);
  let branched = grow(grow(plant('a'), 'b', 4), 'old', 4);
  branched = grow(grow(jump(branched, 1), 'c', 4), 'd', 4);
  assert.deepEqual(story(branched), ['a', 'b', 'c', 'd'], 'the oldest end of a branch goes before the beginning');
  assert.equal(Object.keys(branched.steps).length, 4);
});

test('what is done after an undo begins a branch, and the other one stays', () => {
  const first = grow(grow(plant('a'), 'b'), 'c');
  const other = grow(jump(first, 1), 'd');
  assert.deepEqual(story(other), ['a', 'b', 'd']);
  assert.deepEqual(story(jump(other, 2)), ['a', 'b', 'c']);
  assert.equal(redoTarget(jump(other, 1)), 3, 'redo leads to the branch that was visited last');
  assert.equal(redoTarget(jump(jump(other, 2), 1)), 2);
  assert.deepEqual(rows(other), [
    { id: 0, level: 0, isFirst: true, goesOn: true },
    { id: 1, level: 0, isFirst: false, goesOn: true },
    { id: 2, level: 1, isFirst: true, goesOn: false },
    { id: 3, level: 0, isFirst: false, goesOn: false },
  ]);
});

test('a long line of steps is not indented', () => {
  let tree = plant(0);
  for (let step = 1; step < 50; step += 1) tree = grow(tree, step);
  assert.deepEqual([...new Set(rows(tree).map(({ level }) => level))], [0]);
});

test('a step is amended in place, and a leaf that came to nothing withers', () => {
  const tree = grow(plant('a'), 'b');
  assert.deepEqual(story(amend(tree, 'B')), ['a', 'B']);
  assert.deepEqual(story(tree), ['a', 'b'], 'the tree before is as it was');
  const withered = wither(tree);
  assert.deepEqual([story(withered), Object.keys(withered.steps)], [['a'], ['0']]);
  assertSound(withered);
  const inner = jump(tree, 0);
  assert.equal(wither(inner), inner, 'the first step never goes');
});

test('steps that cannot be kept leave no hole', () => {
  for (let seed = 300; seed <= 340; seed += 1) {
    const random = randomly(seed);
    const tree = wild(random, 40);
    const lost = new Set(Object.values(tree.steps).flatMap(({ entry }) => (random() < 0.4 ? [entry] : [])));
    const isKept = (/** @type {string} */ entry) => !lost.has(entry);
    const sifted = sift(tree, isKept);
    assertSound(sifted);
    assert.deepEqual(
      story(sifted),
      story(tree).filter((entry) => entry === 'start' || isKept(entry)),
    );
  }
});
