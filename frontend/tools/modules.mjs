/** Which modules a module needs: read from the import statements, as the browser reads them. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const STATIC = /(?:^|[;\n])\s*(?:import|export)\b(?:[^'";(]*?\bfrom)?\s*["']([^"']+)["']/g;
const DYNAMIC = /\bimport\(\s*["']([^"']+)["']\s*\)/g;

/** @param {string} path of a file of the page @returns {string} */
export function read(path) {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** @returns {Record<string, string>} */
function importMap() {
  const [, text] = /<script type="importmap">([\s\S]*?)<\/script>/.exec(read('index.html')) ?? [];
  return JSON.parse(text).imports;
}

const IMPORTS = importMap();

/** @param {string} specifier @param {string} from the importing file */
function resolve(specifier, from) {
  const known = IMPORTS[specifier];
  return posix.normalize(known ?? posix.join(posix.dirname(from), specifier));
}

/**
 * The modules that a module names.
 * @param {string} path
 * @param {'static' | 'dynamic'} kind `dynamic`: those that it fetches later
 * @returns {string[]}
 */
export function named(path, kind) {
  // What is imported for its types only stands in comments.
  const code = read(path).replace(/\/\*[\s\S]*?\*\//g, '');
  const found = [...code.matchAll(kind === 'static' ? STATIC : DYNAMIC)];
  return [...new Set(found.map(([, specifier]) => resolve(specifier, path)))];
}

/**
 * Everything that must be there before the last of these modules can run.
 * @param {string[]} paths
 * @param {string[]} [known] what is there already
 * @returns {string[]} nearest first
 */
export function closure(paths, known = []) {
  const added = paths.filter((path) => !known.includes(path));
  const found = new Set([...known, ...added]);
  for (let index = 0; index < added.length; index += 1) {
    for (const next of named(added[index], 'static')) {
      if (!found.has(next)) {
        found.add(next);
        added.push(next);
      }
    }
  }
  return added;
}

/** The module of each screen, from the router. @returns {Record<string, string>} */
export function screens() {
  const found = read('src/router.js').matchAll(/^ {2}(\w+): \{ icon: .*?import\('([^']+)'\)/gm);
  return Object.fromEntries([...found].map(([, name, path]) => [name, resolve(path, 'src/router.js')]));
}
