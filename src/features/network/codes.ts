import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

/** A name that ifupdown reads as a VLAN. */
interface MisreadName {
  name: string;
  meaning: string;
  /** The VLAN that the name says, as far as it says one. */
  id?: number;
  link?: string;
  /** It has an address only: it is neither made nor named by the profile. */
  plain: boolean;
  vlan: { link: string; id: number } | undefined;
}

export const { codes, problem, problemAt } = findingsOf({
  'interface-several-kinds': error<{ name: string; kinds: string }>(
    (v) => `${v.name} has ${v.kinds}, but an interface can be only one of these`,
    'Make an entry for each: a VLAN on a bond, for example, is an interface whose vlan.link is the bond.',
  ),
  'port-taken': error<{ port: string; owner: string; again: string }>(
    (v) => `${v.port} is already a port of ${v.owner}`,
    (v) =>
      v.owner === v.again
        ? 'Name it once.'
        : `Remove it from ${v.owner} or from ${v.again}: a card can belong to only one.`,
  ),
  'port-with-address': error<{ port: string; owner: string }>(
    (v) => `${v.port} is a port of ${v.owner} and cannot have an address of its own`,
    (v) => `Move the address to ${v.owner}.`,
  ),
  'port-impossible': error<{ name: string; owner: string; what: string }>(
    (v) => `${v.name} is ${v.what}, which the kernel refuses as a port of ${v.owner}`,
    (v) =>
      v.name === 'lo'
        ? 'Remove it. A bridge for guests only has no ports: ports: [].'
        : `Give ${v.owner} the ports of ${v.name}, or use only one of the two bridges.`,
  ),
  'interface-cycle': error<{ name: string }>(
    (v) => `${v.name} is, through its ports or links, a part of itself`,
    'Follow its ports and links, and remove the one that leads back to it.',
  ),
  'vlan-link-unknown': error<{ link: string }>(
    (v) => `the interface ${v.link}, which should carry the VLAN, does not exist`,
    'Name an interface of this profile, or a card such as eth0.',
  ),
  'vlan-name-misleading': error<MisreadName>(
    (v) => `Alpine's ifupdown reads the name ${v.name} as ${v.meaning}`,
    (v) => {
      const read = v.id !== undefined && v.link !== undefined ? `vlan: { link: ${v.link}, id: ${v.id} }` : undefined;
      if (v.vlan) {
        const name = `Rename it to ${v.vlan.link}.${v.vlan.id} or vlan${v.vlan.id}, or to a name with neither a dot nor vlan`;
        return read ? `${name}. Or, if the name is right, write ${read}.` : `${name}.`;
      }
      const rename = 'give it a name without a dot, such as lan0';
      return v.plain && read
        ? `If it is this VLAN, add ${read} to ${v.name}. Otherwise ${rename}.`
        : `${rename.replace('g', 'G')}.`;
    },
  ),
  'vlan-not-made': error<{ name: string; link: string; id: number; isPort: boolean }>(
    (v) => `no network card is named ${v.name}, and without vlan: nothing makes a VLAN of this name`,
    (v) => {
      const vlan = `vlan: { link: ${v.link}, id: ${v.id} }`;
      return `Add ${v.isPort ? `${v.name}: { ${vlan} } under network.interfaces` : `${vlan} to ${v.name}`}: the card that carries the VLAN, and its id.`;
    },
  ),
  'interface-not-made': warning<{ name: string; kind: 'bridge' | 'bond'; isPort: boolean }>(
    (v) => `no network card is named ${v.name}, and nothing in this profile makes a ${v.kind} of this name`,
    (v) => {
      const made = v.kind === 'bridge' ? 'bridge: { ports: [eth0] }' : 'bond: { ports: [eth0, eth1] }';
      return `Add ${v.isPort ? `${v.name}: { ${made} } under network.interfaces` : `${made} to ${v.name}`}, with the cards that it has. Or use the name of a card, such as eth0.`;
    },
  ),
  'card-name-taken': error<{ name: string }>(
    (v) => `another card is already named ${v.name}`,
    'Give one of the two another name.',
  ),
  'duplicate-address': error<{ address: string; owner: string }>(
    (v) => `${v.address} is already the address of ${v.owner}`,
    'Give this one another address.',
  ),
  'gateway-outside-network': error<{ gateway: string; address: string }>(
    (v) => `the gateway ${v.gateway} is outside ${v.address}`,
    'Correct the gateway or the prefix length: the kernel refuses such a route.',
  ),
  'several-gateways': warning<{ first: string }>(
    (v) => `${v.first} has a gateway too`,
    'Keep the gateway of only one interface: the kernel uses only one.',
  ),
  'gateway-is-the-host': error<{ gateway: string; owner: string }>(
    (v) =>
      `the gateway ${v.gateway} is the address of this host itself (${v.owner}), and the kernel refuses such a route`,
    'Write the address of the router, or remove gateway if this host is the router.',
  ),
  'gateway-reserved': error<{ gateway: string; address: string }>(
    (v) =>
      `the gateway ${v.gateway} is the first or the last address of the network of ${v.address}, which no host has`,
    'Write the address of the router; often it is the second one, such as 192.168.1.1 in 192.168.1.0/24.',
  ),
  'address-unusable': error<{ address: string; why: string }>(
    (v) => `no host can have the address ${v.address}: ${v.why}`,
    'Write an address of this host, with the length of its network, such as 192.168.1.10/24.',
  ),
  'interfaces-overlap': warning<{ address: string; owner: string }>(
    (v) =>
      `${v.address} is in the same network as ${v.owner}, so the kernel may answer and send through either interface`,
    'Keep the address of only one of them, or join both cards in a bond or bridge.',
  ),
  'no-default-route': warning<{ mirror: string; announced: boolean }>(
    (v) =>
      v.announced
        ? `no interface has a gateway or DHCP, so the host reaches ${v.mirror} only if a router announces IPv6`
        : `no interface has a gateway, DHCP or IPv6 auto, so the host cannot reach ${v.mirror}`,
    (v) =>
      `Add gateway: (the address of the router) next to the address.${v.announced ? ' If a router announces IPv6 there, nothing is wrong.' : ''}`,
  ),
  'no-name-server': error<{ advertised: boolean }>(
    (v) =>
      `no interface uses DHCP, and no name server is configured${v.advertised ? '; Alpine takes none from IPv6 router advertisements' : ''}`,
    'Add network.dns.servers: without a name server no package can be downloaded.',
  ),
  'name-server-unusable': error<{ server: string; why: string }>(
    (v) => `no name server can have the address ${v.server}: ${v.why}`,
    'Write the address of a name server; often it is that of the router.',
  ),
  'name-server-is-the-host': warning<{ server: string }>(
    (v) => `the name server ${v.server} is this host itself, and nothing of this profile answers there`,
    'Write the address of another name server; often it is that of the router. Or add a name server to packages and services, such as dnsmasq.',
  ),
  'name-server-unreachable': warning<{ server: string; family: string }>(
    (v) => `the name server ${v.server} has an ${v.family} address, and no interface of this host uses ${v.family}`,
    (v) => `Add a name server that is reached otherwise, or turn ${v.family} on for an interface.`,
  ),
  'name-servers-too-many': warning<{ server: string }>(
    (v) => `${v.server} is never asked: Alpine's C library uses only the first three name servers`,
    'Keep three. All of them are asked at once, and the first answer counts, so they must know the same names.',
  ),
  'dhcp-client-replaces-names': warning<{ name: string; file: string; line: string }>(
    (v) =>
      `ifupdown-ng uses ${v.name} for DHCP if it is installed, which replaces these settings with those of each lease`,
    (v) =>
      `Remove ${v.name} from packages (busybox has a client, udhcpc), or add ${v.file} under files, with the line: ${v.line}`,
  ),
  'vlan-id-taken': error<{ id: number; link: string; owner: string }>(
    (v) => `${v.owner} is already VLAN ${v.id} of ${v.link}, and a link has each VLAN only once`,
    (v) => `Use ${v.owner}, or another id.`,
  ),
  'mtu-above-link': error<{ name: string; mtu: number; link: string; carried: number; below: string }>(
    (v) => `${v.name} has mtu ${v.mtu}, and ${v.link}, which carries it, has ${v.carried}: the kernel refuses that`,
    (v) =>
      `Set mtu: ${v.mtu} on ${v.below} (under network.interfaces), or at most ${v.carried} here; a bond gives its mtu to its ports, a bridge does not.`,
  ),
  'mtu-above-ports': warning<{ name: string; mtu: number; ports: string; carried: number; entries: string }>(
    (v) => `${v.name} has mtu ${v.mtu}, but ${v.ports} ${v.carried}: larger frames are dropped there without a message`,
    (v) => `Add under network.interfaces: ${v.entries}. A bridge does not change the mtu of its ports.`,
  ),
  'mtu-of-port-has-no-effect': warning<{ name: string; mtu: number; owner: string; bond: number }>(
    (v) => `mtu ${v.mtu} of ${v.name} has no effect: ${v.owner} sets its ports to its own mtu, ${v.bond}`,
    (v) => `Write mtu: ${v.mtu} at ${v.owner} instead.`,
  ),
  'mtu-too-small': warning<{ name: string; mtu: number }>(
    (v) => `IPv6 needs an mtu of at least 1280, so the kernel gives ${v.name} (mtu ${v.mtu}) no IPv6 address`,
    'Set mtu: 1280 or more, or ipv6: none.',
  ),
  'port-wireless': error<{ name: string; owner: string }>(
    (v) => `${v.name} is a wireless card: the kernel refuses it as a port of ${v.owner} (operation not supported)`,
    'Connect guests to a virtual network with forward: nat (libvirt.networks), which works over Wi-Fi, or use a wired card. As an access point, hostapd adds the card to the bridge itself.',
  ),
  'wireless-not-joined': warning<{ name: string }>(
    (v) => `nothing connects the wireless card ${v.name} to a Wi-Fi network, so it gets no address`,
    'Add wpa_supplicant to packages and to services (boot), and /etc/wpa_supplicant/wpa_supplicant.conf, or use a wired card for the installation.',
  ),
  'uplink-without-cable': warning<{ name: string; other: string; mac: string }>(
    (v) =>
      `the host should reach its network through ${v.name}, which had no cable when the facts were collected; the way out was ${v.other}`,
    (v) => `Name that card instead, by its MAC address ${v.mac}. Or plug the cable into ${v.name}.`,
  ),
  'card-not-in-facts': error<{ mac: string; known: string }>(
    (v) => `the machine has no network card with the MAC address ${v.mac}`,
    (v) => `Use one of its cards: ${v.known}; or the facts of the right machine.`,
  ),
});
