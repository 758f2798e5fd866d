import type { Disk } from '#src/host/guest.ts';

type Bus = Disk['bus'];

const prefixes: Record<Bus, string> = {
  virtio: 'vd',
  scsi: 'sd',
  sata: 'sd',
  usb: 'sd',
  ide: 'hd',
  fdc: 'fd',
};

/** The name of a disk in libvirt, and usually in the guest; `before` are the buses of the disks before it. */
export function diskName(bus: Bus, before: readonly Bus[]): string {
  return prefixes[bus] + letters(before.filter((other) => prefixes[other] === prefixes[bus]).length);
}

/** a … z, aa, ab …: how Linux and libvirt count disks. */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
