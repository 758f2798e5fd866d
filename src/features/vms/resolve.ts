import { derivedMac, derivedUuid } from '../../profile/derive.ts';
import type { Profile } from '../../profile/schema.ts';
import type { ResolveContext } from '../feature.ts';
import { sourceOf } from './devices/disk/source.ts';

type GuestProfile = Profile['vms'][string];
type DiskProfile = GuestProfile['disks'][number];
type InterfaceProfile = GuestProfile['networks'][number];

export interface Disk extends DiskProfile {
  bus: NonNullable<DiskProfile['bus']>;
  format: NonNullable<DiskProfile['format']>;
}

export interface Interface extends InterfaceProfile {
  mac: string;
}

/** A guest with every default filled in. */
export interface Guest extends Omit<GuestProfile, 'disks' | 'networks'> {
  uuid: string;
  disks: Disk[];
  networks: Interface[];
}

export function resolve(vms: Profile['vms'], { profile, lock }: ResolveContext): Record<string, Guest> {
  return Object.fromEntries(
    Object.entries(vms).map(([name, guest]) => [
      name,
      {
        ...guest,
        uuid: guest.uuid ?? derivedUuid(profile.hostname, name),
        disks: guest.disks.map((disk) => ({
          ...disk,
          bus: disk.bus ?? busOf(disk, guest),
          format: disk.format ?? formatOf(disk, profile),
          ...(disk.image
            ? { image: { ...disk.image, sha256: disk.image.sha256 ?? lock?.images[disk.image.url] } }
            : {}),
        })),
        networks: guest.networks.map((card, index) => ({
          ...card,
          mac: card.mac ?? derivedMac(profile.hostname, name, String(index)),
        })),
      },
    ]),
  );
}

/** There is no virtio CD drive; of the others, i440FX comes with IDE and q35 with SATA. */
function busOf({ device }: DiskProfile, { machine }: GuestProfile): Disk['bus'] {
  if (device !== 'cdrom') return 'virtio';
  return machine === 'pc' ? 'ide' : 'sata';
}

function formatOf(disk: DiskProfile, { libvirt }: Profile): Disk['format'] {
  const { source, block } = sourceOf(disk, libvirt?.pools ?? {});
  return !block && source?.endsWith('.qcow2') ? 'qcow2' : 'raw';
}
