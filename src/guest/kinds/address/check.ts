import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { isQ35 } from '../../machine-type.ts';
import { asList, type Entry, notAllowedFor } from '../../rules.ts';
import { problem } from './codes.ts';

/** A device, with a name for it if it is not a PCI device. */
type Placed = [path: Path, device: Entry, elsewhere: string | undefined];

/**
 * Guest addresses that libvirt refuses (domain_addr.c, virDomainPCIAddressValidate), or that this device cannot have.
 */
export function checkAddresses({ vms }: Host): Problem[] {
  return Object.entries(vms).flatMap(([name, guest]) => {
    const placed = placedIn(guest, ['vms', name]).filter(([, { address }]) => typeof address === 'string');
    return placed.flatMap(([path, { address }, elsewhere], index) => {
      const at = [...path, 'address'];
      if (elsewhere) return [notAllowedFor(at, 'address', elsewhere, ['PCI devices'])];
      const other = placed.slice(0, index).find(([, each, away]) => !away && each.address === address);
      const details = other && { related: [{ path: [...other[0], 'address'], message: 'the first has it here' }] };
      if (other) return [problem('duplicate-guest-address', at, { address: String(address) }, details)];
      const wanted = wantedOf(String(address), guest);
      return wanted ? [problem('guest-address-invalid', at, { address: String(address), wanted })] : [];
    });
  });
}

/**
 * Slot 0 of a bus belongs to its bridge; a root port, which is what leads to the other buses of q35, has only slot 0.
 */
function wantedOf(address: string, { machine, controllers, pcie_root_ports }: Guest): string | undefined {
  const [domain, bus, slot] = address.split(/[:.]/).map((part) => Number.parseInt(part, 16));
  if (domain !== 0) return 'domain 0000, as in 0000:06:00.0';
  const ports = isQ35(machine) && controllers.every(({ type }) => type !== 'pci') ? pcie_root_ports : 0;
  if (bus! > 0 && bus! <= ports && slot !== 0) return `slot 00 of bus ${address.slice(5, 7)}, which is a root port`;
  return slot === 0 && (bus === 0 || !isQ35(machine)) ? 'a slot of 01 or more, as in 0000:00:01.0' : undefined;
}

const unless = (elsewhere: string, onPci: boolean) => (onPci ? undefined : elsewhere);

function placedIn(guest: Guest, at: Path): Placed[] {
  const list = (key: keyof Guest, elsewhere: (device: Entry, index: number) => string | undefined = () => undefined) =>
    asList(guest[key], [...at, key]).map(([path, device], index): Placed => [path, device, elsewhere(device, index)]);
  return [
    ...list('disks', ({ bus }) => unless(`a disk on ${bus}`, bus === 'virtio')),
    ...list('controllers', (each) =>
      unless(`this ${each.type} controller`, controllerOnPci(each, isQ35(guest.machine))),
    ),
    ...list('input', ({ bus, type }) => unless(`a ${type}`, bus === 'virtio' || (type === 'passthrough' && !bus))),
    ...list('sound', ({ model }) => unless(`sound ${model}`, !['usb', 'sb16', 'pcspk'].includes(String(model)))),
    ...list('video', ({ model }) => unless('ramfb', model !== 'ramfb')),
    ...list('watchdog', ({ model }) => unless(`a watchdog ${model}`, !['ib700', 'itco'].includes(String(model)))),
    ...guest.hostdevs.flatMap((device, index): Placed[] =>
      typeof device === 'object'
        ? [[[...at, 'hostdevs', index], device, unless('a USB device', !usbAt(guest, index))]]
        : [],
    ),
    ...list('serial', ({ target }) =>
      unless('this kind of serial port', (target as Entry | undefined)?.type === 'pci-serial'),
    ),
    ...(['filesystems', 'networks', 'memballoon', 'rng', 'vsock'] as const).flatMap((key) => list(key)),
  ];
}

/** The chipset's own devices have fixed addresses (qemu_domain_address.c, qemuDomainValidateDevicePCISlots…). */
function controllerOnPci({ type, index, address }: Entry, q35: boolean): boolean {
  const fixed = q35 ? ['sata', '0000:00:1f.2'] : ['ide', '0000:00:01.1'];
  if (type === fixed[0]) return Boolean(index) || address === fixed[1];
  return type !== 'fdc' && type !== 'ccid';
}

function usbAt({ attached }: Guest, index: number): boolean {
  const found = attached[index];
  return found !== null && found !== undefined && 'usb' in found;
}
