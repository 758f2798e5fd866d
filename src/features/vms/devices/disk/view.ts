import type { Profile } from '../../../../profile/schema.ts';
import type { Disk } from '../../resolve.ts';

type Pools = NonNullable<Profile['libvirt']>['pools'];

const prefixes: Record<Disk['bus'], string> = { virtio: 'vd', scsi: 'sd', sata: 'sd', usb: 'sd' };

/** Template values of one disk; `before` are the guest's disks in front of it. */
export function diskView(disk: Disk, before: Disk[], pools: Pools): object {
  const cdrom = disk.device === 'cdrom';
  const file = disk.volume ? volumePath(disk.volume, pools) : disk.path;
  const inBlockPool = disk.volume !== undefined && pools[disk.volume.split('/')[0]!]?.type === 'logical';
  const block = disk.block ?? (inBlockPool ? file : undefined);
  const prefix = prefixes[disk.bus];
  return {
    device: disk.device,
    block: block !== undefined,
    source: block ?? file,
    format: block ? 'raw' : disk.format,
    target: prefix + letters(before.filter(({ bus }) => prefixes[bus] === prefix).length),
    bus: disk.bus,
    readonly: cdrom || disk.readonly === true,
  };
}

/** The file of a volume `pool/name`; undefined if there is no such pool. */
export function volumePath(volume: string, pools: Pools): string | undefined {
  const [pool = '', name = ''] = volume.split('/');
  const folder = pools[pool]?.path;
  return folder && `${folder}/${name}`;
}

/** a … z, aa, ab …: how Linux and libvirt count disks. */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}
