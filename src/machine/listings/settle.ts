import type * as z from 'zod';
import { compareAddresses } from '../address.ts';
import { isKeptForGuests, isNetworkCard, isUsbController } from '../kinds.ts';
import { type Facts, factsSchema, type PciFunction } from '../schema.ts';
import type { Disputed, Draft, FunctionDraft, UsbDraft } from './draft.ts';
import { settleCards } from './network/settle-cards.ts';
import { settleDisks } from './settle-disks.ts';
import { findVirtual } from './virtual.ts';

/** Turns the collected lines into facts, with null for unknown values. */
export function settle(draft: Draft): Facts {
  findVirtual(draft);
  const functions = [...draft.functions.values()].sort((a, b) => compareAddresses(a.address, b.address));
  const undriven = draft.blocks.undriven();
  const pci = functions.map((fn) => functionFrom(fn, draft, undriven.has(fn)));
  const hasGroups = pci.some(({ iommu_group }) => iommu_group !== null);
  const disks = settleDisks(draft, pci as PciFunction[]);
  const controllers = controllersOfBuses(draft, pci as PciFunction[]);
  return factsSchema.parse({
    schema: 1,
    source: [...draft.sources].join(', '),
    system: { arch: draft.arch ?? null },
    cpu: { vendor: draft.processor ?? null },
    iommu: hasGroups
      ? { enabled: true }
      : draft.saysNoGroups
        ? { enabled: false, reason: 'the listing says that no device is in a group' }
        : {},
    pci: pci.length > 0 ? pci : null,
    disks: disks.length > 0 ? disks : null,
    nics: draft.nics.length > 0 ? nicsFrom(draft, pci as PciFunction[]) : null,
    usb: draft.usb.length > 0 || draft.buses.size > 0 ? draft.usb.map((device) => usbFrom(device, controllers)) : null,
  } satisfies z.input<typeof factsSchema>);
}

function functionFrom(fn: FunctionDraft, draft: Draft, undriven: boolean) {
  const sure = (what: Disputed) => !fn.disputed.has(what);
  const marked = draft.marksResets && fn.lists.has('grouped');
  return {
    address: fn.address,
    id: fn.id ?? null,
    // Class 00 is for functions without a class.
    class: (fn.class ?? '').padEnd(6, '0'),
    subsystem: sure('subsystem') ? (fn.subsystem ?? null) : null,
    driver: sure('driver') ? (fn.driver ?? (undriven ? '' : null)) : null,
    modules: fn.modules ?? (undriven || fn.driver ? [] : null),
    iommu_group: sure('group') ? (fn.group ?? null) : null,
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
    sriov_totalvfs: fn.virtual?.total ?? null,
    sriov_offset: fn.virtual?.offset ?? null,
    sriov_stride: fn.virtual?.stride ?? null,
    name: fn.name ?? null,
    disputed: fn.disputed.size > 0 ? [...fn.disputed] : null,
  };
}

function nicsFrom({ nics, functions }: Draft, pci: readonly PciFunction[]) {
  const ties = [...functions.values()].map(({ address, slot, serial }) => ({ address, slot, serial }));
  const network = new Set(pci.filter(isNetworkCard).map(({ address }) => address));
  return settleCards(
    nics,
    pci,
    ties.filter(({ address }) => network.has(address)),
  );
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
  for (const [bus, { controller, disputed, driver }] of draft.buses) {
    const same = candidates.filter((fn) => fn.driver && driver && family(fn.driver) === family(driver));
    const only = candidates.length === 1 ? candidates : same.length === 1 ? same : [];
    const address = disputed ? undefined : (controller ?? only[0]?.address);
    if (address) found.set(bus, address);
  }
  return found;
}

/** ehci-pci, ehci_hcd and ehci-platform are names of the same kind of driver. */
const family = (driver: string) => driver.toLowerCase().replace(/[-_].*$/, '');
