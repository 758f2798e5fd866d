import { volumeMark, withExplicitDefaults } from '../../guest/kinds/disk/reader.ts';
import { osVariantOf } from '../../guest/os-variants.ts';
import { attribute, child, type Element, mapChildren, withAttributes, withoutUsual } from '../../xml/element.ts';
import type { Leftover, RestOfProfile } from '../imported.ts';
import { adaptFirmware } from './firmware.ts';

/** A definition adapted to this host, and what was changed for that. */
export interface Adapted {
  domain: Element;
  leftovers: Leftover[];
  restOfProfile: RestOfProfile;
}

export function adapt(domain: Element): Adapted {
  const leftovers: Leftover[] = [];
  const pools = new Map<string, object>();
  const changed = mapChildren(adaptFirmware(domain, leftovers), (each) => {
    if (each.name === 'os')
      return mapChildren(each, (inner) => (inner.name === 'type' ? machine(inner, leftovers) : inner));
    if (each.name === 'metadata') return metadata(each, leftovers);
    if (each.name !== 'devices') return each;
    const running = attribute(domain, 'id') !== undefined;
    return mapChildren(each, (device) => deviceOf(running ? withoutLoopback(device) : device, pools, leftovers));
  });
  const restOfProfile = pools.size > 0 ? { libvirt: { pools: Object.fromEntries(pools) } } : {};
  return { domain: changed, leftovers, restOfProfile };
}

/** Distributions rename QEMU's machine types; Alpine's QEMU does not have those names. */
function machine(type: Element, leftovers: Leftover[]): Element {
  const name = attribute(type, 'machine') ?? 'pc';
  if (/^(q35|pc|pc-(q35|i440fx)-\d+(\.\d+){1,2})$/.test(name)) return withAttributes(type, { machine: name });
  const machine = name.includes('q35') ? 'q35' : 'pc';
  leftovers.push({
    kind: 'changed',
    where: 'domain/os/type/@machine',
    value: name,
    why: `Alpine's QEMU has no machine type of that name; ${machine} is used instead`,
    remedy:
      'Some operating systems ask for drivers or a new activation at the first start. To use another version, set machine:.',
    offset: type.start,
  });
  return withAttributes(type, { machine });
}

/** Of a definition's metadata only the id of the operating system is useful on another host. */
function metadata(all: Element, leftovers: Leftover[]): Element {
  const system = child(child(all, 'libosinfo:libosinfo'), 'libosinfo:os');
  const id = attribute(system, 'id');
  if (id === undefined || osVariantOf(id) === undefined) {
    if (id !== undefined) leftovers.push({ ...unknownSystem, value: id, offset: all.start });
    return all;
  }
  for (const each of all.children.filter(({ name }) => name !== 'libosinfo:libosinfo')) {
    leftovers.push({
      kind: 'lost',
      where: `domain/metadata/${each.name}`,
      value: each.text || Object.values(each.attributes).join(' '),
      why: 'it is metadata of a program on the old host, for which there is no key except os_variant',
      offset: each.start,
    });
  }
  return mapChildren(all, (each) => (each.name === 'libosinfo:libosinfo' ? each : undefined));
}

const unknownSystem = {
  kind: 'changed' as const,
  where: 'domain/metadata/libosinfo:os/@id',
  why: 'mkapkovl does not know this operating system, so os_variant was not set',
  remedy: 'Add os_variant: with a similar, older system (osinfo-query os lists them) to get its defaults.',
};

function deviceOf(device: Element, pools: Map<string, object>, leftovers: Leftover[]): Element {
  if (device.name === 'graphics') return withoutPassword(device, leftovers);
  if (device.name !== 'disk') return device;
  if (attribute(device, 'type') !== 'volume') return withExplicitDefaults(device);
  const source = child(device, 'source');
  const [pool, volume] = [attribute(source, 'pool'), attribute(source, 'volume')];
  if (!source || !pool || !volume || attribute(source, 'mode')) return device;
  const path = pool === 'default' ? '/var/lib/libvirt/images' : `/var/lib/libvirt/${pool}`;
  pools.set(pool, { type: 'dir', path });
  leftovers.push({
    kind: 'changed',
    where: 'domain/devices/disk/source',
    value: `${pool}/${volume}`,
    why: 'the guest refers to the volume by its file, as virt-install does',
    remedy: `Define ${pool} under libvirt.pools.`,
    offset: source.start,
  });
  const file = withAttributes(source, {
    pool: undefined,
    volume: undefined,
    file: `${path}/${volume}`,
    [volumeMark]: `${pool}/${volume}`,
  });
  return mapChildren(withAttributes(device, { type: 'file' }), (each) => (each === source ? file : each));
}

/** For a running guest libvirt writes its default address where none was given. */
function withoutLoopback(device: Element): Element {
  if (device.name !== 'graphics') return device;
  const usual = { listen: '127.0.0.1', address: '127.0.0.1' };
  return mapChildren(withoutUsual(device, usual), (each) =>
    each.name === 'listen' ? withoutUsual(each, usual) : each,
  );
}

function withoutPassword(screen: Element, leftovers: Leftover[]): Element {
  const hidden = ['passwd', 'passwdValidTo', 'connected'];
  if (attribute(screen, 'passwd') !== undefined) {
    leftovers.push({
      kind: 'lost',
      where: 'domain/devices/graphics/@passwd',
      value: 'a password',
      why: 'a profile must not contain passwords',
      remedy:
        'Write graphics: { password: { env: NAME } } if that type of graphics supports it; otherwise the guest is displayed without a password.',
      offset: screen.start,
    });
  }
  return withAttributes(screen, Object.fromEntries(hidden.map((name) => [name, undefined])));
}

/** Whether a definition is of a guest that can be rendered at all; what else it is, otherwise. */
export function otherKind(domain: Element): string | undefined {
  const type = attribute(domain, 'type') ?? '';
  const os = child(child(domain, 'os'), 'type');
  const arch = attribute(os, 'arch') ?? 'x86_64';
  if (type !== 'kvm' && type !== 'qemu') return `a guest of type ${type || 'unknown'}`;
  if (os && os.text !== 'hvm' && os.text !== '') return `a guest of ${os.text}`;
  if (arch !== 'x86_64' && arch !== 'i686') return `a guest for ${arch}`;
  return undefined;
}
