import { createHash } from 'node:crypto';
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
          mac: card.mac ?? derivedMac(profile.hostname, name, index),
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

/**
 * Host and guest name always give the same UUID (RFC 9562 version 8), so that a rebuilt overlay is the same overlay
 * and a redefined guest the same guest.
 */
function derivedUuid(hostname: string, guest: string): string {
  const bytes = digest('uuid', hostname, guest).subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** In QEMU's own range, 52:54:00. */
function derivedMac(hostname: string, guest: string, index: number): string {
  const [a, b, c] = digest('mac', hostname, guest, String(index));
  return ['52', '54', '00', ...[a!, b!, c!].map((byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

function digest(...parts: string[]): Buffer {
  return createHash('sha256').update(parts.join('\0')).digest();
}
