import type { Host } from '../../host/host.ts';
import { portName } from '../../host/ports.ts';

type Interfaces = Host['network']['interfaces'];
type Interface = Interfaces[string];

/** One stanza of /etc/network/interfaces, as template values. */
export interface Stanza {
  name: string;
  method: 'dhcp' | 'static' | 'manual';
  options: { key: string; value: string }[];
  /** The kernel gives every interface an IPv6 address unless that is disabled. */
  withoutIpv6: boolean;
}

/**
 * The stanzas in the order in which they must come up: plain cards, then bonds, VLANs and bridges after the interfaces
 * that they use. A card that only carries others has a stanza too: a VLAN cannot come up over a card that is down (the
 * kernel's vlan_dev_open), and busybox' ifupdown, unlike ifupdown-ng, does not bring the card up by itself. ifupdown-ng
 * accepts one name per `auto` line and merges stanzas with the same name, so one stanza has both address families; of
 * the methods after the name it interprets only `dhcp`, and `address` makes an interface static.
 */
export function stanzas(interfaces: Interfaces): Stanza[] {
  const named = new Set(Object.keys(interfaces));
  const below = Object.values(interfaces).flatMap(lowerInterfaces);
  const cards = [...new Set(below)].filter((name) => !named.has(name));
  return [
    ...cards.map((name): Stanza => ({ name, method: 'manual', options: [], withoutIpv6: false })),
    ...inOrder(interfaces).map(([name, value]) => stanza(name, value)),
  ];
}

function stanza(name: string, value: Interface): Stanza {
  const { ipv4, ipv6, mtu } = value;
  const addresses = [ipv4, ipv6].filter((address) => typeof address === 'object');
  const options = [
    ...parts(value),
    ...addresses.flatMap(({ address, gateway }) => [
      { key: 'address', value: address },
      ...(gateway ? [{ key: 'gateway', value: gateway }] : []),
    ]),
    ...(mtu ? [{ key: 'mtu', value: String(mtu) }] : []),
  ];
  const method = ipv4 === 'dhcp' ? 'dhcp' : addresses.length > 0 ? 'static' : 'manual';
  return { name, method, options, withoutIpv6: ipv6 === 'none' };
}

function parts({ bridge, bond, vlan }: Interface): Stanza['options'] {
  if (bridge) {
    return [
      { key: 'bridge-ports', value: bridge.ports.map(portName).join(' ') || 'none' },
      { key: 'bridge-stp', value: bridge.stp ? '1' : '0' },
      // Without spanning tree there is nothing to wait for; the default forward delay delays the boot by 30 s
      // (main/bridge, bridge.pre-up find_maxwait).
      ...(bridge.stp ? [] : [{ key: 'bridge-fd', value: '0' }]),
    ];
  }
  if (bond) {
    return [
      { key: 'bond-members', value: bond.ports.map(portName).join(' ') },
      { key: 'bond-mode', value: bond.mode },
      { key: 'bond-miimon', value: String(bond.miimon) },
    ];
  }
  if (vlan) {
    return [
      { key: 'vlan-raw-device', value: vlan.link },
      { key: 'vlan-id', value: String(vlan.id) },
    ];
  }
  return [];
}

/** Sorts interfaces after those that they depend on; cycles, which check.ts reports, keep their written order. */
function inOrder(interfaces: Interfaces): [string, Interface][] {
  const done: [string, Interface][] = [];
  const seen = new Set<string>();
  const visit = (name: string) => {
    const value = interfaces[name];
    if (!value || seen.has(name)) return;
    seen.add(name);
    for (const below of lowerInterfaces(value)) visit(below);
    done.push([name, value]);
  };
  for (const name of Object.keys(interfaces)) visit(name);
  return done;
}

/** The names of the interfaces that an interface uses. */
export function lowerInterfaces({ bridge, bond, vlan }: Interface): string[] {
  return [...(bridge?.ports ?? []).map(portName), ...(bond?.ports ?? []).map(portName), ...(vlan ? [vlan.link] : [])];
}
