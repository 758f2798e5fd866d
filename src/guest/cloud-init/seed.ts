import type { Problem } from '../../findings/finding.ts';
import type { Disk, Guest } from '../../host/guest.ts';
import type { Host } from '../../host/host.ts';
import { agentFolder, secretsFolder } from '../../target/paths.ts';
import type { FileRequest } from '../../tree/request.ts';
import { isQ35 } from '../machine-type.ts';
import { problem } from './codes.ts';

/** Where the seed of a guest lies in the overlay; the secrets in it are blank. */
export const seedFile = (guest: string) => `${agentFolder}/libvirt/seeds/${guest}.iso`;

/** Where the agent puts it, with its secrets, for QEMU to read. */
const seedPath = (guest: string) => `/var/lib/libvirt/seeds/${guest}.iso`;

export const seedSecret = (guest: string, name: string) => `${secretsFolder}/cloud-init.${guest}.${name}`;

export function seedSecrets(guest: string, { cloud_init }: Guest): FileRequest[] {
  return Object.entries(cloud_init?.secrets ?? {}).map(([name, secret]) => ({
    path: seedSecret(guest, name),
    secret,
    paths: [['vms', guest, 'cloud_init', 'secrets', name]],
  }));
}

/**
 * The guest's disks, its seed behind them: a CD on the bus that virt-install gives to one (virtinst/devices/disk.py,
 * _default_bus), as it attaches what --cloud-init makes.
 */
export function disksWithSeed(name: string, guest: Guest): Disk[] {
  if (!guest.cloud_init) return guest.disks;
  const bus = isQ35(guest.machine) ? 'sata' : 'ide';
  return [...guest.disks, { path: seedPath(name), device: 'cdrom', bus, format: 'raw' }];
}

/** i440FX has two channels with two drives each, and libvirt adds none. */
export function checkSeedDrives({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) => {
    const drives = disksWithSeed(name, guest).filter(({ bus }) => bus === 'ide');
    return guest.cloud_init && drives.length > 4
      ? [problem('cloud-init-no-free-drive', ['vms', name, 'cloud_init'], undefined)]
      : [];
  });
}
