import { shortAddress } from '../address.ts';
import { disksBehind, usbBehind } from '../behind.ts';
import { isDisputed } from '../disputed.ts';
import { isDiskController, isDriven, isExcerpt, isKeptForGuests, isListing, isUsbController, owner } from '../kinds.ts';
import { perFacts } from '../per-facts.ts';
import type { Facts, PciFunction, UsbDevice } from '../schema.ts';
import { carriersOf } from '../through.ts';
import { nameOf } from './console.ts';
import { listed, type Need, type Taken } from './need.ts';
import { isSystemFound, systemDisksAt } from './system-found.ts';

/** Without facts about mounts a host still needs a disk, so it certainly needs the last controller. */
export function systemDiskNeeds({ facts, functions, addresses }: Taken): Need[] {
  const candidates = systemDiskCandidates(facts);
  const going = functions.filter((fn) => candidates.includes(fn));
  const left = candidates.filter((fn) => !goes(facts, fn, addresses) && !isDisputed(fn));
  return going
    .filter((fn) => !carriersOf(facts, fn).some((address) => addresses.has(address)))
    .map((fn) => ({
      address: fn.address,
      confidence: 'inferred' as const,
      ...needOf(facts, fn, candidates, left),
    }));
}

/** A disk behind a VMD is not another one than that of the VMD. */
function needOf(
  facts: Facts,
  fn: PciFunction,
  candidates: readonly PciFunction[],
  left: readonly PciFunction[],
): Pick<Need, 'kind' | 'detail'> {
  const carriers = candidates.flatMap((other) => carriersOf(facts, other));
  const apart = candidates.filter(({ address }) => !carriers.includes(address));
  const others = left.filter(({ address }) => !carriersOf(facts, fn).includes(address));
  return others.length === 0 && !isExcerpt(facts) ? last(facts, apart) : maybe(facts, fn, apart, others);
}

const goes = (facts: Facts, fn: PciFunction, addresses: ReadonlySet<string>) =>
  [fn.address, ...carriersOf(facts, fn)].some((address) => addresses.has(address));

function last(facts: Facts, candidates: readonly PciFunction[]): Pick<Need, 'kind' | 'detail'> {
  const which = candidates.length === 1 ? 'the only disk controller' : 'among the last disk controllers';
  const detail = `it is ${which} that the ${owner(facts)}, so the system disk is probably attached to it`;
  return { kind: 'only-disk-controller', detail };
}

function maybe(
  facts: Facts,
  fn: PciFunction,
  candidates: readonly PciFunction[],
  left: readonly PciFunction[],
): Pick<Need, 'kind' | 'detail'> {
  if (left.length === 0)
    return {
      kind: 'maybe-system-disk',
      detail: 'its contents are unknown, and the listing shows only part of the machine',
    };
  const all = listed(candidates.map(({ address }) => shortAddress(address)));
  return {
    kind: 'maybe-system-disk',
    detail: `it is unknown which of ${all} has the system disk${likely(facts, fn.address)}`,
  };
}

/** Many hosts run from a USB stick, which listings do not show. */
export function usbDiskNeeds({ facts, functions }: Taken): Need[] {
  return functions.filter(isUsbController).flatMap((fn) => {
    const sticks = usbBehind(facts, fn.address).filter(isStorage).map(nameOf);
    const disks = [...disksBehind(facts, fn.address), ...systemDisksAt(facts, fn)];
    const names = sticks.length > 0 ? sticks : disks.map(({ name }) => name);
    const detail = `${listed(names)} ${disks.some(({ controllers }) => controllers === null) ? 'may be' : 'is'} attached to it, and the host may run from that`;
    return names.length === 0
      ? []
      : [{ kind: 'maybe-system-disk' as const, address: fn.address, confidence: 'inferred' as const, detail }];
  });
}

/** Disks at Fibre Channel, and cards at SD controllers: known only where the disks are. */
export function otherDiskNeeds({ facts, functions }: Taken): Need[] {
  return functions.flatMap((fn) => {
    if (!/^(0c04|0805)/.test(fn.class) || isDriven(fn) === false) return [];
    if (disksBehind(facts, fn.address).length > 0) return [];
    if (facts.disks && hasAllDisks(facts) && systemDisksAt(facts, fn).length === 0) return [];
    const detail = 'it is unknown which disks are attached to it';
    return [{ kind: 'maybe-system-disk' as const, address: fn.address, confidence: 'inferred' as const, detail }];
  });
}

/** Of listings, lsblk shows every disk; a pool, an array or a mount shows only its own. */
const hasAllDisks = (facts: Facts): boolean => !isListing(facts) || /\blsblk\b/.test(facts.source ?? '');

const isStorage = ({ class: kind, driver, product }: UsbDevice) =>
  kind === '08' ||
  /^(usb-storage|uas)$/.test(driver ?? '') ||
  /\b(flash (drive|disk)|cruzer|datatraveler|ultra fit|mass storage|usb disk)\b/i.test(product ?? '');

/**
 * The functions to which the system disk can be attached: the controllers with a disk of which the mounts are unknown,
 * or else all. One without any disk is none of them, if all disks of the machine are known.
 */
const systemDiskCandidates = perFacts((facts): PciFunction[] => {
  const controllers = (facts.pci ?? []).filter((fn) => mayHaveDisks(facts, fn) && isDriven(fn) !== false);
  if (!hasAllDisks(facts)) return controllers;
  const filled = controllers.filter((fn) => mayHaveSystem(facts, fn));
  return filled.length > 0 || (facts.disks?.length && !isListing(facts)) ? filled : controllers;
});

const mayHaveDisks = (facts: Facts, fn: PciFunction) =>
  isDiskController(fn) || (!isUsbController(fn) && disksBehind(facts, fn.address).length > 0);

function mayHaveSystem(facts: Facts, fn: PciFunction): boolean {
  if (isKeptForGuests(fn)) return false;
  return disksBehind(facts, fn.address).some(({ mounts }) => mounts === null) || systemDisksAt(facts, fn).length > 0;
}

/** Most hosts run from their only NVMe disk, if they have one. */
export const likelySystemController = perFacts((facts): PciFunction | undefined => {
  if (isSystemFound(facts)) return undefined;
  const fast = systemDiskCandidates(facts).filter((fn) => fn.class.startsWith('0108'));
  return fast.length === 1 ? fast[0] : undefined;
});

function likely(facts: Facts, address: string): string {
  const fast = likelySystemController(facts);
  if (!fast) return '';
  const names = disksBehind(facts, fast.address).map(({ name }) => name);
  const which = names.length > 0 ? `${names.join(', ')} on ${shortAddress(fast.address)}` : shortAddress(fast.address);
  return fast.address === address
    ? `; as the only NVMe (${which}), this is most likely it`
    : `; most likely it is the only NVMe (${which})`;
}
