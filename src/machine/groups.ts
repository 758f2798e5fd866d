import { byAddress, functionAt } from './by-address.ts';
import { isBridge, isIommu, isListing } from './kinds.ts';
import { perFacts } from './per-facts.ts';
import type { Facts, PciFunction } from './schema.ts';
import { carriersOf } from './through.ts';

/** An IOMMU group: devices that can be passed through only together. */
export interface Group {
  number: number;
  /** The functions that must be bound to vfio-pci. */
  members: PciFunction[];
  /** Those that exist through another member, and are gone when vfio-pci has that: see through.ts. */
  carried: PciFunction[];
  /** Bridges and root ports: they stay with the host and do not count. */
  bridges: PciFunction[];
}

/**
 * Whether the groups are known: `known`; `off` if the machine was found to have none; `unknown` if the facts do not
 * show them. Without groups no device is "alone in its group": nothing can be passed through.
 */
export type GroupState = 'known' | 'off' | 'unknown';

export function groupState(facts: Facts): GroupState {
  if (facts.pci?.some(({ iommu_group }) => iommu_group !== null)) return 'known';
  return facts.iommu.enabled === false ? 'off' : 'unknown';
}

/** Every group by its number; empty if none are known. */
export const groupsOf = perFacts((facts): Group[] => {
  const groups = new Map<number, PciFunction[]>();
  for (const fn of facts.pci ?? []) {
    if (fn.iommu_group !== null) groups.set(fn.iommu_group, [...(groups.get(fn.iommu_group) ?? []), fn]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([number, all]) => {
      const functions = all.filter((fn) => !isBridge(fn)).sort(byAddress);
      const carried = functions.filter((fn) => isCarriedIn(facts, fn, all));
      return {
        number,
        members: functions.filter((fn) => !carried.includes(fn)),
        carried,
        bridges: all.filter(isBridge).sort(byAddress),
      };
    });
});

/** Whether everything that it may exist through is in the same group. */
function isCarriedIn(facts: Facts, fn: PciFunction, group: readonly PciFunction[]): boolean {
  const carriers = carriersOf(facts, fn);
  return carriers.length > 0 && carriers.every((address) => group.some((other) => other.address === address));
}

const byNumber = perFacts((facts) => new Map(groupsOf(facts).map((group) => [group.number, group])));

/** The group that a function is in; undefined if it is in none, or none are known. */
export function groupOf(facts: Facts, address: string): Group | undefined {
  const number = functionAt(facts, address)?.iommu_group;
  return number === null || number === undefined ? undefined : byNumber(facts).get(number);
}

/**
 * Everything that must be passed through with this function, itself included, in order: its group without the bridges.
 * If the groups are unknown that is only the function itself, so check `groupState` first.
 */
export function passedTogether(facts: Facts, address: string): PciFunction[] {
  const fn = functionAt(facts, address);
  if (!fn) return [];
  const { members = [] } = groupOf(facts, address) ?? {};
  if (isBridge(fn) || members.includes(fn)) return isBridge(fn) ? [fn] : members;
  return [...members, fn].sort(byAddress);
}

/**
 * The functions of which a listing of groups does not say whether they are in one, so that each may belong to any group.
 * Host bridges and IOMMUs never are in one.
 */
export const ungrouped = perFacts((facts): PciFunction[] => {
  if (groupState(facts) !== 'known' || !isListing(facts)) return [];
  return (facts.pci ?? []).filter((fn) => fn.iommu_group === null && !isBridge(fn) && !isIommu(fn));
});

/** Whether the facts show it in no group, although the machine has groups: nothing says that it can be isolated. */
export const isOutsideGroups = (facts: Facts, fn: PciFunction): boolean =>
  groupState(facts) === 'known' && fn.iommu_group === null;

/** Whether facts say that it is in none; a listing may just not show it. */
export const isShownOutside = (facts: Facts, fn: PciFunction): boolean =>
  isOutsideGroups(facts, fn) && !ungrouped(facts).includes(fn);

/** The functions that a set lacks to contain all of its groups completely. */
export function missingFrom(facts: Facts, taken: ReadonlySet<string>): PciFunction[] {
  return groupsOf(facts)
    .filter(({ members, carried }) => [...members, ...carried].some(({ address }) => taken.has(address)))
    .flatMap(({ members }) => members.filter(({ address }) => !taken.has(address)));
}

/** Whether it can be reset by itself; null if that is unknown. */
export const canBeReset = ({ resets }: PciFunction): boolean | null => (resets === null ? null : resets.length > 0);
