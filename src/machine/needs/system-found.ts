import { isDiskController, isKeptForGuests, isListing, isUsbController } from '../kinds.ts';
import { perFacts } from '../per-facts.ts';
import type { Disk, Facts, PciFunction } from '../schema.ts';

const hasSystem = ({ mounts }: Disk): boolean => Boolean(mounts?.includes('/'));

/**
 * Whether the disk that the host runs from is known, and with it that no other controller has it: it is at a known
 * controller, or all disks were measured and none has it, as of a host that runs in memory.
 */
export const isSystemFound = perFacts(({ disks, source }): boolean => {
  if (!disks?.length) return false;
  const system = disks.filter(hasSystem);
  if (system.length > 0) return system.some(({ controllers }) => controllers !== null);
  return !isListing({ source }) && disks.every(({ mounts }) => mounts !== null);
});

/** The disks of unknown place that may be behind a function. */
export const unplacedAt = (facts: Facts, fn: PciFunction): Disk[] =>
  unplaced(facts).filter((disk) => mayHold(fn, disk));

/** Those of them that may have the system; if one of all is known to have it, only that. */
export function systemDisksAt(facts: Facts, fn: PciFunction): Disk[] {
  const system = unplaced(facts).filter(hasSystem);
  return system.length > 0 ? system.filter((disk) => mayHold(fn, disk)) : unplacedAt(facts, fn);
}

const unplaced = ({ disks }: Facts) => (disks ?? []).filter(({ controllers }) => controllers === null);

/** By transport, which lsblk prints: NVMe disks are at NVMe controllers, and all other disks are not. */
export function mayHold(fn: PciFunction, { name, transport }: Pick<Disk, 'name' | 'transport'>): boolean {
  if (isKeptForGuests(fn) || fn.driver === '') return false;
  const isNvme = /^010[48]/.test(fn.class);
  if (name.startsWith('nvme') || transport === 'nvme') return isNvme && !isRaid(fn);
  if (transport === 'usb') return isUsbController(fn);
  if (transport === 'fc') return fn.class.startsWith('0c04');
  if (transport === 'mmc' || name.startsWith('mmcblk')) return fn.class.startsWith('0805');
  if (transport === 'sata' || transport === 'ata') return isDiskController(fn) && !fn.class.startsWith('0108');
  return (isDiskController(fn) && !fn.class.startsWith('0108')) || /^0c0[34]/.test(fn.class);
}

/** A VMD has class RAID too, and NVMe disks behind it; other RAID controllers have none that lsblk calls so. */
const isRaid = (fn: PciFunction) => fn.class.startsWith('0104') && !fn.id?.startsWith('8086:');
