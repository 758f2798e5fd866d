import type { Disk } from '../../resolve.ts';
import { type Pools, sourceOf } from './source.ts';

const prefixes: Record<Disk['bus'], string> = { virtio: 'vd', scsi: 'sd', sata: 'sd', usb: 'sd', ide: 'hd' };

/** Template values of one disk; `before` are the guest's disks in front of it. */
export function diskView(disk: Disk, before: Disk[], pools: Pools): object {
  const { source, block } = sourceOf(disk, pools);
  const prefix = prefixes[disk.bus];
  return {
    device: disk.device,
    block,
    source,
    format: disk.format,
    target: prefix + letters(before.filter(({ bus }) => prefixes[bus] === prefix).length),
    bus: disk.bus,
    readonly: disk.device === 'cdrom' || disk.readonly === true,
  };
}

/** a … z, aa, ab …: how Linux and libvirt count disks. */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
