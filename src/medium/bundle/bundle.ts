import type { BundleKey } from '../../artifact/apk/bundle-key.ts';
import { packageRecord } from '../../artifact/apk/package-record.ts';
import { signedIndex } from '../../artifact/apk/write-index.ts';
import type { Addition } from '../../artifact/iso9660/add/plan.ts';
import { sourceDate } from '../../artifact/source-date.ts';
import { Downloads } from '../../download/downloads.ts';
import type { Problem } from '../../findings/finding.ts';
import type { Complete } from '../../pipeline/build.ts';
import type { Description } from '../make/description.ts';
import type { MakeOptions } from '../make/options.ts';
import { bundleFolder } from '../make/paths.ts';
import { fileContent } from './file-content.ts';
import { type Files, gather } from './gather.ts';
import { toAnnounce, tooLargeForFat } from './sizes.ts';
import { spdxDocument } from './spdx.ts';
import { wantsOf } from './wants.ts';

/** What a medium gets so that its hosts need no network. */
export interface Bundle {
  additions: Addition[];
  /** For the description of the medium. */
  summary: NonNullable<Description['bundle']>;
  /** The list of what is in it, for a medium of that name. */
  sbom: (medium: string) => string;
}

/** Fetches what the hosts need; or says why there can be no bundle. */
export async function makeBundle(
  hosts: readonly Complete[],
  key: BundleKey,
  options: MakeOptions,
): Promise<Bundle | Problem[]> {
  const { cwd, environment, mirror, kind, version } = options;
  const wants = wantsOf(hosts);
  if (Array.isArray(wants)) return wants;
  const large = kind === 'usb' ? tooLargeForFat(wants) : [];
  if (large.length > 0) return large;
  options.announce?.(toAnnounce(wants));
  const from = mirror === undefined ? undefined : { from: wants.mirrors, to: mirror };
  const downloads = new Downloads({ ...options.download, cwd, environment, mirror: from });
  try {
    const files = await gather(wants, downloads);
    if (Array.isArray(files)) return files;
    const time = sourceDate(environment) ?? new Date(0);
    return {
      additions: await additionsOf(files, wants.arch, key, time),
      summary: {
        key: key.name,
        packages: files.packages.length,
        images: files.images.length,
        bytes: [...files.packages, ...files.images].reduce((sum, { size }) => sum + size, 0),
      },
      sbom: (medium) => spdxDocument({ ...wants, ...files, medium, version, time }),
    };
  } finally {
    await downloads.close();
  }
}

const readable = 0o444;

/**
 * A folder with .boot_repository is a repository for Alpine's initramfs (mkinitfs, nlplug-findfs.c). apk refuses an index
 * whose key it does not have, which is in the overlay.
 */
async function additionsOf({ packages, images }: Files, arch: string, key: BundleKey, time: Date): Promise<Addition[]> {
  const records = packages.map((each) => packageRecord(each, arch));
  const index = await signedIndex(records, key, time);
  return [
    inMemory('.boot_repository', Buffer.alloc(0)),
    inMemory(`${arch}/APKINDEX.tar.gz`, index),
    ...packages.map((file) => addition(`${arch}/${file.name}-${file.version}.apk`, fileContent(file))),
    ...images.map((file) => addition(`images/${file.sha256}`, fileContent(file))),
    inMemory(`keys/${key.name}`, Buffer.from(key.text)),
  ];
}

function inMemory(path: string, bytes: Buffer): Addition {
  const stream = async function* () {
    if (bytes.length > 0) yield bytes;
  };
  return addition(path, { size: bytes.length, stream });
}

const addition = (path: string, content: Pick<Addition, 'size' | 'stream'>): Addition => ({
  ...{ path: `${bundleFolder}/${path}`, mode: readable },
  ...content,
});
