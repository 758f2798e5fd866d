import type { Host } from '#src/host/host.ts';
import { identify } from '#src/medium/identify.ts';
import { isMedium, openMedium } from '#src/medium/open.ts';
import { packagesOn } from '#src/medium/packages.ts';
import { lackingForInstall } from '#src/trial/medium/install-packages.ts';

/** What the tests boot: an Alpine medium, of whatever release. */
export interface TestMedium {
  path: string;
  release: string;
  kernel: string;
  /** The packages that there are; undefined if the network's repositories are used, which have them all. */
  packages: ReadonlySet<string> | undefined;
}

/** ALPINE_NETWORK lets the machines reach Alpine's mirrors, for what an official ISO has not. */
export const online = Boolean(process.env.ALPINE_NETWORK);

export const named = process.env.ALPINE_MEDIA;

/** The medium, or why there is none. */
export const opened: TestMedium | string =
  named === undefined || named === '' ? 'ALPINE_MEDIA names no medium' : open(named);

/** The medium, for those who come here only if there is one. */
export const medium = opened as TestMedium;

function open(named: string): TestMedium | string {
  const medium = openMedium(named, process.cwd());
  if (!isMedium(medium)) return medium.message;
  try {
    const found = identify(medium, 'x86_64');
    if ('code' in found) return found.message;
    return {
      path: named,
      release: found.release,
      kernel: found.kernels.includes('lts') ? 'lts' : found.kernels[0]!,
      packages: online ? undefined : packagesOn(medium, found.repositories, 'x86_64'),
    };
  } finally {
    medium.close();
  }
}

/** The packages that an installation needs and that are unavailable: the medium then replaces a complete one. */
export function lacking(options: { uefi?: boolean; encrypt?: boolean } = {}): string[] {
  if (!medium.packages) return [];
  const install = options.encrypt ? { encrypt: { passphrase: { prompt: true } } } : {};
  const host = { alpine: { kernel: medium.kernel }, boot: { loader: 'auto' }, install } as unknown as Host;
  return lackingForInstall(host, options.uefi ?? false, medium.packages);
}
