import { resolve } from '../../features/vms/resolve.ts';
import { vmsSchema } from '../../features/vms/schema.ts';
import { domainView } from '../../guest/domain.ts';
import type { Host } from '../../host/host.ts';
import type { Profile } from '../../host/schema.ts';
import { derivedMac, derivedUuid } from '../../profile/derive.ts';
import { renderView } from '../../tree/templates.ts';
import { child, type Element, element, mapChildren } from '../../xml/element.ts';
import type { RestOfProfile } from '../imported.ts';

/** A host name that no host has, so that values derived from it never equal given ones. */
const hostname = 'import.invalid';

/** Adds the UUID and MAC addresses that the profile would derive, so that they count as defaults. */
export function withIdentity(domain: Element, name: string): Element {
  const identity = child(domain, 'uuid') ? [] : [element('uuid', {}, [], derivedUuid(hostname, name))];
  const inside = domain.children.map((each) => (each.name === 'devices' ? withAddresses(each, name) : each));
  return { ...domain, children: [...inside, ...identity] };
}

function withAddresses(devices: Element, name: string): Element {
  const cards = devices.children.filter((each) => each.name === 'interface');
  return mapChildren(devices, (each) => {
    if (each.name !== 'interface' || child(each, 'mac')) return each;
    const address = derivedMac(hostname, name, String(cards.indexOf(each)));
    return { ...each, children: [...each.children, element('mac', { address })] };
  });
}

export interface Rendered {
  text: string;
  /** It also decides which packages are installed. */
  firmware: string;
}

/** Renders a guest as libvirt's XML; undefined if the schema rejects it. */
export function renderGuest(name: string, guest: unknown, restOfProfile: RestOfProfile): Rendered | undefined {
  const parsed = vmsSchema.safeParse({ [name]: guest });
  if (!parsed.success) return undefined;
  const hostAround = {
    hostname,
    libvirt: restOfProfile.libvirt ?? { pools: {}, networks: {} },
    passthrough: { devices: [], virtual_functions: {}, mediated_devices: {} },
    vms: parsed.data,
  };
  const profile = hostAround as unknown as Profile;
  const vms = resolve(parsed.data, { profile, machine: null, lock: null });
  const host = { ...hostAround, vms, machine: null, lock: null } as unknown as Host;
  const text = renderView({ template: 'guest/domain', values: domainView(name, vms[name]!, host) });
  return { text, firmware: vms[name]!.boot.firmware };
}
