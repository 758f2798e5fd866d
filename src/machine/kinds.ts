import { compareAddresses, slotOf } from './address.ts';
import type { Answer } from './answer.ts';
import { functionsOfSlot } from './by-address.ts';
import { perFacts } from './per-facts.ts';
import type { Facts, PciFunction } from './schema.ts';

type Kind = Pick<PciFunction, 'class' | 'id' | 'name'>;

const classIs = (pattern: RegExp) => (fn: Pick<PciFunction, 'class'>) => pattern.test(fn.class);

/** By the id, or else by the name: AMD uses one vendor id for its graphics, and another for everything else. */
export function makerOf({ id, name }: Pick<PciFunction, 'id' | 'name'>): string | undefined {
  return id?.slice(0, 4) ?? /^Advanced Micro Devices[^[]*\[AMD(?:\/ATI)?\]|^\S+/.exec(name ?? '')?.[0];
}

/** By the ids if both are known; a name and an id do not compare. */
export function sameMaker(fn: PciFunction, other: PciFunction): boolean {
  if (fn.id && other.id) return makerOf(fn) === makerOf(other);
  return makerOf({ ...fn, id: null }) === makerOf({ ...other, id: null });
}

/**
 * Host bridges, PCI bridges, root ports, and the event collectors that the driver of root ports holds. They stay with
 * the host and do not prevent the rest of their group from being passed through: VFIO ignores functions that are not
 * endpoints (drivers/vfio, vfio_dev_driver_allowed; driver_managed_dma of pcieport since Linux 5.18), and a host bridge
 * has no driver that does DMA.
 */
export const isBridge = classIs(/^(06(00|04|07|09)|0807)/);

/** SATA, NVMe, RAID, SAS, SCSI … A floppy controller does not count. */
export const isDiskController = classIs(/^01(?!02)/);

export const isNetworkCard = classIs(/^02/);
/** Wireless cards have the class "other network controller". */
export const isWired = classIs(/^02(?!80)/);

/** Devices with outputs for a screen; 3D controllers only compute. */
export const isDisplay = classIs(/^03(?!02)/);
export const isGraphics = classIs(/^03/);

/** The low pin count bridge and the SMBus: firmware, clock, sensors and keyboard controller of the board itself. */
export const isChipset = classIs(/^(0601|0c05)/);

export const isIommu = classIs(/^0806/);

/** A controller with USB ports; Thunderbolt's own interface has the same class, with the interface 40. */
export function isUsbController(fn: Kind): boolean {
  return fn.class.startsWith('0c03') && !fn.class.endsWith('40') && !/\bNHI\b/.test(fn.name ?? '');
}

/** Whether facts say what kind of device it is: the kernel's log alone names only its address and group. */
export const isKnown = (fn: PciFunction): boolean => !fn.class.startsWith('0000') || fn.id !== null;

/** A display of the host: a virtual function has no outputs. */
export const isHostDisplay = (facts: Facts, fn: PciFunction): boolean =>
  isDisplay(fn) && !isKeptForGuests(fn) && !isVirtual(facts, fn);

/** The ids of virtual functions in pci.ids, for listings without names. */
const virtualIds =
  /^(?:8086:(?:0442|0443|10ca|10ed|1515|1520|152[ef]|1530|154c|156[45]|1571|15a[89]|15b4|15c5|1889|18a1|18ef|19e3|1f44|37c9|37cd|37d9|0dd5)|15b3:(?:0263|100[24]|101[2468ace])|14e4:(?:1606|1609|163f|166f|16a[9df]|16c1|16cb|16d3|16dc|16e[15]|180[6-9])|1924:1[89ab]03|19e5:(?:375[ef]|379[ef]))$/;

/**
 * Whether it is a virtual function (SR-IOV). Measured facts name its physical function, and listings mark most of them
 * in the name; those of Intel's graphics have the name and the id of function 0.
 */
export function isVirtual(facts: Facts, fn: PciFunction): boolean {
  if (fn.physical_function !== null) return fn.physical_function !== '';
  if (/\bvirtual function\b/i.test(fn.name ?? '') || virtualIds.test(fn.id ?? '')) return true;
  if (!isGraphics(fn) || !fn.id?.startsWith('8086:') || fn.address.endsWith('.0')) return false;
  return functionsOfSlot(facts, slotOf(fn.address)).some(({ address, id }) => address.endsWith('.0') && id === fn.id);
}

/** Intel's Volume Management Device: NVMe disks behind it are in a PCI domain of its driver's making. */
export const isVmd = (fn: PciFunction): boolean =>
  fn.class.startsWith('0104') &&
  (/^8086:(201d|28c0|467f|4c3d|7d0b|9a0b|a77f|ad0b|b06f)$/.test(fn.id ?? '') ||
    fn.driver === 'vmd' ||
    /\b(VMD|Volume Management Device)\b/.test(fn.name ?? ''));

/** Makers of the graphics in management controllers: ASPEED, Matrox since the G200e, XGI, Silicon Motion, HiSilicon. */
const managementIds = /^(1a03:|102b:05(22|24|3\d)|18ca:002[01]|126f:0(750|768)|19e5:1711|1002:515e)/;
const managementNames = /\b(ASPEED|MGA G200e\w*|iRMC\w*|iLO\w*|iDRAC\w*|BMC|IPMI|Integrated Lights-?Out)\b/i;

/** Whether it belongs to the board's management controller (iLO, iDRAC, iRMC, IPMI …), for remote management. */
export function isManagement(facts: Facts, fn: PciFunction): boolean {
  const one = (other: PciFunction) =>
    other.class.startsWith('0c07') || managementIds.test(other.id ?? '') || managementNames.test(other.name ?? '');
  const slot = slotOf(fn.address);
  // On the first bus a slot is the whole chipset, not one device.
  if (/:00:[^:]*$/.test(slot)) return one(fn);
  return functionsOfSlot(facts, slot).some(one);
}

const keptForGuests = new Set(['vfio-pci', 'pci-stub', 'xen-pciback', 'pciback']);

/** Whether it is already reserved for guests. */
export const isKeptForGuests = ({ driver }: Pick<PciFunction, 'driver'>): boolean => keptForGuests.has(driver ?? '');

/** Whether the host drives it: it has a driver, and not one of the placeholders for guests. */
export function isDriven({ driver }: Pick<PciFunction, 'driver'>): Answer {
  if (driver === null) return null;
  return driver !== '' && !isKeptForGuests({ driver });
}

/** How the sentence ends that says what the host has left: whether drivers are known decides it. */
export const owner = (facts: Facts): string => (knowsDrivers(facts) ? 'host still drives' : 'machine has');

const knowsDrivers = perFacts(({ pci }) => (pci ?? []).some(({ driver }) => Boolean(driver)));

/** Whether somebody pasted it, so that parts may be missing. */
export const isListing = ({ source }: Pick<Facts, 'source'>): boolean =>
  source !== null && source !== 'probe' && source !== 'nixos-facter';

/**
 * Whether a listing shows only part of its machine, as forum posts often do: every PC has a host bridge, and an ISA
 * bridge to its firmware. Other machines have neither, but each of their PCI domains begins with the root port that leads
 * to the rest. A device that is the only one of its kind in an excerpt need not be the only one of the machine.
 */
export const isExcerpt = perFacts((facts) => {
  const { source, pci } = facts;
  if (source === null || source === 'probe') return false;
  const has = (pattern: RegExp) => (pci ?? []).some((fn) => pattern.test(fn.class));
  if (source === 'nixos-facter') return !has(/^06/);
  return isPc(facts) ? !has(/^06/) || !has(/^0601/) : !firstOfDomains(pci ?? []).every(isBridge);
});

/** Makers of the host bridges and root ports of PCs, by id and by name: the rest of these are in other machines. */
const pcIds = /^(8086|1022|1002|1d94|1d17|1106|1039|1166|10b9|1b36|1af4|80ee|15ad|5853|1414|1234):/;
const pcNames = /^(Intel|Advanced Micro|ATI|AMD|Chengdu|Hygon|Zhaoxin|VIA|Silicon Integrated|ALi|Red Hat|VMware)/;

/** Whether it is a PC, by its processor if that is known, else by the makers of what its PCI domains begin with. */
export const isPc = perFacts(({ system: { arch }, pci }): boolean => {
  if (arch !== null) return /^(x86_64|i[3-6]86|amd64)$/.test(arch);
  const roots = firstOfDomains(pci ?? []).filter((fn) => isBridge(fn) && isRoot(fn));
  return !roots.some(({ id, name }) => (id ? !pcIds.test(id) : name !== null && !pcNames.test(name)));
});

/** The buses of further domains need not begin with 0. */
const isRoot = ({ address }: PciFunction) => !address.startsWith('0000:') || address.startsWith('0000:00:');

/** The function with the lowest address of each domain, without those that the driver of a VMD has made. */
function firstOfDomains(pci: readonly PciFunction[]): PciFunction[] {
  const first = new Map<string, PciFunction>();
  for (const fn of [...pci].sort((a, b) => compareAddresses(a.address, b.address))) {
    const domain = fn.address.split(':')[0]!;
    if (domain.length === 4 && !first.has(domain)) first.set(domain, fn);
  }
  return [...first.values()];
}

/**
 * Red Hat's for QEMU, VMware, VirtualBox, Hyper-V, Xen, Bochs; virtio devices that no real card has (display, balloon).
 */
const emulated = /^(1b36|15ad|80ee|1414|5853|1234):|^1af4:10(50|02|45)$/;

export const isVirtualMachine = ({ pci }: Facts): boolean =>
  (pci ?? []).some(
    ({ id, subsystem, name }) =>
      emulated.test(id ?? '') ||
      subsystem === '1af4:1100' ||
      (id === null && /^(Red Hat|VMware|InnoTek|XenSource)\b/.test(name ?? '')),
  );

/** Makers of processors and the chipsets that belong to them: Intel, AMD, Hygon, Zhaoxin. */
const processorIds = /^(8086|1022|1d94|1d17):/;

/**
 * Registers of the processor and the chipset that show up as functions: counters, error registers, dummies. Guests
 * cannot use them. Accelerators have the same class, but have names and drivers of their own.
 */
export function isInternal(fn: PciFunction): boolean {
  if (!/^(0800|0880|1101|1300)/.test(fn.class) || !processorIds.test(fn.id ?? '')) return false;
  return !isKeptForGuests(fn) && fn.driver !== 'idxd' && !/accelerator/i.test(fn.name ?? '');
}
