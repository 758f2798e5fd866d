import type { Host } from '../../host/host.ts';
import { canBeFound, systemDisk } from '../hardware/disks.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

/** The serial number of a disk that QEMU has in the place of one whose name it cannot have. */
const serial = 'MKAPKOVL-TRIAL-DISK';

/** QEMU's disks have no names of NVMe, and no serial numbers of more than 36 characters. */
export function disk(host: Host, _: Situation): Changed {
  const [planned] = systemDisk(host);
  const { disk: before } = host.install;
  if (!planned || !before || canBeFound(planned)) return unchanged(host);
  const { wwn, wipe, ...rest } = before;
  const why = 'QEMU disks cannot have this name';
  return {
    host: { ...host, install: { ...host.install, disk: { ...rest, serial, ...(wipe ? { wipe: serial } : {}) } } },
    substitutions: [substitution(['install', 'disk'], [wwn ?? before.serial], serial, why, 'install')],
    untested: [],
  };
}
