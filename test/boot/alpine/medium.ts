import { describe } from 'vitest';
import type { Host } from '../../../src/pipeline/host.ts';
import { identify } from '../../../src/trial/medium/identify.ts';
import { lackingForInstall } from '../../../src/trial/medium/install-packages.ts';
import { isMedium, openMedium } from '../../../src/trial/medium/open.ts';
import { packagesOn } from '../../../src/trial/medium/packages.ts';

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

const named = process.env.ALPINE_MEDIA;
const opened = named === undefined || named === '' ? 'ALPINE_MEDIA names no medium' : open(named);

/** The medium; only for tests within `describeOnMedium`. */
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

/**
 * A group of tests that boots Alpine itself. Without a medium it is skipped, loudly, even where programs must not be
 * missing: no package has one. A medium that is named and cannot be used is a failure.
 */
export function describeOnMedium(name: string, body: () => void): void {
  if (typeof opened !== 'string') return void describe(`${name}, from Alpine ${opened.release}`, body);
  if (named) {
    return void describe(name, () => {
      throw new Error(`${named}: ${opened}`);
    });
  }
  console.warn(`skipped: ${name}: ${opened} (see "Boots of Alpine itself" in README.md)`);
  describe.skip(`${name} (${opened})`, body);
}

/** The packages that an installation needs and that cannot be had: then the medium is a stand-in for a whole one. */
export function lacking(options: { uefi?: boolean; encrypt?: boolean } = {}): string[] {
  if (!medium.packages) return [];
  const install = options.encrypt ? { encrypt: { passphrase: { prompt: true } } } : {};
  const host = { alpine: { kernel: medium.kernel }, boot: { loader: 'auto' }, install } as unknown as Host;
  return lackingForInstall(host, options.uefi ?? false, medium.packages);
}
