import { indexText } from '../artifact/apk/index-file.ts';
import { packagesIn } from '../artifact/apk/packages.ts';
import { type Medium, mediumLimits } from '../artifact/medium.ts';

/** The names of all packages in a medium's repositories, and of everything that they provide. */
export function packagesOn(medium: Medium, repositories: readonly string[], arch: string): Set<string> {
  const names = new Set<string>();
  for (const repository of repositories) {
    const index = medium.file(`${repository}/${arch}/APKINDEX.tar.gz`);
    const packages = index ? packagesIn(indexText(index.read(mediumLimits.index))) : [];
    for (const { name, provides } of packages) for (const each of [name, ...provides]) names.add(each);
  }
  return names;
}
