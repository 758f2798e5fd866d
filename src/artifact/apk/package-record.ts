import type { PackageFile } from './read-package.ts';

/** The letters of an index for the names of .PKGINFO, in the order of `apk index` (apk-tools 2.14, package.c). */
const single = {
  ...{ P: 'pkgname', V: 'pkgver' },
  ...{ I: 'size', T: 'pkgdesc', U: 'url', L: 'license', o: 'origin', m: 'maintainer', t: 'builddate', c: 'commit' },
  k: 'provider_priority',
};
const lists = { D: 'depend', p: 'provides', i: 'install_if' };

/** apk writes these whether a package has them or not, and leaves out the others where they are empty. */
const always = ['P', 'V', 'T', 'U', 'L'];

/** Zero is no number to write, but for the installed size. */
const numbers = ['I', 't', 'k'];

/**
 * The record of a package for an index, as `apk index --rewrite-arch` makes it. apk looks for the file in the folder of
 * the architecture that is written here, so a package for all architectures gets that of its folder.
 */
export function packageRecord({ checksum, size, info }: PackageFile, arch: string): string {
  // Of a name that is there twice, apk takes the last one.
  const known = new Map(info);
  const lines = Object.entries(single).flatMap(([letter, name]) => {
    const value = numbers.includes(letter) ? number(known.get(name)) : known.get(name);
    if (letter === 'I') return [`I:${value || 0}`];
    return value || always.includes(letter) ? [`${letter}:${value ?? ''}`] : [];
  });
  const words = Object.entries(lists).flatMap(([letter, name]) => {
    const all = info.filter(([each]) => each === name).flatMap(([, value]) => value.split(' ').filter(Boolean));
    return all.length > 0 ? [`${letter}:${all.join(' ')}`] : [];
  });
  const [nameLine, versionLine, ...rest] = lines;
  return [`C:${checksum}`, nameLine, versionLine, `A:${arch}`, `S:${size}`, ...rest, ...words].join('\n');
}

const number = (text = '') => (/^\d+$/.test(text) ? text.replace(/^0+/, '') : '');
