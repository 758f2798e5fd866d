import type { Values } from '../../guest/reader.ts';
import { attribute, type Element } from '../../xml/element.ts';

/** Keys that print an element of another name. */
const named: Record<string, (string | undefined)[]> = {
  'domain/qemu:commandline': ['qemu_commandline'],
  'domain/metadata': ['os_variant'],
  'os/loader': ['boot', 'loader'],
  'os/nvram': ['boot', 'nvram'],
  'os/bootmenu': ['boot', 'menu'],
  'os/bios': ['boot', 'useserial'],
  'os/firmware': ['boot', 'secure_boot'],
  'os/kernel': ['boot', 'kernel'],
  'os/initrd': ['boot', 'initrd'],
  'os/cmdline': ['boot', 'kernel_args'],
  'cpu/topology': ['cpu', 'topology'],
  'cpu/cache': ['cpu', 'cache'],
  'cpu/numa': ['cpu', 'numa'],
  'memoryBacking/hugepages': ['memory_backing', 'hugepages'],
  'memoryBacking/source': ['memory_backing', 'source'],
  'memoryBacking/access': ['memory_backing', 'access'],
  'memoryBacking/allocation': ['memory_backing', 'allocation'],
  'cputune/emulatorpin': ['cputune', 'emulatorpin'],
};

/** The value that disables an element, if its default prints one. */
const off: Record<string, { path: string[]; value: unknown }> = {
  'domain/sysinfo': { path: ['sysinfo'], value: 'none' },
  'domain/numatune': { path: ['numatune'], value: undefined },
  'features/hyperv': { path: ['features', 'hyperv'], value: 'none' },
  'features/apic': { path: ['features', 'apic'], value: false },
};

const optional = ['pae', 'pmu', 'vmport', 'vmcoreinfo', 'pvspinlock', 'ioapic', 'kvm', 'msrs', 'smm'];

/** Removes the key that prints an element, so that it can go under `xml:`; whether there is one. */
export function dropKey([place, name]: [string, string], each: Element, guest: Values): boolean {
  const at = `${place}/${name}`;
  const fixed = off[at];
  if (fixed) return set(guest, fixed.path, fixed.value);
  const path = pathOf(at, name, each);
  return path !== undefined && set(guest, path, undefined);
}

function pathOf(at: string, name: string, each: Element): string[] | undefined {
  const known = named[at];
  if (known) return known as string[];
  if (at.startsWith('features/') && optional.includes(name)) return ['features', name];
  if (at === 'clock/timer') return ['clock', 'timers', attribute(each, 'name') ?? ''];
  if (at === 'cpu/feature') return ['cpu', 'features', attribute(each, 'name') ?? ''];
  if (at === 'cputune/vcpupin') return ['cputune', 'vcpupin', attribute(each, 'vcpu') ?? ''];
  if (at === 'cputune/iothreadpin') return ['cputune', 'iothreadpin', attribute(each, 'iothread') ?? ''];
  return undefined;
}

function set(guest: Values, path: readonly string[], value: unknown): boolean {
  const [key = '', ...rest] = path;
  const holder = guest[key];
  if (rest.length > 0) return typeof holder === 'object' && holder !== null && set(holder as Values, rest, value);
  if (value === undefined) {
    if (!Object.hasOwn(guest, key)) return false;
    delete guest[key];
    return true;
  }
  guest[key] = value;
  return true;
}
