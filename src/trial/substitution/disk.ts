import type { Host } from '../../host/host.ts';
import { canBeFound, systemDisk } from '../hardware/disks.ts';
import { type Changed, type Situation, substitution, unchanged } from './substitute.ts';

/** The serial number of QEMU's disk if it cannot have that of the profile. */
const serial = 'MKAPKOVL-TRIAL-DISK';

/** QEMU's disks have no NVMe names, and serial numbers of at most 36 characters. */
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
