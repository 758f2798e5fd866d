import { compareAddresses, slotOf } from './address.ts';
import { perFacts } from './per-facts.ts';
import type { Facts, PciFunction } from './schema.ts';

const index = perFacts(({ pci }) => {
  const functions = [...(pci ?? [])].sort(byAddress);
  return {
    byAddress: new Map(functions.map((fn) => [fn.address, fn])),
    bySlot: groupBy(functions, ({ address }) => slotOf(address)),
    byId: groupBy(functions, ({ id }) => id),
  };
});

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

export function byAddress(a: PciFunction, b: PciFunction): number {
  return compareAddresses(a.address, b.address);
}

/** The function at an address. */
export const functionAt = (facts: Facts, address: string): PciFunction | undefined =>
  index(facts).byAddress.get(address);

/** The functions of a slot, in order: those of one card, or on the first bus those of the whole chipset. */
export const functionsOfSlot = (facts: Facts, slot: string): readonly PciFunction[] =>
  index(facts).bySlot.get(slot) ?? [];

/** The other functions of the same card or chip, whichever group they are in. */
export const othersOfSlot = (facts: Facts, address: string): PciFunction[] =>
  functionsOfSlot(facts, slotOf(address)).filter((fn) => fn.address !== address);

/** The other functions with the same vendor:device: an id means all of them, so only the address distinguishes them. */
export function othersOfId(facts: Facts, address: string): PciFunction[] {
  const id = functionAt(facts, address)?.id;
  return id ? (index(facts).byId.get(id) ?? []).filter((fn) => fn.address !== address) : [];
}
