import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

// What `#overlays` is when the program runs from source: the folder overlays/, read and compiled. In the bundle it is
// the same two records, precompiled (overlays-plugin.js).

export const root = fileURLToPath(new URL('../overlays', import.meta.url));

/** Compiling with only the known helpers makes a misspelt helper a build error. */
export const compileOptions = {
  noEscape: true,
  strict: false,
  knownHelpersOnly: true,
  knownHelpers: { line: true, cell: true, word: true, xml: true, attributes: true, markup: true },
};

/** Every file below overlays/ except its documentation, by the path that templates and views use, sorted. */
export function overlayNames() {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) =>
      path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, '/'),
    )
    .sort();
}

export const readOverlay = (name) => readFileSync(path.join(root, name), 'utf8');

/** The precompiled template as JavaScript, for the bundle. */
export const precompile = (name) => Handlebars.precompile(readOverlay(name), compileOptions);

const isTemplate = (name) => name.endsWith('.hbs');

/** Templates by name (the path without .hbs), and every other file by path, as JavaScript or text. */
export function overlayEntries() {
  const names = overlayNames();
  return {
    templates: names.filter(isTemplate).map((name) => [name.slice(0, -'.hbs'.length), precompile(name)]),
    files: names.filter((name) => !isTemplate(name)).map((name) => [name, readOverlay(name)]),
  };
}
