import { mtu } from '../../profile/hardware.ts';
import { fits } from '../../profile/option-text.ts';
import { addressing, addressKeys, type Keys, listed, methodKeys, serversIn } from './addresses.ts';
import { advice, type Here, isMap, mac, matching, open, type Said, same, shown, textOf, type Word } from './word.ts';

const interfaceName = /^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/;

/** The ports that are named; ifupdown writes none for a bridge without any. */
const portsIn = (...values: unknown[]) => {
  const ports = values.flatMap(listed).filter((name) => interfaceName.test(name));
  if (ports.length === 1 && ports[0] === 'none') return [];
  return ports.length > 0 ? ports : [open];
};

const sized = (of: Keys) => (fits(mtu, of.mtu) ? { mtu: of.mtu } : {});

/** An entry of Netplan's ethernets, bridges or bonds. */
function netplanEntry(kind: string, value: unknown): Keys {
  const of = isMap(value) ? value : {};
  const ports = kind === 'ethernets' ? {} : { [kind.slice(0, -1)]: { ports: portsIn(of.interfaces) } };
  return { ...ports, ...addressing(of), ...sized(of) };
}

const netplan = (kind: string): Word =>
  same(new RegExp(`^${kind}$`), 'interfaces', ({ value }) => {
    const entries = isMap(value) ? Object.entries(value).filter(([name]) => interfaceName.test(name)) : [];
    return entries.length > 0
      ? Object.fromEntries(entries.map(([name, each]) => [name, netplanEntry(kind, each)]))
      : { [kind === 'ethernets' ? 'eth0' : `${kind.slice(0, 2)}0`]: netplanEntry(kind, { dhcp4: true }) };
  });

const bridgeKeys = ['bridge', 'ports', 'bridge_ports', 'bridge-ports'];
const ownKeys = ['interface', 'netmask', 'gateway', 'gateway4', 'gateway6', 'dhcp6', 'ipv4', 'ipv6', 'mtu'];
const anyOf = (...keys: readonly string[]) => new RegExp(`^(${keys.join('|')})$`);

/** Keys of one interface that stand directly below network: all of them together are this interface. */
function interfaceOf({ key, value, siblings }: Said): Here | undefined {
  // Networks of libvirt have dhcp and ip with maps, and a map of interfaces is only misspelt.
  if (isMap(value) && !['bridge', 'ipv4', 'ipv6'].includes(key)) return undefined;
  const { bridge, interface: card } = siblings;
  if (key === 'interface' && !interfaceName.test(textOf(card))) return undefined;
  const of: Keys = { ...siblings, ...(isMap(bridge) ? bridge : {}) };
  const bridged = bridgeKeys.some((each) => each in siblings);
  const names = bridged ? [bridge, of.name, of.device, 'br0'] : [card, 'eth0'];
  const name = names.map(textOf).find((each) => interfaceName.test(each))!;
  const ports = portsIn(...bridgeKeys.slice(1).map((each) => of[each]), isMap(bridge) ? bridge.interfaces : [], card);
  const said = { ...(bridged ? { bridge: { ports } } : {}), ...addressing(of) };
  // A card without an address is of use to a bridge alone.
  const entry = Object.keys(said).length > 0 ? said : { ipv4: open };
  return { keys: { interfaces: { [name]: { ...entry, ...sized(of) } } } };
}

/** Keys below network. */
export const networkWords: readonly Word[] = [
  { key: anyOf(...bridgeKeys, ...ownKeys, ...methodKeys, ...addressKeys), here: interfaceOf },
  netplan('ethernets'),
  netplan('bridges'),
  netplan('bonds'),
  same(/^(nameservers?|dns[-_]nameservers|name_servers|resolvers)$/, 'dns', ({ value }) => ({
    servers: serversIn(value),
  })),
  advice(/^(version|renderer)$/, 'Remove it: it is for Netplan, and not needed here.'),
];

/** Keys below an interface of network. */
export const interfaceWords: readonly Word[] = [
  {
    key: anyOf('netmask', 'gateway', 'gateway4', 'gateway6', 'dhcp6', ...methodKeys, ...addressKeys),
    here: ({ key, siblings }) => {
      const { ipv4, ipv6, ...others } = siblings;
      // They belong into the address that is there already.
      if (/^(address|gateway)$/.test(key) && (ipv4 !== undefined || ipv6 !== undefined)) return undefined;
      return { keys: addressing(others) };
    },
  },
  same(/^(bridge[-_]ports|slaves|interfaces|members)$/, 'bridge', ({ value }) => ({ ports: portsIn(value) })),
  same(/^(macaddress|mac_address|hwaddr|hwaddress)$/, 'mac', ({ value }) => matching(mac, value).toLowerCase()),
  advice(
    /^(nameservers?|dns|dns[-_]nameservers)$/,
    ({ value }) => `Name servers are for the whole machine: network: { dns: { servers: ${shown(serversIn(value))} } }.`,
  ),
];
