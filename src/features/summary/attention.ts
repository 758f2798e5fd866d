import type { Host } from '../../host/host.ts';
import { usedDisk } from '../../host/used-disk.ts';
import { isOpenBySsh } from '../../host/ways-in.ts';

/**
 * What is no mistake, but a surprise at the machine if no one has thought of it. Where it is a mistake more often than
 * not, there is a finding.
 */
export function attention(host: Host): string[] {
  const disk = usedDisk(host);
  return [
    ...(isOpenBySsh(host)
      ? []
      : [
          'no account has an ssh key, so you can log in only at a screen and keyboard or a serial console; a key for access.root.authorized_keys: cat ~/.ssh/id_ed25519.pub',
        ]),
    // Of another host it is a finding.
    ...(disk && !disk.ofOther
      ? [
          `the disk ${disk.name} was not blank when the facts were collected (${disk.content}): the installer refuses it, unless this host is installed there already; to have it erased: install.disk.wipe: ${JSON.stringify(disk.identity)}`,
        ]
      : []),
  ];
}
