import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

const root = fileURLToPath(new URL('../overlays', import.meta.url));
const virtual = 'virtual:overlays';

/** Compiling against the known helpers alone turns a slip of the pen into a build error. */
export const compileOptions = {
  noEscape: true,
  strict: false,
  knownHelpersOnly: true,
  knownHelpers: { line: true, cell: true, word: true, xml: true, attributes: true, markup: true },
};

/** Every file below overlays/, with names as templates and views use them, in order of name. */
export function overlayNames() {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)).replaceAll(path.sep, '/'),
    )
    .sort();
}

export const readOverlay = (name) => readFileSync(path.join(root, name), 'utf8');

/** Puts the folder overlays/ into the bundle: templates precompiled, everything else as text. */
export function overlays() {
  return {
    name: 'overlays',
    resolveId: (id) => (id === virtual ? `\0${virtual}` : null),
    load(id) {
      if (id !== `\0${virtual}`) return null;
      const templates = [];
      const files = [];
      for (const name of overlayNames()) {
        this.addWatchFile?.(path.join(root, name));
        if (name.endsWith('.hbs')) {
          const key = name.slice(0, -'.hbs'.length);
          templates.push(`${JSON.stringify(key)}: ${Handlebars.precompile(readOverlay(name), compileOptions)}`);
        } else {
          files.push(`${JSON.stringify(name)}: ${JSON.stringify(readOverlay(name))}`);
        }
      }
      return `export const templates = {${templates.join(',\n')}};\nexport const files = {${files.join(',\n')}};\n`;
    },
  };
}
