import { netmask } from '#src/features/libvirt/networks/range.ts';
import { attribute, child, type Element, mapChildren, withAttributes } from '#src/xml/element.ts';

const masks = new Map(Array.from({ length: 33 }, (_, length) => [netmask(length), String(length)]));

/** An address with its prefix length and family, and without a DHCP section that has nothing in it. */
export function normalIp(ip: Element): Element {
  const dhcp = child(ip, 'dhcp');
  const empty = dhcp && dhcp.children.length === 0 && Object.keys(dhcp.attributes).length === 0;
  const inside = mapChildren(ip, (each) => (each === dhcp && empty ? undefined : each));
  return withPrefix(inside, (address) => (address.includes(':') ? '64' : classful(address)));
}

export function normalRoute(route: Element): Element {
  const all = (address: string) => (['0.0.0.0', '::'].includes(address) ? '0' : undefined);
  return withPrefix(route, (address) => all(address) ?? (address.includes(':') ? '64' : classful(address)));
}

function withPrefix(of: Element, usual: (address: string) => string): Element {
  const address = attribute(of, 'address') ?? '';
  const mask = attribute(of, 'netmask');
  const family = address.includes(':') ? 'ipv6' : undefined;
  const plain = withAttributes(of, { family });
  if (attribute(of, 'prefix') !== undefined) return plain;
  if (mask === undefined) return withAttributes(plain, { prefix: usual(address) });
  const prefix = masks.get(mask);
  return prefix === undefined ? plain : withAttributes(plain, { prefix, netmask: undefined });
}

/** What libvirt uses if the definition says neither prefix nor netmask (virSocketAddrGetIPPrefix). */
function classful(address: string): string {
  const first = Number(address.split('.')[0]);
  return first < 128 ? '8' : first < 192 ? '16' : '24';
}
