import { part, truthOf } from '../../guest/reader.ts';
import { attribute, child, type Element, mapChildren } from '../../xml/element.ts';
import { isQ35Machine, machineOf } from './controllers.ts';

/**
 * The order in which libvirt gives out PCI addresses (qemu_domain_address.c, qemuDomainAssignDevicePCISlots).
 * Those of one kind go in the order of the definition.
 */
const turns: ((device: Element) => boolean)[] = [
  of('filesystem'),
  of('interface'),
  of('sound'),
  of('controller'),
  of('disk'),
  of('hostdev'),
  of('memballoon'),
  of('rng'),
  of('watchdog'),
  of('video'),
  of('shmem'),
  of('input'),
  of('serial'),
  of('vsock'),
];

function of(name: string) {
  return (device: Element) => device.name === name;
}

const address = (device: Element) => child(device, 'address');
const onPci = (device: Element) => attribute(address(device), 'type') === 'pci';

/** Whether libvirt has read this definition before: only libvirt writes the addresses of controllers. */
export function wasRead(domain: Element): boolean {
  const devices = child(domain, 'devices')?.children ?? [];
  return devices.some((each) => each.name === 'controller' && onPci(each));
}

/**
 * The definition without the addresses that libvirt would assign again. Addresses that were chosen, or that come
 * from a history of plugging, stay: what a guest has installed may hang on them.
 */
export function withoutAssigned(domain: Element): Element {
  if (!wasRead(domain)) return domain;
  const chosen = chosenOf(domain);
  return mapChildren(domain, (each) =>
    each.name === 'devices'
      ? mapChildren(each, (device) =>
          chosen.has(device) ? device : mapChildren(device, (inner) => (inner.name === 'address' ? undefined : inner)),
        )
      : each,
  );
}

/** Devices with an address other than the one that they would be given. */
function chosenOf(domain: Element): Set<Element> {
  const devices = child(domain, 'devices')?.children ?? [];
  const all = turns.flatMap((turn) => devices.filter((each) => turn(each) && onPci(each) && !integrated(each, domain)));
  const chosen = new Set<Element>(
    devices.filter((each) => truthOf(address(each), 'multifunction') && !bridge(each) && !companion(each)),
  );
  const free = freePlaces(devices, domain);
  for (;;) {
    const taken = new Set([...chosen].map(placeOf));
    const places = free.filter((place) => !taken.has(place));
    const before = chosen.size;
    let next = 0;
    for (const device of all) {
      if (chosen.has(device) || !fits(device, domain)) continue;
      if (places[next++] !== placeOf(device)) {
        chosen.add(device);
        break;
      }
    }
    if (chosen.size === before) return chosen;
  }
}

const bridge = (device: Element) => device.name === 'controller' && attribute(device, 'type') === 'pci';
const companion = (device: Element) => device.name === 'controller' && /^ich9-/.test(attribute(device, 'model') ?? '');

/** What sits where its chipset has it, and is put there again. */
function integrated(device: Element, domain: Element): boolean {
  const [bus, slot] = placeOf(device).split(':').map(Number);
  const q35 = isQ35Machine(machineOf(domain));
  if (bridge(device) || companion(device)) return true;
  if (bus !== 0) return false;
  return q35 ? slot === 1 || slot! >= 26 : slot! <= 2;
}

/** Devices of plain PCI share a bridge on q35, where they are numbered in the order of their coming. */
function fits(device: Element, domain: Element): boolean {
  return !isQ35Machine(machineOf(domain)) || part(address(device)!, 'slot') === 0;
}

const placeOf = (device: Element) => `${part(address(device)!, 'bus')}:${part(address(device)!, 'slot')}`;

/** The places that are given out, in order: root ports on q35, else the slots of the one bus. */
function freePlaces(devices: readonly Element[], domain: Element): string[] {
  if (!isQ35Machine(machineOf(domain))) {
    const taken = new Set(devices.filter((each) => companion(each) && onPci(each)).map(placeOf));
    return Array.from({ length: 29 }, (_, index) => `0:${index + 3}`).filter((place) => !taken.has(place));
  }
  const ports = devices.filter((each) => bridge(each) && attribute(each, 'model') === 'pcie-root-port');
  return ports.map((each) => `${Number(attribute(each, 'index') ?? 0)}:0`);
}
