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
    ...(disk ? notBlank(disk) : []),
  ];
}

/** Where this is certain, it is a finding. */
function notBlank({ name, content, identity, wipe, system }: NonNullable<ReturnType<typeof usedDisk>>): string[] {
  const known = `the disk ${name} was not blank when the facts were collected (${content})`;
  const unless = 'unless this host is installed there already';
  if (wipe)
    return system === 'this host'
      ? [
          `${known}: the installation erases it, ${unless}; to keep it, choose another disk, or remove install.disk.wipe`,
        ]
      : [];
  const erase = `to have it erased: install.disk.wipe: ${JSON.stringify(identity)}`;
  return system === 'another'
    ? []
    : [`${known}: the installer refuses it, ${unless}; ${erase}; to keep it, choose another disk`];
}
