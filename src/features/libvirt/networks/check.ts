import type { Path, Problem } from '#src/findings/finding.ts';
import { cardExists, directCard } from '#src/host/cards.ts';
import type { Host } from '#src/host/host.ts';
import { problem } from '../codes.ts';
import { devicesOf, isOutside, type Network } from './forward.ts';
import { toNumber } from './range.ts';

/** Settings of a network that libvirt refuses or silently ignores (network_conf.c, virNetworkDefParseXML). */
export function checkNetworks(host: Host): Problem[] {
  return Object.entries(host.libvirt?.networks ?? {}).flatMap(([name, network]) => {
    const path = ['libvirt', 'networks', name];
    return [
      ...source(network, path),
      ...idle(network, path),
      ...ranges(network, path),
      ...hosts(network, path),
      ...cards(host, network, path),
    ];
  });
}

function source(network: Network, path: Path): Problem[] {
  const { forward, bridge, dev } = network;
  if (!isOutside(network)) return [];
  if (bridge !== undefined && dev !== undefined)
    return [problem('network-several-sources', [...path, 'dev'], undefined)];
  if (bridge !== undefined && forward !== 'bridge')
    return [problem('network-key-has-no-effect', [...path, 'bridge'], { key: 'bridge', forward })];
  if (bridge !== undefined || dev !== undefined) return [];
  const wanted = forward === 'bridge' ? 'bridge: br0, or dev: eth0' : 'dev: eth0';
  return [problem('network-source-missing', [...path, 'forward'], { forward, wanted })];
}

/** With macvtap guests use the cards themselves; with nat and route the host does, and the name need only exist. */
function cards(host: Host, network: Network, path: Path): Problem[] {
  return devicesOf(network).flatMap((name, index) => {
    const at = Array.isArray(network.dev) ? [...path, 'dev', index] : [...path, 'dev'];
    const byMac = 'network: { interfaces: { lan0: { mac: "52:54:00:12:34:56" } } }, and lan0 here';
    return isOutside(network) ? directCard(host, name, at) : cardExists(host, { name, path: at, key: false, byMac });
  });
}

/** A network over a bridge or card of the host has no addresses of its own, and only nat translates addresses. */
function idle(network: Network, path: Path): Problem[] {
  const { forward } = network;
  const keys = isOutside(network) ? (['address', 'ipv6', 'dns', 'domain', 'mac', 'nat'] as const) : [];
  const translation = forward === 'nat' || isOutside(network) ? [] : (['nat'] as const);
  return [...keys, ...translation].flatMap((key) =>
    network[key] === undefined ? [] : [problem('network-key-has-no-effect', [...path, key], { key, forward })],
  );
}

function ranges({ address, dhcp }: Network, path: Path): Problem[] {
  if (typeof dhcp !== 'object') return [];
  return (dhcp.ranges ?? []).flatMap(({ start, end }, index) => {
    const at = [...path, 'dhcp', 'ranges', index];
    if (toNumber(start) > toNumber(end)) return [problem('dhcp-range-reversed', at, { start, end })];
    const outside = [start, end].find((ip) => !isIn(ip, address));
    return outside === undefined
      ? []
      : [problem('dhcp-outside-network', at, { ip: outside, address: address ?? 'none' })];
  });
}

function hosts({ address, dhcp }: Network, path: Path): Problem[] {
  if (typeof dhcp !== 'object') return [];
  return dhcp.hosts.flatMap(({ mac, ip }, index) => {
    const at = [...path, 'dhcp', 'hosts', index];
    const before = dhcp.hosts.slice(0, index);
    if (before.some((other) => other.mac.toLowerCase() === mac.toLowerCase()))
      return [problem('duplicate-dhcp-host', [...at, 'mac'], { what: 'MAC address', value: mac })];
    if (before.some((other) => other.ip === ip))
      return [problem('duplicate-dhcp-host', [...at, 'ip'], { what: 'IP address', value: ip })];
    return isIn(ip, address) && ip !== address?.split('/')[0]
      ? []
      : [problem('dhcp-outside-network', [...at, 'ip'], { ip, address: address ?? 'none' })];
  });
}

function isIn(ip: string, network: string | undefined): boolean {
  const [host = '', length = ''] = network?.split('/') ?? [];
  const block = (text: string) => Math.floor(toNumber(text) / 2 ** (32 - Number(length)));
  return network !== undefined && block(ip) === block(host);
}
