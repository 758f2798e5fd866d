import { type PackageFile, readPackage } from '../../artifact/apk/read-package.ts';
import { UnusableMedium } from '../../artifact/medium.ts';
import type { Downloaded, Downloads } from '../../download/downloads.ts';
import type { Problem } from '../../findings/finding.ts';
import { problemAt } from './codes.ts';
import type { BundleImage, BundlePackage, Wants } from './wants.ts';

/** A file that is what the lock says. */
export type Gathered<Wanted> = Wanted & { file: string; sha256: string; size: number };
export type GatheredPackage = Gathered<BundlePackage> & { info: PackageFile['info'] };

/** All that a bundle is to have, as files of this machine. */
export interface Files {
  packages: GatheredPackage[];
  images: Gathered<BundleImage>[];
}

/** Fetches and verifies everything; stops at the first fault. */
export async function gather({ packages, images, arch }: Wants, downloads: Downloads): Promise<Files | Problem[]> {
  const found: Files = { packages: [], images: [] };
  for (const each of packages) {
    const file = await packageFile(each, arch, downloads);
    if (Array.isArray(file)) return file;
    found.packages.push(file);
  }
  for (const { url, sha256, size } of images) {
    const file = await downloads.file({ url, sha256, size });
    if ('code' in file) return [file];
    found.images.push({ ...file, url });
  }
  return found;
}

async function packageFile(
  wanted: BundlePackage,
  arch: string,
  downloads: Downloads,
): Promise<GatheredPackage | Problem[]> {
  const { name, version, url, size, checksum } = wanted;
  const id = `apk-${Buffer.from(checksum).toString('hex')}-${size}`;
  const file = await downloads.checked({ url, size }, id, (each, source) => examined(each, source, wanted, arch));
  if ('code' in file) {
    const isOther = file.code === 'bundle-package-differs';
    return [
      file,
      ...(isOther ? [] : [problemAt('bundle-package-missing', { place: { file: '' } }, { name, version })]),
    ];
  }
  return { ...wanted, ...file };
}

type Examined = Downloaded & Pick<PackageFile, 'info'>;

async function examined(
  file: string,
  source: string,
  { name, version, checksum, size }: BundlePackage,
  arch: string,
): Promise<Examined | Problem> {
  const refused = (reason: string) =>
    problemAt('bundle-package-differs', { place: { file: '' } }, { source, name, version, reason });
  try {
    const found = await readPackage(file);
    if (found.size !== size) return refused(`it has ${found.size} bytes, not ${size}`);
    if (found.checksum !== checksum) return refused(`its checksum is ${found.checksum}, not ${checksum}`);
    const said = new Map(found.info);
    if (said.get('pkgname') !== name || said.get('pkgver') !== version)
      return refused(`it says that it is ${said.get('pkgname')} ${said.get('pkgver')}`);
    if (![arch, 'noarch', 'all'].includes(said.get('arch') ?? '')) return refused(`it is for ${said.get('arch')}`);
    return { file, sha256: found.sha256, size, info: found.info };
  } catch (thrown) {
    if (thrown instanceof UnusableMedium) return refused(thrown.message);
    throw thrown;
  }
}
