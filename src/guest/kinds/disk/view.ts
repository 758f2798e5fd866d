import type { Disk } from '#src/host/guest.ts';
import { attributes, onOff } from '../../attributes.ts';
import { placedView } from '../address/view.ts';
import { diskName } from './names.ts';
import { type Pools, sourceOf } from './source.ts';

/** Template values of one disk; `before` are the guest's disks before it. */
export function diskView(disk: Disk, before: Disk[], pools: Pools): object {
  const { source, block } = sourceOf(disk, pools);
  const { bus, device, startup_policy, removable, rotation_rate } = disk;
  const name = diskName(
    bus,
    before.map((other) => other.bus),
  );
  return {
    attributes: { type: block ? 'block' : 'file', device },
    driver: source ? driverView(disk, block) : undefined,
    source: source && { [block ? 'dev' : 'file']: source, startupPolicy: startup_policy },
    target: { dev: name, bus, removable: onOff(removable), rotation_rate },
    readonly: device === 'cdrom' || disk.readonly === true,
    shareable: disk.shareable,
    serial: disk.serial,
    wwn: disk.wwn,
    blockio: attributes({
      logical_block_size: disk.logical_block_size,
      physical_block_size: disk.physical_block_size,
    }),
    placed: placedView(disk),
  };
}

function driverView(disk: Disk, block: boolean): object {
  const { format, iothread, queues, error_policy, rerror_policy, detect_zeroes } = disk;
  return {
    name: 'qemu',
    type: format,
    ...cachingOf(disk, block),
    detect_zeroes,
    iothread,
    queues,
    copy_on_read: onOff(disk.copy_on_read),
    error_policy,
    rerror_policy,
  };
}

/**
 * As virt-install (virtinst/devices/disk.py, set_defaults): block devices bypass the host's cache, and blocks that the
 * guest frees are discarded on those and on sparse volumes. io native only works around the cache.
 */
function cachingOf({ device, volume, size, image, ...disk }: Disk, block: boolean): object {
  const whole = block && device === 'disk';
  const cache = disk.cache ?? (whole ? 'none' : undefined);
  const direct = cache === 'none' || cache === 'directsync';
  const sparse = device === 'disk' && volume !== undefined && size !== undefined && !image;
  return {
    cache,
    io: disk.io ?? (whole && direct ? 'native' : undefined),
    discard: disk.discard ?? (whole || sparse ? 'unmap' : undefined),
  };
}
