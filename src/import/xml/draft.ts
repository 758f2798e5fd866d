import { readBoot } from '../../guest/kinds/boot/reader.ts';
import { withoutAliasConsole } from '../../guest/kinds/character/reader.ts';
import { readClock } from '../../guest/kinds/clock/reader.ts';
import { readCpu } from '../../guest/kinds/cpu/reader.ts';
import { busOf } from '../../guest/kinds/disk/reader.ts';
import { readFeatures } from '../../guest/kinds/features/reader.ts';
import { comesWithMachine } from '../../guest/kinds/input/reader.ts';
import { readMemory } from '../../guest/kinds/memory/reader.ts';
import { readPower } from '../../guest/kinds/power/reader.ts';
import { readSysinfo } from '../../guest/kinds/sysinfo/reader.ts';
import { readTuning } from '../../guest/kinds/tuning/reader.ts';
import { isQ35 } from '../../guest/machine-type.ts';
import { osVariantOf } from '../../guest/os-variants.ts';
import { readDevice, type Values, valuesOf } from '../../guest/reader.ts';
import { asLower, type Keys } from '../../guest/vocabulary.ts';
import { attribute, child, type Element } from '../../xml/element.ts';
import { devicesOf } from './compare.ts';
import { controllersThatMatter, plainPci, rootPorts } from './controllers.ts';
import { kinds } from './device-kinds.ts';
import { machineOf } from './machine.ts';

/** A device and its keys in the profile. */
export interface Entry {
  device: Element;
  values: Values;
}

/** A guest being imported: keys, devices by element, and devices that stay XML. */
export interface Draft {
  guest: Values;
  entries: Map<string, Entry[]>;
  raw: Element[];
  /** All devices in their order, disks by the letters of their targets. */
  order: readonly Element[];
}

/** Everything for which there are keys, including defaults; with bridges, each PCI controller states its place. */
export function draftOf(domain: Element, bridges: boolean): Draft {
  const devices = child(domain, 'devices')?.children ?? [];
  const entries = new Map<string, Entry[]>();
  const raw: Element[] = [];
  const plain = !bridges && plainPci(devices);
  const order = sortedDisks(withoutAliasConsole(controllersThatMatter(devices, plain)));
  for (const device of order) {
    if (device.name === 'emulator' || comesWithMachine(device) || (plain && isPciController(device))) continue;
    const kind = kinds[device.name];
    const values = kind && readDevice(kind.reader, device);
    const known = entries.get(device.name) ?? [];
    if (!kind || !values || (kind.single && known.length > 0)) raw.push(device);
    else entries.set(device.name, [...known, { device, values: defined(values) }]);
  }
  return { guest: guestOf(domain, plain), entries, raw, order };
}

const isPciController = (device: Element) => device.name === 'controller' && attribute(device, 'type') === 'pci';

/** Keys of the domain itself, apart from devices and elements that have their own readers. */
export const domainKeys: Keys = [
  ['title', 'title'],
  ['description', 'description'],
  ['uuid', 'uuid', asLower],
  ['os/type/@machine', 'machine'],
  ['@type', 'type'],
];

function guestOf(domain: Element, plain: boolean): Values {
  const system = attribute(child(child(child(domain, 'metadata'), 'libosinfo:libosinfo'), 'libosinfo:os'), 'id');
  const q35 = isQ35(machineOf(domain)) && plain;
  const commandline = child(domain, 'qemu:commandline');
  const guest = {
    ...valuesOf(domain, domainKeys),
    os_variant: system === undefined ? undefined : osVariantOf(system),
    ...readCpu(domain),
    ...readMemory(domain),
    ...readTuning(domain),
    ...readFeatures(domain),
    ...readClock(domain),
    ...readPower(domain),
    ...readBoot(domain),
    ...readSysinfo(domain),
    pcie_root_ports: q35 ? rootPorts(devicesOf(domain)) : undefined,
    qemu_commandline: commandline?.children.flatMap((each) => attribute(each, 'value') ?? []),
  };
  return defined(guest);
}

/** The same without keys that have no value, all the way down. */
function defined(values: Values): Values {
  const all = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    all.map(([key, value]) => [
      key,
      typeof value === 'object' && value !== null && !Array.isArray(value) ? defined(value as Values) : value,
    ]),
  );
}

const letters = (name: string) => name.padStart(12, ' ');
const names: Record<string, string> = { virtio: 'vd', ide: 'hd', fdc: 'fd' };

/** libvirt and the guest see disks of one kind by the letters of their targets, whatever their order. */
function sortedDisks(devices: Element[]): Element[] {
  const prefix = (disk: Element) => names[busOf(disk) ?? ''] ?? 'sd';
  const target = (disk: Element) => letters(attribute(child(disk, 'target'), 'dev') ?? '');
  const disks = devices.filter(({ name }) => name === 'disk');
  const queues = new Map<string, Element[]>();
  for (const disk of disks) queues.set(prefix(disk), [...(queues.get(prefix(disk)) ?? []), disk]);
  for (const queue of queues.values())
    queue.sort((a, b) => (target(a) < target(b) ? -1 : target(a) > target(b) ? 1 : 0));
  return devices.map((each) => (each.name === 'disk' ? queues.get(prefix(each))!.shift()! : each));
}

/** The draft as a section of the profile. */
export function sectionOf({ guest, entries }: Draft): Values {
  const devices = Object.entries(kinds).flatMap(([name, { key, single, none }]): [string, unknown][] => {
    const all = entries.get(name)?.map(({ values }) => values) ?? [];
    if (key === 'redirdevs') return [[key, all.length]];
    // A guest with a serial port has no console of its own by default.
    if (name === 'console' && all.length === 0 && entries.get('serial')?.length) return [];
    if (all.length === 0) return none === undefined ? [] : [[key, none]];
    return [[key, single ? all[0] : all]];
  });
  return { ...guest, ...Object.fromEntries(devices) };
}

/** The contents of a draft as text, to detect changes. */
export function stateOf({ guest, entries, raw }: Draft): string {
  return JSON.stringify([guest, [...entries.values()].flat().map(({ values }) => values), raw.length]);
}
