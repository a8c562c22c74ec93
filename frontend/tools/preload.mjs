/**
 * Writes into index.html what each screen draws its first picture with, so that the browser
 * asks for all of it at once and not import by import. To be run when imports have changed;
 * a test says when. `--check` only compares.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closure, ROOT, read, screens } from './modules.mjs';

const FILE = 'index.html';
/** What a screen asks for as soon as it is drawn first with the model it chooses itself. @type {Record<string, string[]>} */
const AT_ONCE = { conditional: ['src/views/conditional-class.js'] };

/**
 * One line for each screen, and one for what all begin with; after a question mark, what comes
 * besides where the link names no model.
 * @returns {string}
 */
function lists() {
  const common = closure(['src/main.js']);
  const lines = Object.entries(screens()).flatMap(([name, path]) => {
    const own = closure([path], common);
    const besides = closure(AT_ONCE[name] ?? [], [...common, ...own]);
    return [`${name}: ${own.join(' ')}`, ...(besides.length ? [`${name}?: ${besides.join(' ')}`] : [])];
  });
  return [`*: ${common.join(' ')}`, ...lines].join('\n');
}

const before = read(FILE);
const after = before.replace(/(const MODULES = `\n)[^`]*(`;)/, (_, begin, end) => `${begin}${lists()}\n${end}`);
if (before !== after && process.argv.includes('--check')) {
  console.error(`${FILE} is out of date: npm run preload`);
  process.exitCode = 1;
} else if (before !== after) {
  writeFileSync(join(ROOT, FILE), after);
}
