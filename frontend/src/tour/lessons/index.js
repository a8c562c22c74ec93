import { blur } from './blur.js';
import { condition } from './condition.js';
import { direction } from './direction.js';
import { path } from './path.js';
import { point } from './point.js';
import { prior } from './prior.js';

/** In the order of the class. @type {readonly import('../engine.js').Lesson[]} */
export const LESSONS = [point, prior, blur, path, direction, condition];
