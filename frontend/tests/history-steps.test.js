import assert from 'node:assert/strict';
import { test } from 'node:test';
import { current, jump, pathTo, plant, undoTarget } from '../src/lib/history.js';
import { difference, readKept, remember, rememberChange, withoutUploads, writeKept } from '../src/lib/history-steps.js';

/** @typedef {import('../src/lib/history-steps.js').Tree} Tree */

const START = '#/attributes?m=vae&x=Wide';

/** @param {string} address @param {object} [more] */
function seen(address, more = {}) {
  return { address, time: 0, acted: true, repeated: false, isVisit: false, isJump: false, ...more };
}

/** @param {string} [address] @returns {Tree} */
const begin = (address = START) => plant({ address, time: 0 });

/** @param {Tree} tree what was seen, from the first step to here */
const story = (tree) => pathTo(tree).map((id) => tree.steps[id].entry.address);

/** @param {Tree} tree */
const count = (tree) => Object.keys(tree.steps).length;

/** @param {string} label @param {string} [gesture] @param {string[]} [log] */
function change(label, gesture, log = []) {
  return { label: () => label, undo: () => void log.push(`undo ${label}`), redo: () => void log.push(label), gesture };
}

test('differences name single controls', () => {
  assert.deepEqual(difference('#/attributes?m=vae&a=Wide:1,Bright:2', '#/attributes?m=vae&a=Wide:1.5'), [
    { key: 'a', part: 'Wide', before: '1', after: '1.5' },
    { key: 'a', part: 'Bright', before: '2', after: '' },
  ]);
  assert.deepEqual(difference('#/interpolation?a=0.5', '#/interpolation?a=0.7'), [
    { key: 'a', part: '', before: '0.5', after: '0.7' },
  ]);
  assert.deepEqual(difference('#/conditional?c=3', '#/conditional?c=4'), [
    { key: 'c', part: '', before: '3', after: '4' },
  ]);
  assert.equal(difference('#/map', '#/attributes'), null);
});

test('the same state is no step, another one is', () => {
  const tree = begin();
  assert.equal(remember(tree, seen(START)), tree);
  const moved = remember(tree, seen(`${START}&a=Wide:1`));
  assert.deepEqual(story(moved), [START, `${START}&a=Wide:1`]);
});

test('what a screen does by itself, or where one merely looks, is no step', () => {
  const own = remember(begin(), seen('#/attributes?m=other', { acted: false }));
  assert.deepEqual(story(own), ['#/attributes?m=other']);
  const looked = remember(begin(), seen('#/attributes?m=vae&x=Bright'));
  assert.deepEqual(story(looked), ['#/attributes?m=vae&x=Bright']);
  const sent = remember(begin(), seen('#/attributes?m=vae&x=Bright', { isVisit: true, isJump: true }));
  assert.equal(count(sent), 1);
});

test('steps with keys or the wheel run together, those of a pointer do not', () => {
  const at = (/** @type {number} */ alpha) => `${START}&a=Wide:${alpha}`;
  const keys = (/** @type {number} */ time) => ({ repeated: true, time });
  let tree = remember(begin(), seen(at(0.1), keys(0)));
  tree = remember(tree, seen(at(0.2), keys(900)));
  tree = remember(tree, seen(at(0.3), keys(1800)));
  assert.deepEqual(story(tree), [START, at(0.3)], 'each within a second of the one before');
  assert.deepEqual(story(remember(tree, seen(at(0.4), keys(2900)))), [START, at(0.3), at(0.4)]);
  assert.equal(count(remember(tree, seen(`${START}&a=Wide:0.3,Bright:1`, keys(1900)))), 3, 'another control');
  assert.deepEqual(story(remember(tree, seen(START, keys(2000)))), [START], 'there and back is nothing');
  const drags = remember(remember(begin(), seen(at(0.1))), seen(at(0.2), { time: 100 }));
  assert.deepEqual(story(drags), [START, at(0.1), at(0.2)]);
});

test('nothing runs together with a step from which a branch begins', () => {
  const at = (/** @type {number} */ alpha) => `${START}&a=Wide:${alpha}`;
  const keys = { repeated: true };
  const tree = remember(remember(begin(), seen(at(1), { ...keys, time: 0 })), seen(`${at(1)},Bright:1`));
  const back = jump(tree, 1);
  assert.equal(count(remember(back, seen(at(2), { ...keys, time: 1 }))), 4);
});

test('coming back to the screen before, or going on as before, makes no new steps', () => {
  const visit = { isVisit: true };
  const away = remember(begin(), seen('#/map?m=two', visit));
  assert.deepEqual(story(away), [START, '#/map?m=two']);
  const back = remember(away, seen(START, visit));
  assert.deepEqual([story(back), count(back)], [[START], 2]);
  const again = remember(back, seen('#/map?m=two', visit));
  assert.deepEqual([story(again), count(again)], [[START, '#/map?m=two'], 2]);
  // Also where the page was sent to another step: it may have been reloaded just before.
  const late = remember(again, seen(START, { ...visit, isJump: true }));
  assert.deepEqual([story(late), count(late)], [[START], 2]);
  const elsewhere = remember(again, seen(`${START}&a=Wide:1`, visit));
  assert.equal(count(elsewhere), 3);
});

test('the same change made once more after an undo is the step that was undone', () => {
  const tree = remember(begin(), seen(`${START}&a=Wide:1`));
  const undone = jump(tree, /** @type {number} */ (undoTarget(tree)));
  const redone = remember(undone, seen(`${START}&a=Wide:1`));
  assert.deepEqual([redone.at, count(redone)], [tree.at, 2]);
  // But not by going back by hand: that is a change which can itself be undone.
  const byHand = remember(tree, seen(START));
  assert.deepEqual(story(byHand), [START, `${START}&a=Wide:1`, START]);
});

test('changes that are in no address are steps, one for each gesture', () => {
  /** @type {string[]} */
  const log = [];
  let tree = rememberChange(begin(), change('add'), 1, 0);
  assert.equal(current(tree).entry.address, START);
  for (const second of [1, 2, 3])
    tree = rememberChange(tree, change(`seconds ${second}`, 'seconds a', log), 2, 9000 * second);
  assert.equal(count(tree), 3, 'one press of the pointer, however long');
  current(tree).entry.change?.undo();
  current(tree).entry.change?.redo();
  assert.deepEqual(log, ['undo seconds 1', 'seconds 3'], 'back to before the first, on to after the last');
  assert.equal(count(rememberChange(tree, change('seconds 4', 'seconds a'), 3, 27001)), 4, 'another press');
  const keys = rememberChange(rememberChange(begin(), change('1', 'k'), 0, 0), change('2', 'k'), 0, 900);
  assert.equal(count(keys), 2);
  assert.equal(count(rememberChange(keys, change('3', 'k'), 0, 2000)), 3);
  assert.equal(count(rememberChange(keys, change('3'), 0, 950)), 3, 'no gesture');
});

test('uploads and pictures of them do not outlive the page, nor do steps that only it can take back', () => {
  const photo = '#/attributes?m=vae&from=u:upload-1&a=Wide:1';
  assert.equal(withoutUploads(photo), '#/attributes?m=vae&a=Wide:1');
  assert.equal(withoutUploads(photo, '#/attributes?from=g:shirt-1'), '#/attributes?m=vae&from=g:shirt-1&a=Wide:1');
  assert.equal(withoutUploads(photo, '#/posterior?from=g:shirt-1'), '#/attributes?m=vae&a=Wide:1');
  assert.equal(withoutUploads('#/map?m=two&p=1:2,3:4'), '#/map?m=two&p=1:2,3:4');
  assert.equal(withoutUploads('#/collection'), '#/collection');
  let tree = begin('#/attributes?m=vae&from=g:shirt-1');
  tree = remember(tree, seen('#/attributes?m=vae&from=u:upload-1'));
  tree = remember(tree, seen(photo));
  tree = rememberChange(tree, change('add'), 1, 0);
  tree = remember(tree, seen(`${photo},Bright:1`));
  for (const { entry } of Object.values(tree.steps)) entry.picture = 'data:secret';
  const text = JSON.stringify(writeKept(tree, false));
  assert.ok(!text.includes('upload') && !text.includes('data:'));
  const kept = /** @type {Tree} */ (readKept(JSON.parse(text)));
  const start = '#/attributes?m=vae&from=g:shirt-1';
  assert.deepEqual(story(kept), [start, `${start}&a=Wide:1`, `${start}&a=Wide:1,Bright:1`]);
  const film = remember(begin('#/studio?m=vae'), seen('#/studio?m=ae'));
  for (const { entry } of Object.values(film.steps)) entry.picture = 'data:secret';
  assert.ok(!JSON.stringify(writeKept(film, true)).includes('secret'), 'a film may hold photographs');
  const shirt = plant({ address: START, time: 0, picture: 'data:public' });
  assert.ok(JSON.stringify(writeKept(shirt, true)).includes('public'));
});

test('what was kept and cannot be understood is as good as nothing', () => {
  const good = writeKept(remember(begin(), seen('#/map', { isVisit: true })), true);
  assert.ok(readKept(JSON.parse(JSON.stringify(good))));
  /** @param {(kept: any) => void} spoil */
  const spoilt = (spoil) => {
    const kept = JSON.parse(JSON.stringify(good));
    spoil(kept);
    return readKept(kept);
  };
  assert.equal(readKept(null), null);
  assert.equal(readKept('text'), null);
  assert.equal(
    spoilt((kept) => delete kept.tree),
    null,
  );
  assert.equal(
    spoilt((kept) => {
      kept.format = 0;
    }),
    null,
  );
  assert.equal(
    spoilt((kept) => {
      kept.tree.at = 77;
    }),
    null,
  );
  assert.equal(
    spoilt((kept) => {
      kept.tree.steps[0].children = [5];
    }),
    null,
  );
  assert.equal(
    spoilt((kept) => {
      kept.tree.steps[1].entry.address = 'javascript:alert(1)';
    }),
    null,
  );
});
