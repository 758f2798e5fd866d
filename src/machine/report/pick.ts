import type { Problem } from '../../findings/finding.ts';
import { compareAddresses, shortAddress } from '../address.ts';
import { functionAt, othersOfId } from '../by-address.ts';
import { mayShareGroup, restOfCard } from '../cards.ts';
import { problem } from '../codes.ts';
import { groupOf, groupState, isOutsideGroups, isShownOutside, passedTogether } from '../groups.ts';
import { isBridge, isExcerpt, isVirtual } from '../kinds.ts';
import { hostNeeds, isHostsNeed, needProblem } from '../needs/host-needs.ts';
import { listed } from '../needs/need.ts';
import type { Facts, PciFunction, UsbDevice } from '../schema.ts';
import { selectorProblems } from '../selector-problems.ts';
import { resolveSelector, type Selector, usbDevicesOf } from '../selectors.ts';

/** A device that the user wants to pass through, and the consequences. */
export interface Pick {
  /** In the order of the picks: the pick, and the device that it leads to. */
  reasons: string[];
  /** All that must be bound to vfio-pci, in order, with the reason. */
  devices: { fn: PciFunction; because: string }[];
  /** The devices that the guest gets. */
  hostdevs: PciFunction[];
  /** USB devices among the picks that a guest can also have without their controller. */
  alone: { id: string; controller: PciFunction }[];
}

export interface Picked {
  asked: string;
  selector: Selector;
}

/** Follows the picks to everything that must be passed through with them; with errors there is no result. */
export function pick(facts: Facts, picks: readonly Picked[]): { plan: Pick; problems: Problem[] } {
  const problems: Problem[] = [];
  const reasons: string[] = [];
  const wanted = new Map<string, string>();
  const alone: Pick['alone'] = [];
  for (const { asked, selector } of picks) {
    const wrong = [...selectorProblems(selector, [], facts), ...ambiguous(facts, selector)];
    problems.push(...wrong);
    if (wrong.length > 0) continue;
    const addresses = (resolveSelector(selector, facts) ?? []).filter((address) => functionAt(facts, address));
    alone.push(...aloneOf(facts, selector));
    reasons.push(`${asked}: ${leadsTo(facts, selector, addresses)}`);
    for (const address of addresses) {
      wanted.set(address, 'picked');
      for (const other of restOfCard(facts, address)) {
        if (!wanted.has(other.address)) wanted.set(other.address, `on the same card as ${shortAddress(address)}`);
      }
    }
  }
  const hostdevs = [...wanted.keys()].sort(compareAddresses).map((address) => functionAt(facts, address)!);
  const along = new Map(wanted);
  for (const address of [...wanted.keys()]) {
    for (const fn of passedTogether(facts, address)) {
      if (!along.has(fn.address))
        along.set(fn.address, `shares IOMMU group ${fn.iommu_group} with ${shortAddress(address)}`);
    }
  }
  for (const fn of matesOf(facts, along)) along.set(fn.address, 'is on the same card, and may share its group');
  const devices = [...along]
    .sort(([a], [b]) => compareAddresses(a, b))
    .map(([address, because]) => ({ fn: functionAt(facts, address)!, because }));
  if (devices.length > 0) problems.push(...withoutGroups(facts, devices), ...needed(facts, devices, wanted));
  return { plan: { reasons, devices, hostdevs, alone }, problems };
}

/** libvirt finds a USB device by its id, so the machine must have only one of it. */
function aloneOf(facts: Facts, selector: Selector): Pick['alone'] {
  return (usbDevicesOf(selector, facts) ?? []).flatMap(({ id, controller, class: kind }) => {
    const fn = controller && functionAt(facts, controller);
    const isOnly = facts.usb?.filter((other) => other.id === id).length === 1;
    return id && fn && isOnly && kind !== '09' ? [{ id, controller: fn }] : [];
  });
}

/** What may share the group of a card goes along if the host certainly does without it. */
function matesOf(facts: Facts, going: ReadonlyMap<string, string>): PciFunction[] {
  const mates = [...going.keys()]
    .flatMap((address) => mayShareGroup(facts, address))
    .filter(({ address }) => !going.has(address));
  const all = new Set([...going.keys(), ...mates.map(({ address }) => address)]);
  const needed = new Set(
    hostNeeds(facts, all)
      .filter(({ kind }) => isHostsNeed(kind))
      .map(({ address }) => address),
  );
  return mates.filter(({ address }) => !needed.has(address));
}

/** An id matches all devices that have it, but a pick must select only one. */
function ambiguous(facts: Facts, selector: Selector): Problem[] {
  if (typeof selector === 'string' || !('id' in selector) || 'address' in selector || !selector.id) return [];
  const found = resolveSelector(selector, facts) ?? [];
  return found.length > 1 ? [problem('pick-ambiguous', [], { device: selector.id, addresses: listed(found) })] : [];
}

function withoutGroups(facts: Facts, devices: Pick['devices']): Problem[] {
  const state = groupState(facts);
  const [first] = devices;
  if (state === 'known') {
    return devices
      .filter(({ fn }) => isOutsideGroups(facts, fn))
      .map(({ fn }) =>
        problem('device-without-iommu-group', [], { device: fn.address, shown: isShownOutside(facts, fn) }),
      );
  }
  const reason = facts.iommu.reason ?? undefined;
  return state === 'off' && facts.iommu.off_by !== 'options'
    ? [problem('iommu-off', [], { device: first!.fn.address, reason })]
    : [problem('iommu-groups-unknown', [], { reason })];
}

/** A device that was not picked is reported with the pick whose group it shares, because the user may not expect it. */
function needed(facts: Facts, devices: Pick['devices'], wanted: ReadonlyMap<string, string>): Problem[] {
  const reasons = new Map(devices.map(({ fn, because }) => [fn.address, because]));
  const all = hostNeeds(facts, reasons.keys(), wanted.keys());
  return all.map((need) => {
    const because = wanted.has(need.address) ? '' : `, and it ${reasons.get(need.address)}`;
    return needProblem({ ...need, detail: need.detail + because }, { path: [] });
  });
}

/**
 * The path from the pick to the group: "10c4:ea60 Sonoff … at USB port 3-2, bus 3, controller 0000:00:1a.0, IOMMU group
 * 4".
 */
function leadsTo(facts: Facts, selector: Selector, addresses: readonly string[]): string {
  const device = usbDevicesOf(selector, facts)?.find(({ controller }) => controller && addresses.includes(controller));
  const port =
    typeof selector === 'object' && 'usb_port' in selector ? `USB port ${selector.usb_port}, controller` : undefined;
  const groups = [...new Set(addresses.map((address) => groupOf(facts, address)?.number))];
  const group = groups.length === 1 && groups[0] !== undefined ? `, IOMMU group ${groups[0]}` : '';
  const way = device ? `${usbPlace(device)}, controller` : port;
  return `${way ? `${way} ` : ''}${listed(addresses)}${group}`;
}

function usbPlace({ product, port, bus }: UsbDevice): string {
  const place = port ? `USB port ${port}, bus ${bus}` : `USB bus ${bus}`;
  return product ? `${product}, ${place}` : place;
}

/** Whether no other function of the machine has the id, so that it alone names the function. */
export const isOnlyOfItsId = (facts: Facts, fn: PciFunction): boolean =>
  fn.id !== null && !isExcerpt(facts) && !isVirtual(facts, fn) && othersOfId(facts, fn.address).length === 0;

/** The bridges of the groups: they stay with the host, and the user should know that they are not missing. */
export function bridgesThatStay(facts: Facts, devices: Pick['devices']): PciFunction[] {
  const groups = new Set(devices.map(({ fn }) => fn.iommu_group));
  return (facts.pci ?? []).filter((fn) => isBridge(fn) && fn.iommu_group !== null && groups.has(fn.iommu_group));
}
