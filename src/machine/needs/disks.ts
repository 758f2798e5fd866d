import { shortAddress } from '../address.ts';
import { disksBehind, usbBehind } from '../behind.ts';
import { isDiskController, isDriven, isExcerpt, isUsbController, knowsDrivers } from '../kinds.ts';
import type { Disk, Facts, PciFunction, UsbDevice } from '../schema.ts';
import { nameOf } from './console.ts';
import { listed, type Need, type NeedKind, type Taken } from './need.ts';

/**
 * What the host has mounted from disks on the functions that are passed through; without facts about mounts, what it
 * could have.
 */
export function diskNeeds(taken: Taken): Need[] {
  const { facts } = taken;
  const measured = facts.disks?.some(({ mounts }) => mounts !== null);
  return measured ? mountedNeeds(taken) : [...systemDiskNeeds(taken), ...usbDiskNeeds(taken)];
}

function mountedNeeds({ facts, functions }: Taken): Need[] {
  return functions.flatMap(({ address }) => {
    const used = disksBehind(facts, address).filter(({ mounts }) => mounts?.length);
    const kinds = new Map<NeedKind, string[]>();
    for (const disk of used) {
      for (const mount of disk.mounts ?? []) {
        const kind = kindOf(mount, disk);
        kinds.set(kind, [...(kinds.get(kind) ?? []), describeMount(disk, mount)]);
      }
    }
    return [...kinds].map(([kind, details]) => ({
      kind,
      address,
      confidence: 'measured' as const,
      detail: listed(details),
    }));
  });
}

const describeMount = ({ name }: Disk, mount: string) =>
  mount === '[SWAP]' ? `${name} has swap` : `${name} is mounted at ${mount}`;

/** Alpine mounts its boot medium below /media, other live systems below /run or /cdrom. */
function kindOf(mount: string, { mounts }: Disk): NeedKind {
  if (mount === '/') return 'root-disk';
  // The boot partition of the system disk is redundant.
  if (/^\/(boot|efi)(\/|$)/.test(mount) && mounts?.includes('/')) return 'root-disk';
  if (/^\/(boot|efi|media|cdrom|\.modloop|run\/(live|initramfs|archiso|media)|lib\/live)(\/|$)/.test(mount)) {
    return 'boot-medium';
  }
  return 'mounted-disk';
}

/** A listing does not show what is mounted, but a host needs a disk, so it certainly needs the last controller. */
function systemDiskNeeds({ facts, functions, addresses }: Taken): Need[] {
  const candidates = systemDiskCandidates(facts);
  const going = functions.filter((fn) => candidates.includes(fn));
  const left = candidates.filter(({ address }) => !addresses.has(address));
  return going.map(({ address }) => {
    const base = { address, confidence: 'inferred' as const };
    if (left.length === 0 && isExcerpt(facts)) {
      const detail = 'its contents are unknown, and the listing shows only part of the machine';
      return { ...base, kind: 'maybe-system-disk' as const, detail };
    }
    if (left.length === 0) {
      const which = candidates.length === 1 ? 'the only disk controller' : 'among the last disk controllers';
      const detail = `it is ${which} that the ${knowsDrivers(facts) ? 'host still drives' : 'machine has'}, so the system disk is probably attached to it`;
      return { ...base, kind: 'only-disk-controller' as const, detail };
    }
    const all = listed(candidates.map((fn) => shortAddress(fn.address)));
    return {
      ...base,
      kind: 'maybe-system-disk' as const,
      detail: `it is unknown which of ${all} has the system disk${likely(facts, address, candidates)}`,
    };
  });
}

/** Many hosts run from a USB stick, which listings do not show. */
function usbDiskNeeds({ facts, functions }: Taken): Need[] {
  return functions.filter(isUsbController).flatMap(({ address }) => {
    const sticks = usbBehind(facts, address).filter(isStorage).map(nameOf);
    const names = sticks.length > 0 ? sticks : disksBehind(facts, address).map(({ name }) => name);
    const detail = `${listed(names)} is attached to it, and the host may run from that`;
    return names.length === 0 ? [] : [{ kind: 'maybe-system-disk', address, confidence: 'inferred', detail }];
  });
}

const isStorage = ({ class: kind, driver, product }: UsbDevice) =>
  kind === '08' ||
  /^(usb-storage|uas)$/.test(driver ?? '') ||
  /\b(flash (drive|disk)|cruzer|datatraveler|ultra fit|mass storage|usb disk)\b/i.test(product ?? '');

/** The functions to which the system disk can be attached. */
function systemDiskCandidates(facts: Facts): PciFunction[] {
  const controllers = (facts.pci ?? []).filter((fn) => isDiskController(fn) && isDriven(facts, fn));
  const filled = controllers.filter(({ address }) => disksBehind(facts, address).length > 0);
  return filled.length > 0 ? filled : controllers;
}

function likely(facts: Facts, address: string, candidates: readonly PciFunction[]): string {
  const fast = candidates.filter((fn) => fn.class.startsWith('0108'));
  if (fast.length !== 1) return '';
  const names = disksBehind(facts, fast[0]!.address).map(({ name }) => name);
  const which =
    names.length > 0 ? `${names.join(', ')} on ${shortAddress(fast[0]!.address)}` : shortAddress(fast[0]!.address);
  return fast[0]!.address === address
    ? `; as the only NVMe (${which}), this is most likely it`
    : `; most likely it is the only NVMe (${which})`;
}
