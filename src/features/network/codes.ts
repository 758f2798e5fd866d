import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'port-not-in-facts': error<{ name: string; known: string }>(
    (v) => `the machine has no network card ${v.name}`,
    (v) => (v.known ? `Its cards are ${v.known}.` : 'The facts list no network card.'),
  ),
  'port-name-of-another-system': warning<{ name: string; mac: string }>(
    (v) => `the card is named ${v.name} on another system; Alpine keeps the names of the kernel (eth0, eth1 …)`,
    (v) => `Identify the card by its MAC address, which does not change: { mac: "${v.mac}" }.`,
  ),
  'port-passed-through': error<{ device: string; name: string; mac: string }>(
    (v) => `${v.device} is the network card ${v.name} (${v.mac}), which the host uses itself`,
    'Pass another card through, or use another card for the host.',
  ),
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
  'interface-cycle': error<{ name: string }>(
    (v) => `${v.name} is, through its ports or links, a part of itself`,
    'Follow its ports and links, and remove the one that leads back to it.',
  ),
  'vlan-link-unknown': error<{ link: string }>(
    (v) => `the interface ${v.link}, which should carry the VLAN, does not exist`,
    'Name an interface of this profile, or a card such as eth0.',
  ),
  'vlan-name-misleading': error<{ name: string; meaning: string }>(
    (v) => `Alpine's ifupdown reads the name ${v.name} as ${v.meaning}`,
    'Rename it to LINK.ID (eth0.20), to vlanID (vlan20), or to a name with neither a dot nor vlan.',
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
    (v) => `${v.first} has a default route too`,
    'Keep the gateway of only one interface: the kernel uses only one.',
  ),
  'no-name-server': error(
    'no interface uses DHCP, and no name server is configured',
    'Add network.dns.servers: without a name server no package can be downloaded.',
  ),
  'card-not-in-facts': error<{ mac: string; known: string }>(
    (v) => `the machine has no network card with the address ${v.mac}`,
    (v) => `Its cards are ${v.known}.`,
  ),
});
