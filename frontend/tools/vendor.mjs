/**
 * Copies the browser libraries out of node_modules, so that the page runs without npm.
 *
 * Reads the list in vendor/vendor.json, copies each file verbatim with its licence,
 * gathers the icons into one sprite, writes version and SHA-512 back into vendor.json
 * and rewrites the import map of index.html. `--out FOLDER` writes everything to another
 * folder instead, which is how a test finds out that the committed result is current.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/** @typedef {{specifier: string, package: string, source: string, file: string, version?: string, sha512?: string}} VendoredModule */
/** @typedef {{package: string, names: string[], version?: string, sha512?: string}} VendoredIcons */
/** @typedef {{modules: VendoredModule[], icons: VendoredIcons}} Manifest */

/** @param {string | Buffer} content */
function sha512(content) {
  return createHash('sha512').update(content).digest('base64');
}

/** @param {string} name */
function packageFolder(name) {
  return join(ROOT, 'node_modules', ...name.split('/'));
}

/** @param {string} name */
function packageVersion(name) {
  return JSON.parse(readFileSync(join(packageFolder(name), 'package.json'), 'utf8')).version;
}

/** @param {string} name file name of a package's licence inside vendor/licences */
function licenceFile(name) {
  return `${name.replace('@', '').replace('/', '-')}.txt`;
}

/** @param {string} folder of a package: some write their licence in Markdown */
function readLicence(folder) {
  const plain = join(folder, 'LICENSE');
  return readFileSync(existsSync(plain) ? plain : `${plain}.md`);
}

/**
 * @param {string} out
 * @param {string} path
 * @param {string | Buffer} content
 */
function write(out, path, content) {
  const target = join(out, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
}

/**
 * @param {string} out
 * @param {VendoredModule} entry
 * @returns {VendoredModule}
 */
function copyModule(out, entry) {
  const folder = packageFolder(entry.package);
  const content = readFileSync(join(folder, entry.source));
  write(out, join('vendor', entry.file), content);
  write(out, join('vendor', 'licences', licenceFile(entry.package)), readLicence(folder));
  const { specifier, source, file } = entry;
  const version = packageVersion(entry.package);
  return { specifier, package: entry.package, version, source, file, sha512: sha512(content) };
}

/** @param {string} svg one Lucide file @param {string} name */
function toSymbol(svg, name) {
  const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.indexOf('</svg>'));
  return `  <symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s+/g, ' ').trim()}</symbol>`;
}

/** @param {string} out @param {VendoredIcons} icons @returns {VendoredIcons} */
function buildSprite(out, icons) {
  const folder = packageFolder(icons.package);
  const own = readFileSync(join(ROOT, 'icons', 'own.svg'), 'utf8').trimEnd();
  const symbols = icons.names.map((name) => toSymbol(readFileSync(join(folder, 'icons', `${name}.svg`), 'utf8'), name));
  const head = `<!-- ${icons.package}, ISC licence: vendor/licences/${licenceFile(icons.package)}; own symbols: own.svg -->`;
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${head}\n${own}\n${symbols.join('\n')}\n</svg>\n`;
  write(out, join('icons', 'sprite.svg'), sprite);
  write(out, join('vendor', 'licences', licenceFile(icons.package)), readLicence(folder));
  return { package: icons.package, version: packageVersion(icons.package), names: icons.names, sha512: sha512(sprite) };
}

/** @param {string} html @param {VendoredModule[]} modules */
function withImportMap(html, modules) {
  const imports = Object.fromEntries(modules.map(({ specifier, file }) => [specifier, `./vendor/${file}`]));
  const map = `\n${JSON.stringify({ imports }, null, 2)}\n`;
  return html.replace(/(<script type="importmap">)[\s\S]*?(<\/script>)/, `$1${map}$2`);
}

/** @param {string} out */
export function vendor(out) {
  /** @type {Manifest} */
  const manifest = JSON.parse(readFileSync(join(ROOT, 'vendor', 'vendor.json'), 'utf8'));
  const modules = manifest.modules.map((entry) => copyModule(out, entry));
  const icons = buildSprite(out, manifest.icons);
  write(out, join('vendor', 'vendor.json'), `${JSON.stringify({ modules, icons }, null, 2)}\n`);
  write(out, 'index.html', withImportMap(readFileSync(join(ROOT, 'index.html'), 'utf8'), modules));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flag = process.argv.indexOf('--out');
  vendor(flag > 0 ? process.argv[flag + 1] : ROOT);
}
