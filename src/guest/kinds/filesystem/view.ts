import type { Guest } from '#src/host/guest.ts';
import { attributes, onOff } from '../../attributes.ts';
import { placedView } from '../address/view.ts';

type Filesystem = Guest['filesystems'][number];

/** Template values of one shared folder. virt-install uses mapped for 9p (virtinst/devices/filesystem.py). */
export function filesystemView(filesystem: Filesystem): object {
  const { source, target, driver, accessmode, readonly, queue, binary } = filesystem;
  const virtiofs = driver === 'virtiofs';
  return {
    attributes: { type: 'mount', accessmode: accessmode ?? (virtiofs ? undefined : 'mapped') },
    driver: virtiofs ? { type: 'virtiofs', queue } : undefined,
    binary: binary && {
      attributes: { path: binary.path, xattr: onOff(binary.xattr) },
      cache: attributes({ mode: binary.cache }),
      sandbox: attributes({ mode: binary.sandbox }),
      lock: attributes({ posix: onOff(binary.posix_lock), flock: onOff(binary.flock) }),
    },
    source,
    target,
    readonly,
    placed: placedView(filesystem),
  };
}
