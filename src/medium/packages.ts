import { gunzipSync } from 'node:zlib';
import { type Medium, mediumLimits, UnusableMedium } from '../artifact/medium.ts';

/** The names of all packages in a medium's repositories, and of everything that they provide. */
export function packagesOn(medium: Medium, repositories: readonly string[], arch: string): Set<string> {
  const names = new Set<string>();
  for (const repository of repositories) {
    const index = medium.file(`${repository}/${arch}/APKINDEX.tar.gz`);
    if (index) for (const name of namesIn(indexText(index.read(mediumLimits.index)))) names.add(name);
  }
  return names;
}

/**
 * The file APKINDEX: the archive is a signature and the index, each gzipped on its own, so decompressed they are
 * consecutive tar archives.
 */
function indexText(archive: Buffer): string {
  const tar = unzipped(archive);
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136).replace(/[\0 ].*$/, ''), 8) || 0;
    if (name === 'APKINDEX') return tar.toString('utf8', at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return '';
}

function unzipped(archive: Buffer): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: mediumLimits.unpacked });
  } catch {
    throw new UnusableMedium('damaged', 'its APKINDEX.tar.gz cannot be unpacked');
  }
}

/** P: is a package's name, p: what it provides, with versions (apk-tools, doc/apk-package.5). */
function namesIn(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('P:')) return [line.slice(2)];
    if (!line.startsWith('p:')) return [];
    return line
      .slice(2)
      .split(' ')
      .map((provided) => provided.replace(/[<>=~].*$/, ''));
  });
}
