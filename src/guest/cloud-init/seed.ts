import type { Problem } from '../../findings/finding.ts';
import type { Disk, Guest } from '../../host/guest.ts';
import type { Host } from '../../host/host.ts';
import { agentFolder, secretsFolder } from '../../target/paths.ts';
import type { FileRequest } from '../../tree/request.ts';
import { isQ35 } from '../machine-type.ts';
import { problem } from './codes.ts';

/** The path of a guest's seed in the overlay; its secrets are blank. */
export const seedFile = (guest: string) => `${agentFolder}/libvirt/seeds/${guest}.iso`;

/** The path at which the agent puts it, with its secrets, for QEMU to read. */
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
 * The guest's disks, followed by its seed: a CD on virt-install's default bus (virtinst/devices/disk.py, _default_bus),
 * as virt-install attaches the image of --cloud-init.
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
