import type { Problem } from '../../findings/finding.ts';
import { isMade } from '../../host/cards.ts';
import type { Host } from '../../host/host.ts';
import { portsOf } from '../../host/ports.ts';
import { isWireless } from '../../target/card-names.ts';
import { problem, problemAt } from './codes.ts';

/** Wireless cards in places where only wired ones work. */
export function checkWireless(host: Host): Problem[] {
  return [...wirelessPorts(host), ...nothingConnects(host)];
}

/** By name, or by its MAC address if the facts have the card. */
function wirelessName(host: Host, name: string, mac?: string): boolean {
  const card = mac && host.machine?.nics?.find((nic) => nic.mac.toLowerCase() === mac.toLowerCase());
  return card ? isWireless(card.name) : isWireless(name);
}

/** The kernel refuses a wireless client as a port (br_add_if: IFF_DONT_BRIDGE, set by cfg80211 for stations). */
function wirelessPorts(host: Host): Problem[] {
  return portsOf(host.network.interfaces).flatMap(({ owner, name, port, path }) => {
    const bridge = host.network.interfaces[owner]?.bridge !== undefined;
    const mac = typeof port === 'string' ? host.network.interfaces[name]?.mac : port.mac;
    return bridge && wirelessName(host, name, mac) ? [problem('port-wireless', path, { name, owner })] : [];
  });
}

/** What joins a Wi-Fi network; mkapkovl itself has no key for it. */
const joiners = [
  'wpa_supplicant',
  'iwd',
  'hostapd',
  'networkmanager',
  'networkmanager-wifi',
  'connman',
  'wpa_supplicant-openrc',
];

function nothingConnects(host: Host): Problem[] {
  if (host.packages.some((name) => joiners.includes(name))) return [];
  return Object.entries(host.network.interfaces).flatMap(([name, { mac, ipv4, ipv6, bridge, bond, vlan }]) => {
    const used = ipv4 !== 'none' || typeof ipv6 === 'object';
    if (!used || bridge || bond || vlan || (isMade(host, name) && !mac) || !wirelessName(host, name, mac)) return [];
    return [problemAt('wireless-not-joined', { path: ['network', 'interfaces', name], key: true }, { name })];
  });
}
