import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import type { Tree } from './entry.ts';
import { lintApk } from './lints/apk.ts';
import { lintArchive } from './lints/archive.ts';
import { lintDaemons } from './lints/daemons.ts';
import { lintFirewalls } from './lints/firewalls.ts';
import { lintInstaller } from './lints/installer.ts';
import { lintModes } from './lints/modes.ts';
import { lintMounts } from './lints/mounts.ts';
import { lintReaders } from './lints/readers.ts';
import { lintSecrets } from './lints/secrets.ts';
import { lintServices } from './lints/services.ts';

/** Checks the whole tree, including users' files, against Alpine's own rules. */
export function lint(tree: Tree, host: Host): Problem[] {
  return [
    ...lintArchive(tree),
    ...lintMounts(tree, host),
    ...lintModes(tree, host),
    ...lintSecrets(tree),
    ...lintServices(tree, host),
    ...lintReaders(tree),
    ...lintApk(tree, host.alpine.release),
    ...lintInstaller(tree, host),
    ...lintDaemons(tree, host),
    ...lintFirewalls(tree, host),
  ];
}
