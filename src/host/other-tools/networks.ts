import { advice, isMap, isOn, matching, same, textOf, valueAt, type Word } from './word.ts';

type Map = Readonly<Record<string, unknown>>;

const interfaceName = /^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/;
const prefix4 = /^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/;
const prefix6 = /^[0-9a-f:.]*:[0-9a-f:.]*\/\d{1,3}$/i;
const address4 = /^\d{1,3}(\.\d{1,3}){3}$/;

const listed = (value: unknown): string[] =>
  (Array.isArray(value) ? value : textOf(value).split(/[\s,]+/)).map(textOf).filter((each) => each !== '');
const portsIn = (...values: unknown[]) => {
  const ports = values.flatMap(listed).filter((name) => interfaceName.test(name));
  return ports.length > 0 ? ports : ['eth0'];
};

/** The length of a prefix for a mask such as 255.255.255.0. */
const lengthOf = (mask: unknown) =>
  textOf(mask)
    .split('.')
    .map((part) => Number(part).toString(2).replaceAll('0', '').length)
    .reduce((sum, ones) => sum + ones, 0);

/** The address of an interface in the words of Netplan, ifupdown or NetworkManager. */
function ipv4Of(of: Map): unknown {
  const all = ['addresses', 'address', 'ip', 'ip_address', 'ipaddr'].flatMap((key) => listed(of[key]));
  const whole = all.find((each) => prefix4.test(each));
  const alone = all.find((each) => address4.test(each));
  const mask = of.netmask ?? '255.255.255.0';
  const address = whole ?? (alone && address4.test(textOf(mask)) ? `${alone}/${lengthOf(mask)}` : undefined);
  if (address === undefined) return 'dhcp';
  const gateway = [of.gateway4, of.gateway, valueAt(of.routes, 0, 'via')]
    .map(textOf)
    .find((each) => address4.test(each));
  return { address, ...(gateway ? { gateway } : {}) };
}

/** An entry of Netplan's ethernets, bridges or bonds. */
function netplanEntry(kind: string, value: unknown): Map {
  const of = isMap(value) ? value : {};
  const ports = kind === 'ethernets' ? {} : { [kind.slice(0, -1)]: { ports: portsIn(of.interfaces) } };
  const addressed = isOn(of.dhcp4 ?? 'no') || 'addresses' in of;
  const ipv6 = listed(of.addresses).find((each) => prefix6.test(each));
  return { ...ports, ...(addressed ? { ipv4: ipv4Of(of) } : {}), ...(ipv6 ? { ipv6: { address: ipv6 } } : {}) };
}

const netplan = (kind: string): Word =>
  same(new RegExp(`^${kind}$`), 'interfaces', ({ value }) => {
    const entries = isMap(value) ? Object.entries(value).filter(([name]) => interfaceName.test(name)) : [];
    return entries.length > 0
      ? Object.fromEntries(entries.map(([name, each]) => [name, netplanEntry(kind, each)]))
      : { [kind === 'ethernets' ? 'eth0' : `${kind.slice(0, 2)}0`]: netplanEntry(kind, { dhcp4: true }) };
  });

const serversIn = (value: unknown) => {
  const servers = [...listed(valueAt(value, 'addresses')), ...(isMap(value) ? [] : listed(value))];
  const known = servers.filter((each) => address4.test(each));
  return { servers: known.length > 0 ? known : ['192.168.1.1'] };
};

/** Keys below network. */
export const networkWords: readonly Word[] = [
  {
    key: /^(bridge|ports)$/,
    here: ({ siblings }) => {
      const { bridge, ports, ipv4, mtu } = siblings;
      const of = isMap(bridge) ? bridge : {};
      const named = [bridge, of.name, valueAt(of, 'device')].map(textOf).find((each) => interfaceName.test(each));
      const addressed = /^(dhcp|none)$/.test(textOf(ipv4)) || isMap(ipv4) ? { ipv4 } : {};
      const sized = typeof mtu === 'number' ? { mtu } : {};
      return {
        keys: {
          interfaces: { [named ?? 'br0']: { bridge: { ports: portsIn(ports, of.ports) }, ...addressed, ...sized } },
        },
      };
    },
  },
  netplan('ethernets'),
  netplan('bridges'),
  netplan('bonds'),
  same(/^(nameservers?|dns[-_]nameservers|name_servers|resolvers)$/, 'dns', ({ value }) => serversIn(value)),
  advice(/^(version|renderer)$/, 'Remove it: it is for Netplan, and not needed here.'),
];

/** Keys below an interface of network. */
export const interfaceWords: readonly Word[] = [
  same(/^(dhcp4?|bootproto|proto|method|inet)$/, 'ipv4', ({ value, siblings }) =>
    isOn(value) && !/static/i.test(textOf(value)) ? 'dhcp' : ipv4Of(siblings),
  ),
  same(/^dhcp6$/, 'ipv6', ({ value }) => (isOn(value) ? 'auto' : 'none')),
  same(/^(addresses|ip|ip_address|ipaddr|netmask|gateway4)$/, 'ipv4', ({ siblings }) => ipv4Of(siblings)),
  same(/^(bridge[-_]ports|slaves|interfaces|members)$/, 'bridge', ({ value }) => ({ ports: portsIn(value) })),
  same(/^(macaddress|mac_address|hwaddr|hwaddress)$/, 'mac', ({ value }) =>
    matching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i, value, '52:54:00:12:34:56'),
  ),
  advice(
    /^(nameservers?|dns|dns[-_]nameservers)$/,
    ({ value }) =>
      `Name servers are for the whole machine: network: { dns: { servers: [${serversIn(value).servers.join(', ')}] } }.`,
  ),
];

/** Keys at the top, of cloud-init, Ignition and other tools. */
export const topWords: readonly Word[] = [
  same(/^(fqdn|host_?name|host)$/i, 'hostname', ({ value }) =>
    matching(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i, value, 'kvm1'),
  ),
  advice(/^ssh_(authorized_)?keys$/, 'Keys belong to an account: access: { root: { authorized_keys: … } }.'),
  advice(/^write_files$/, 'Files are named by their path: files: { /etc/example: { content: … } }.'),
  advice(/^(systemd|units|rc)$/, 'Services are named with their runlevel: services: { crond: default }.'),
  advice(
    /^(runcmd|bootcmd)$/,
    'The machine runs no commands of a profile. Write what they would make: packages:, services: and files: have keys for it.',
  ),
  advice(
    /^(ignition|passwd|variant|cloud-config|autoinstall)$/,
    'This is for another installer. A profile has hostname:, alpine:, access: and install: (profiles/minimal.yaml).',
  ),
  advice(
    /^(domains?|guests?|virtual_?machines?|instances?)$/,
    'Guests are below vms:, each by its name: vms: { web: { memory: 2GiB } }.',
  ),
];
