import { bridgeOf, devicesOf, isOutside, type Network } from './forward.ts';
import { dhcpRange, netmask } from './range.ts';

type Attributes = Record<string, string | number | undefined>;

/** Template values of one virtual network. */
export function networkView(name: string, uuid: string, network: Network, index: number): object {
  const { mac, mtu, domain, dns, routes, xml } = network;
  const bridge = bridgeOf(network, index);
  const own = isOutside(network) ? {} : { stp: onOff(network.stp), delay: network.delay };
  return {
    name,
    uuid,
    forward: forwardView(network),
    bridge: bridge && { name: bridge, ...own },
    mac,
    mtu,
    domain: domain && domainView(domain),
    dns: dns && dnsView(dns),
    addresses: addressViews(network),
    routes: routes.map(({ to, gateway, metric }) => routeView(to, gateway, metric)),
    xml,
  };
}

const onOff = (value: boolean) => (value ? 'on' : 'off');
const yesNo = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'yes' : 'no');

function forwardView(network: Network): object | undefined {
  const { forward, nat } = network;
  if (forward === 'none') return undefined;
  const devices = devicesOf(network);
  return {
    attributes: { mode: forward, dev: isOutside(network) ? undefined : devices[0] },
    devices: isOutside(network) ? devices : [],
    nat: nat && { attributes: { ipv6: yesNo(nat.ipv6) }, address: nat.address, port: nat.port },
    inner: nat !== undefined || (isOutside(network) && devices.length > 0),
  };
}

function domainView(domain: NonNullable<Network['domain']>): Attributes {
  return typeof domain === 'string' ? { name: domain } : { name: domain.name, localOnly: yesNo(domain.local_only) };
}

function dnsView({ enable, forwarders, hosts, txt, srv }: NonNullable<Network['dns']>): object {
  return {
    attributes: { enable: yesNo(enable) },
    forwarders: forwarders.map((each) => (typeof each === 'string' ? { addr: each } : each)),
    txt: Object.entries(txt).map(([name, value]) => ({ name, value })),
    srv,
    hosts: Object.entries(hosts).map(([ip, names]) => ({ ip, names })),
  };
}

function addressViews({ address, dhcp, ipv6 }: Network): object[] {
  const [host = '', length = '24'] = address?.split('/') ?? [];
  const [host6 = '', prefix = '64'] = ipv6?.address.split('/') ?? [];
  return [
    ...(address
      ? [
          {
            attributes: { address: host, netmask: netmask(Number(length)) },
            dhcp: dhcpView(dhcp, host, Number(length)),
          },
        ]
      : []),
    ...(ipv6
      ? [
          {
            attributes: { family: 'ipv6', address: host6, prefix },
            dhcp: ipv6.dhcp && { ...ipv6.dhcp, bootp: undefined },
          },
        ]
      : []),
  ];
}

function dhcpView(dhcp: Network['dhcp'], host: string, length: number): object | undefined {
  if (dhcp === false) return undefined;
  const { ranges, hosts, bootp } = dhcp === true ? { ranges: undefined, hosts: [], bootp: undefined } : dhcp;
  const range = dhcpRange(host, length);
  const given = ranges ?? (range ? [range] : []);
  return given.length + hosts.length > 0 ? { ranges: given, hosts, bootp } : undefined;
}

function routeView(to: string, gateway: string, metric: number | undefined): Attributes {
  const [address, prefix] = to.split('/');
  return { family: to.includes(':') ? 'ipv6' : undefined, address, prefix, gateway, metric };
}
