import path from 'node:path';
import { overlayEntries, overlayNames, root } from './overlays.js';

const specifier = '#overlays';

/** Puts the folder overlays/ into the bundle: templates precompiled, everything else as text. */
export function overlays() {
  return {
    name: 'overlays',
    resolveId: (id) => (id === specifier ? `\0${specifier}` : null),
    load(id) {
      if (id !== `\0${specifier}`) return null;
      for (const name of overlayNames()) this.addWatchFile?.(path.join(root, name));
      const { templates, files } = overlayEntries();
      const record = (entries) => `{${entries.map(([name, code]) => `${JSON.stringify(name)}: ${code}`).join(',\n')}}`;
      const texts = files.map(([name, text]) => [name, JSON.stringify(text)]);
      return `export const templates = ${record(templates)};\nexport const files = ${record(texts)};\n`;
    },
  };
}
