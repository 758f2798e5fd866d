import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes dist/licenses.txt: the packages that the program contains, with the texts of their licenses, which demand to be
 * handed on with every copy.
 */
export function licenses() {
  return {
    name: 'licenses',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap(({ moduleIds = [] }) => moduleIds);
      const folders = new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []));
      const texts = [...folders].map(noticeOf).sort();
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: `${texts.join('\n\n')}` });
    },
  };
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  if (files.length === 0) throw new Error(`${name} has no text of its license`);
  const texts = files.sort().map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return `${name} ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}
