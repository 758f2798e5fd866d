import type * as z from 'zod';
import { compareAddresses } from '../address.ts';
import { isKeptForGuests, isUsbController } from '../kinds.ts';
import { mayHold } from '../needs/system-found.ts';
import { type Facts, factsSchema, type PciFunction } from '../schema.ts';
import type { DiskDraft, Draft, FunctionDraft, UsbDraft } from './draft.ts';
import { addressInName } from './paths.ts';

/** Turns the collected lines into facts, with null for unknown values. */
export function settle(draft: Draft): Facts {
  const functions = [...draft.functions.values()].sort((a, b) => compareAddresses(a.address, b.address));
  const undriven = draft.blocks.undriven();
  const pci = functions.map((fn) => functionFrom(fn, draft, undriven.has(fn)));
  const hasGroups = pci.some(({ iommu_group }) => iommu_group !== null);
  const controllers = controllersOfBuses(draft, pci as PciFunction[]);
  return factsSchema.parse({
    schema: 1,
    source: [...draft.sources].join(', '),
    iommu: hasGroups
      ? { enabled: true }
      : draft.saysNoGroups
        ? { enabled: false, reason: 'the listing says that no device is in a group' }
        : {},
    pci: pci.length > 0 ? pci : null,
    disks: draft.disks.length > 0 ? draft.disks.map((disk) => diskFrom(disk, pci as PciFunction[])) : null,
    nics: draft.nics.length > 0 ? nicsFrom(draft, pci as PciFunction[]) : null,
    usb: draft.usb.length > 0 || draft.buses.size > 0 ? draft.usb.map((device) => usbFrom(device, controllers)) : null,
  } satisfies z.input<typeof factsSchema>);
}

function functionFrom(fn: FunctionDraft, draft: Draft, undriven: boolean) {
  const marked = draft.marksResets && fn.lists.has('grouped');
  return {
    address: fn.address,
    id: fn.id ?? null,
    // Class 00 is for functions without a class.
    class: (fn.class ?? '').padEnd(6, '0'),
    subsystem: fn.subsystem ?? null,
    driver: fn.driver ?? (undriven ? '' : null),
    modules: fn.modules ?? (undriven || fn.driver ? [] : null),
    iommu_group: fn.group ?? null,
    bridges: fn.bridges ?? null,
    resets: marked ? (fn.resets ? ['reset'] : []) : null,
    flr: fn.flr ?? null,
    acs: fn.acs ?? null,
    rom: fn.rom ?? null,
    link: fn.link ?? null,
    link_limit: fn.linkLimit ?? null,
    resizable_bar: fn.resizableBar ?? null,
    numa_node: fn.numa ?? null,
    physical_function: fn.physical ?? null,
    name: fn.name ?? null,
  };
}

/** A disk of unknown place is at the only controller that is possible, if there is only one. */
function diskFrom({ heldBy, zfs, controller, ...disk }: DiskDraft, pci: readonly PciFunction[]) {
  const possible = controller
    ? []
    : pci.filter((fn) => mayHold(fn, { name: disk.name, transport: disk.transport ?? null }));
  const at = controller ?? (possible.length === 1 ? possible[0]!.address : undefined);
  const mounts = zfs && !disk.mounts?.length ? null : (disk.mounts ?? null);
  return { ...disk, mounts, held_by: heldBy ?? null, controllers: at ? [at] : null };
}

/** If the card of the default route is known, the others do not have it; a bridge may have any of them as a port. */
function nicsFrom({ nics }: Draft, pci: readonly PciFunction[]) {
  const placed = nics.map((nic) => {
    const address = nic.controller ?? addressInName(nic.name);
    return { ...nic, controller: pci.some((fn) => fn.address === address) ? address! : null };
  });
  const known = placed.some(({ route, controller }) => route && controller !== null);
  return placed.map(({ name, controller, route }) => ({
    name,
    mac: '',
    controller,
    default_route: route ? true : known ? false : null,
  }));
}

function usbFrom(device: UsbDraft, controllers: ReadonlyMap<number, string>) {
  const { id, bus, port, product, serial, driver, class: kind } = device;
  return {
    id: id ?? null,
    controller: controllers.get(bus) ?? null,
    bus,
    port: port ?? null,
    product: product ?? null,
    serial: serial ?? null,
    driver: driver ?? null,
    class: kind ?? null,
  };
}

/**
 * The controller of each bus: as a line says, or the only possible one, because the machine has no other, or no other
 * with that driver. If several are possible it stays unknown, because lsusb does not show it.
 */
function controllersOfBuses(draft: Draft, pci: readonly PciFunction[]): Map<number, string> {
  const candidates = pci.filter((fn) => isUsbController(fn) && !isKeptForGuests(fn));
  const found = new Map<number, string>();
  for (const [bus, { controller, driver }] of draft.buses) {
    const same = candidates.filter((fn) => fn.driver && driver && family(fn.driver) === family(driver));
    const only = candidates.length === 1 ? candidates : same.length === 1 ? same : [];
    const address = controller ?? only[0]?.address;
    if (address) found.set(bus, address);
  }
  return found;
}

/** ehci-pci, ehci_hcd and ehci-platform are names of the same kind of driver. */
const family = (driver: string) => driver.toLowerCase().replace(/[-_].*$/, '');
