import { compareAddresses, slotOf } from './address.ts';
import { isBridge } from './kinds.ts';
import type { Facts, PciFunction } from './schema.ts';

/** An IOMMU group: devices that can be passed through only together. */
export interface Group {
  number: number;
  /** The functions that must be bound to vfio-pci. */
  members: PciFunction[];
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
export function groupsOf(facts: Facts): Group[] {
  const groups = new Map<number, Group>();
  for (const fn of facts.pci ?? []) {
    if (fn.iommu_group === null) continue;
    const group = groups.get(fn.iommu_group) ?? { number: fn.iommu_group, members: [], bridges: [] };
    groups.set(fn.iommu_group, group);
    group[isBridge(fn) ? 'bridges' : 'members'].push(fn);
  }
  for (const { members, bridges } of groups.values()) for (const list of [members, bridges]) list.sort(byAddress);
  return [...groups.values()].sort((a, b) => a.number - b.number);
}

export const byAddress = (a: PciFunction, b: PciFunction): number => compareAddresses(a.address, b.address);

/** The function at an address. */
export const functionAt = (facts: Facts, address: string): PciFunction | undefined =>
  facts.pci?.find((fn) => fn.address === address);

/** The group that a function is in; undefined if it is in none, or none are known. */
export function groupOf(facts: Facts, address: string): Group | undefined {
  const number = functionAt(facts, address)?.iommu_group;
  return number === null || number === undefined ? undefined : groupsOf(facts).find((group) => group.number === number);
}

/**
 * Everything that must be passed through with this function, itself included, in order: its group without the bridges.
 * If the groups are unknown that is only the function itself, so check `groupState` first.
 */
export function passedTogether(facts: Facts, address: string): PciFunction[] {
  const group = groupOf(facts, address);
  if (group?.members.some((fn) => fn.address === address)) return group.members;
  const fn = functionAt(facts, address);
  return fn ? [fn] : [];
}

/** The functions that a set lacks to contain all of its groups completely. */
export function missingFrom(facts: Facts, taken: ReadonlySet<string>): PciFunction[] {
  return groupsOf(facts)
    .filter(({ members }) => members.some(({ address }) => taken.has(address)))
    .flatMap(({ members }) => members.filter(({ address }) => !taken.has(address)));
}

/** The other functions of the same card or chip, whichever group they are in. */
export function othersOfSlot(facts: Facts, address: string): PciFunction[] {
  const slot = slotOf(address);
  return (facts.pci ?? []).filter((fn) => fn.address !== address && slotOf(fn.address) === slot).sort(byAddress);
}

/** The other functions with the same vendor:device: an id means all of them, so only the address distinguishes them. */
export function othersOfId(facts: Facts, address: string): PciFunction[] {
  const id = functionAt(facts, address)?.id;
  if (!id) return [];
  return (facts.pci ?? []).filter((fn) => fn.address !== address && fn.id === id).sort(byAddress);
}

/** Whether it can be reset by itself; null if that is unknown. */
export const canBeReset = ({ resets }: PciFunction): boolean | null => (resets === null ? null : resets.length > 0);
