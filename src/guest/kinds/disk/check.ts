import type { Problem } from '#src/findings/finding.ts';
import type { Host } from '#src/host/host.ts';
import { problem as guestProblem } from '../../codes.ts';
import { refusedBy } from '../../libvirt-version.ts';
import { isQ35 } from '../../machine-type.ts';
import { problem } from './codes.ts';
import { hostDisks } from './host-disk.ts';
import { sourceOf } from './source.ts';

export function checkDisks(host: Host): Problem[] {
  return [
    ...oneSource(host),
    ...busOfMachine(host),
    ...virtioCdrom(host),
    ...emptyUsbDrive(host),
    ...poolUnknown(host),
    ...usedTwice(host),
    ...hostDisks(host),
    ...imageNeedsVolume(host),
    ...imageWithoutDigest(host),
    ...neverMade(host),
    ...serialTwice(host),
    ...nativeThroughCache(host),
    ...lunOfFile(host),
  ];
}

/** Every disk of every guest with its path. */
function disksOf({ vms }: Host) {
  return Object.entries(vms).flatMap(([guest, { disks }]) =>
    disks.map((disk, index) => ({ guest, disk, path: ['vms', guest, 'disks', index] })),
  );
}

function oneSource(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) => {
    const sources = (['volume', 'path', 'block'] as const).filter((key) => disk[key] !== undefined);
    if (sources.length > 1)
      return [problem('disk-several-sources', [...path, sources[1]!], { keys: sources.join(' and ') })];
    return sources.length === 0 && disk.device === 'disk' ? [problem('disk-without-source', path, undefined)] : [];
  });
}

/** libvirt refuses IDE on q35, whose chipset has none. */
function busOfMachine(host: Host): Problem[] {
  return disksOf(host).flatMap(({ guest, disk, path }) =>
    disk.bus === 'ide' && isQ35(host.vms[guest]!.machine)
      ? [guestProblem('ide-needs-pc', [...path, 'bus'], undefined)]
      : [],
  );
}

/** A virtio disk cannot eject, and libvirt refuses it as a cdrom. */
function virtioCdrom(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) =>
    disk.bus === 'virtio' && disk.device === 'cdrom' ? [problem('cdrom-on-virtio', [...path, 'bus'], undefined)] : [],
  );
}

/** QEMU's usb-storage needs a medium, and libvirt says so now (qemu_validate.c). */
function emptyUsbDrive(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) =>
    disk.bus === 'usb' && (disk.volume ?? disk.path ?? disk.block) === undefined
      ? refusedBy(host, path, {
          accepted: '9.0',
          refused: '11.3',
          what: `an empty ${disk.device} on the USB bus`,
          remedy: 'Give it a medium, or use another bus, such as sata.',
        })
      : [],
  );
}

function poolUnknown(host: Host): Problem[] {
  const pools = Object.keys(host.libvirt?.pools ?? {});
  return disksOf(host).flatMap(({ disk, path }) => {
    const pool = disk.volume?.split('/')[0];
    return pool === undefined || pools.includes(pool)
      ? []
      : [problem('pool-unknown', [...path, 'volume'], { pool, known: pools.join(', ') || 'none' })];
  });
}

/** Two guests that write one image destroy it. */
function usedTwice(host: Host): Problem[] {
  const pools = host.libvirt?.pools ?? {};
  const all = disksOf(host)
    .filter(({ disk }) => disk.device === 'disk' && disk.readonly !== true)
    .map((entry) => ({
      ...entry,
      file: sourceOf(entry.disk, pools).source,
    }));
  return all.flatMap(({ file, path }, index) => {
    const first = all.findIndex((other) => other.file === file);
    const other = all[first]!;
    if (!file || first === index) return [];
    return [
      problem(
        'disk-used-twice',
        path,
        { file, guest: other.guest },
        { related: [{ path: other.path, message: `${other.guest} uses it here` }] },
      ),
    ];
  });
}

function imageNeedsVolume(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) => {
    const key = (['image', 'size'] as const).find((name) => disk[name] !== undefined);
    return key && !disk.volume ? [problem('disk-image-needs-volume', [...path, key], { key })] : [];
  });
}

/** The guest distinguishes its disks by it. */
function serialTwice(host: Host): Problem[] {
  const disks = disksOf(host);
  return disks.flatMap(({ guest, disk: { serial }, path }, index) => {
    const other = disks.slice(0, index).find((each) => each.guest === guest && serial && each.disk.serial === serial);
    if (!serial || !other) return [];
    const details = { related: [{ path: [...other.path, 'serial'], message: 'the first has it here' }] };
    return [problem('duplicate-disk-serial', [...path, 'serial'], { serial }, details)];
  });
}

/** The kernel's asynchronous I/O bypasses the cache, and libvirt refuses to combine the two. */
function nativeThroughCache(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) => {
    const { io, cache, device } = disk;
    const { block } = sourceOf(disk, host.libvirt?.pools ?? {});
    const actual = cache ?? (block && device === 'disk' ? 'none' : 'default');
    return io === 'native' && !['none', 'directsync'].includes(actual)
      ? [problem('io-native-with-cache', [...path, 'io'], { cache: actual })]
      : [];
  });
}

/** A LUN receives SCSI commands, so it must be a block device. */
function lunOfFile(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) =>
    disk.device === 'lun' && !sourceOf(disk, host.libvirt?.pools ?? {}).block
      ? [problem('lun-needs-block-device', [...path, 'device'], undefined)]
      : [],
  );
}

/** The types of pools in which the agent creates volumes: folders and volume groups. */
const made = new Set(['dir', 'netfs', 'fs', 'logical']);

function neverMade(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) => {
    const pool = disk.volume?.split('/')[0] ?? '';
    const type = host.libvirt?.pools[pool]?.type;
    const key = (['size', 'image'] as const).find((name) => disk[name] !== undefined);
    return type && key && !made.has(type)
      ? [problem('volume-not-created-in-pool', [...path, key], { key, pool, type })]
      : [];
  });
}

function imageWithoutDigest(host: Host): Problem[] {
  return disksOf(host).flatMap(({ disk, path }) =>
    disk.volume && disk.image && !disk.image.sha256
      ? [problem('image-without-digest', [...path, 'image'], { url: disk.image.url })]
      : [],
  );
}
