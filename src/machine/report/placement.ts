import { shortAddress, slotOf } from '../address.ts';
import { functionAt } from '../by-address.ts';
import { groupOf } from '../groups.ts';
import { isDisplay, isGraphics } from '../kinds.ts';
import { listed } from '../needs/need.ts';
import { perFacts } from '../per-facts.ts';
import type { Facts, PciFunction } from '../schema.ts';

/** Where a function is: its processor, its link, and why its group is large. */
export function placement(facts: Facts, fn: PciFunction): string[] {
  return [...processor(facts, fn), ...link(fn), ...why(facts, fn), ...rom(fn)];
}

/** With one node there is nothing to choose; sysfs has -1 for a function of none. */
const hasNodes = perFacts(({ pci }) => new Set((pci ?? []).flatMap(({ numa_node }) => numa_node ?? [])).size);

function processor(facts: Facts, { numa_node }: PciFunction): string[] {
  if (numa_node === null || numa_node < 0 || (hasNodes(facts) < 2 && numa_node === 0)) return [];
  return [`NUMA node ${numa_node}: pin its guest there`];
}

function link({ link: now, link_limit: most }: PciFunction): string[] {
  const [, width] = now?.split(' ') ?? [];
  const [, possible] = most?.split(' ') ?? [];
  return width && possible && width !== possible && width !== 'x0'
    ? [`its link has ${width.slice(1)} of ${possible.slice(1)} lanes: the slot is narrower`]
    : [];
}

/** A group is as large as the nearest bridge that does not isolate what is below it (drivers/iommu, pci_device_group). */
function why(facts: Facts, fn: PciFunction): string[] {
  const group = groupOf(facts, fn.address);
  if (!group || !fn.bridges || group.members.length < 2) return [];
  const open = fn.bridges.filter((address) => functionAt(facts, address)?.acs === false);
  const others = group.members.filter(
    (other) => slotOf(other.address) !== slotOf(fn.address) && other.bridges?.some((each) => open.includes(each)),
  );
  if (open.length === 0 || others.length === 0) return [];
  const names = open.map(shortAddress);
  return [
    `below ${listed(names)} without access control (ACS), so it shares its group with ${others.length === 1 ? shortAddress(others[0]!.address) : `${others.length} functions`}`,
  ];
}

function rom(fn: PciFunction): string[] {
  return isGraphics(fn) && isDisplay(fn) && fn.rom === false && fn.boot_vga
    ? ['no option ROM can be read: its guest may need a file with it (rom)']
    : [];
}
