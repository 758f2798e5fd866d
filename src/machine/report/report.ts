import { shortAddress } from '../address.ts';
import { busesOf, cardsAt, disksAt, usbBehind, usbWithoutController } from '../behind.ts';
import { byAddress } from '../by-address.ts';
import { classNameOf } from '../class-names.ts';
import { type GroupState, groupState, groupsOf } from '../groups.ts';
import { isBridge, isInternal } from '../kinds.ts';
import type { Names } from '../names.ts';
import { isRefused, needsOf, needsOfGroup } from '../needs/host-needs.ts';
import type { Need } from '../needs/need.ts';
import type { Facts, PciFunction, UsbDevice } from '../schema.ts';
import { notesOn } from './notes.ts';
import { type Verdict, verdictOn } from './verdict.ts';

/** One function, as shown to people. */
export interface FunctionReport {
  /** PCI address, such as 0000:03:00.0. */
  address: string;
  /** Vendor and device in hexadecimal, such as 8086:1521; null if unknown. */
  id: string | null;
  /** PCI class in hexadecimal. */
  class: string;
  /** What it is, in words. */
  kind: string;
  /** Its name in pci.ids; null without that list. */
  name: string | null;
  /** Empty if no driver is bound, null if that is unknown. */
  driver: string | null;
  needs: (Pick<Need, 'kind' | 'confidence' | 'detail'> & { refused: boolean })[];
  /** Sentences for people. */
  notes: string[];
  /** A part of the processor or the board that no guest can use. */
  internal: boolean;
  /** Numbers of the USB buses of a USB controller. */
  buses: number[];
  /** The USB devices that are behind it. */
  usb: UsbReport[];
  /** The disks behind it, with sizes in bytes. */
  disks: { name: string; size: number | null; model: string | null; mounts: string[] | null }[];
  /** The network cards that it is. */
  nics: { name: string; mac: string; default_route: boolean | null }[];
}

/** One USB device; what the listing does not say is null. */
export interface UsbReport {
  bus: number | null;
  port: string | null;
  id: string | null;
  name: string | null;
  driver: string | null;
}

/** An IOMMU group: a guest gets all of its functions, or none. */
export interface GroupReport {
  /** Null for functions in no group or in an unknown one. */
  group: number | null;
  functions: FunctionReport[];
  bridges: { address: string; driver: string | null }[];
  /** The functions for which the host cannot do without the group. */
  needed: string[];
}

/** The devices of a machine, by IOMMU groups. */
export interface MachineReport {
  /** Whether the groups are known, and if not, why. */
  state: GroupState;
  /** The best device of each kind for a guest; empty if the groups are unknown. */
  verdict: Verdict[];
  groups: GroupReport[];
  /** USB devices whose controller is unknown. */
  usb: UsbReport[];
}

/** A machine by groups: the functions of each, the attached devices, and what the host needs them for. */
export function reportOn(facts: Facts, names: Names): MachineReport {
  const state = groupState(facts);
  const grouped = groupsOf(facts).map(({ number, members, carried, bridges }) => ({
    group: number,
    functions: [...members, ...carried].sort(byAddress).map((fn) => describe(facts, fn, names)),
    bridges: bridges.map(({ address, driver }) => ({ address, driver })),
    needed: members.length > 0 ? neededOf(facts, members[0]!) : [],
  }));
  const rest = (facts.pci ?? []).filter(({ iommu_group }) => iommu_group === null);
  const ungrouped = {
    group: null,
    functions: rest.filter((fn) => !isBridge(fn)).map((fn) => describe(facts, fn, names)),
    bridges: rest.filter(isBridge).map(({ address, driver }) => ({ address, driver })),
    needed: [],
  };
  return {
    state,
    verdict: verdictOn(facts),
    groups: rest.length > 0 ? [...grouped, ungrouped] : grouped,
    usb: usbWithoutController(facts).map((device) => usbReport(device, names)),
  };
}

const neededOf = (facts: Facts, { address }: PciFunction) => [
  ...new Set(
    needsOfGroup(facts, address)
      .filter(isRefused)
      .map((need) => shortAddress(need.address)),
  ),
];

function describe(facts: Facts, fn: PciFunction, names: Names): FunctionReport {
  const { address, id, driver } = fn;
  return {
    address,
    id,
    class: fn.class,
    // The kernel's log names groups, but not their functions.
    kind: fn.class === '000000' && id === null ? 'unknown device' : classNameOf(fn.class),
    name: nameOf(facts, fn, names),
    driver,
    needs: needsOf(facts, address).flatMap((need) => shownNeed(need)),
    notes: notesOn(facts, fn),
    internal: isInternal(fn),
    buses: busesOf(facts, address),
    usb: usbBehind(facts, address).map((device) => usbReport(device, names)),
    disks: disksAt(facts, address).map(({ name, size, model, mounts }) => ({ name, size, model, mounts })),
    nics: cardsAt(facts, address).map(({ name, mac, default_route }) => ({ name, mac, default_route })),
  };
}

/** What a pick completes by itself is a note, and what concerns the whole listing is said once for all. */
function shownNeed({ kind, confidence, detail }: Need): FunctionReport['needs'] {
  if (kind === 'split-card' || kind === 'maybe-group') return [];
  return [{ kind, confidence, detail, refused: isRefused({ kind }) }];
}

/**
 * A name in a listing takes precedence, because the user knows it. But "Device 43f7" only shows that lspci knew no
 * name, and a measured name is the firmware's label, such as "Onboard LAN 1".
 */
function nameOf({ source }: Facts, { id, name }: PciFunction, names: Names): string | null {
  const known = (id && names.pci(id)) || null;
  if (source === 'probe') return known && name ? `${known} (${name})` : known || name || null;
  const said = name && !/(^|\s)Device( [0-9a-f]{4})?$/i.test(name) ? name : null;
  return said ?? (known || name || null);
}

function usbReport({ bus, port, id, product, driver }: UsbDevice, names: Names): UsbReport {
  return { bus, port, id, name: product || (id && names.usb(id)) || null, driver };
}
