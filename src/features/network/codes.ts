import { error, warning } from '../../findings/code.ts';
import { findingsOf } from '../../findings/finding.ts';

export const { codes, problem, problemAt } = findingsOf({
  'port-not-in-facts': error<{ name: string; known: string }>(
    (v) => `the machine has no network card ${v.name}`,
    (v) => (v.known ? `Its cards are ${v.known}.` : 'The facts have no network card at all.'),
  ),
  'port-named-elsewhere': warning<{ name: string; mac: string }>(
    (v) => `${v.name} is its name under another system; Alpine leaves the kernel's names (eth0, eth1 …)`,
    (v) => `Name the card by its address, which is the same everywhere: { mac: "${v.mac}" }.`,
  ),
  'port-passed-through': error<{ device: string; name: string; mac: string }>(
    (v) => `${v.device} is the network card ${v.name} (${v.mac}), which the host uses itself`,
    'Give the guest another card, or the host.',
  ),
  'interface-several-kinds': error<{ name: string; kinds: string }>(
    (v) => `${v.name} has ${v.kinds}, but an interface is one thing`,
    'Give each its own entry; a VLAN of a bond, say, is an interface whose vlan.link is the bond.',
  ),
  'port-taken': error<{ port: string; owner: string; again: string }>(
    (v) => `${v.port} is already a port of ${v.owner}`,
    (v) =>
      v.owner === v.again ? 'Name it once.' : `A card has one master. Take it out of ${v.owner} or of ${v.again}.`,
  ),
  'port-with-address': error<{ port: string; owner: string }>(
    (v) => `${v.port} is a port of ${v.owner} and cannot carry an address`,
    (v) => `Give the address to ${v.owner}.`,
  ),
  'interface-cycle': error<{ name: string }>(
    (v) => `${v.name} is made of itself`,
    'Follow its ports and links, and cut the circle.',
  ),
  'vlan-link-unknown': error<{ link: string }>(
    (v) => `there is no interface ${v.link} to carry the VLAN`,
    'Name an interface of this profile, or a card such as eth0.',
  ),
  'vlan-name-misleads': error<{ name: string; meaning: string }>(
    (v) => `Alpine's ifupdown goes by the name ${v.name}, which means ${v.meaning}`,
    'Rename it: link and id with a dot (eth0.20), vlan and the id (vlan20), or any name without either.',
  ),
  'card-name-taken': error<{ name: string }>(
    (v) => `another card is already named ${v.name}`,
    'Give one of the two another name.',
  ),
  'duplicate-address': error<{ address: string; owner: string }>(
    (v) => `${v.address} is already the address of ${v.owner}`,
    'Give this one another address.',
  ),
  'gateway-outside': error<{ gateway: string; address: string }>(
    (v) => `the gateway ${v.gateway} is outside ${v.address}`,
    'The kernel refuses such a route. Correct the gateway or the prefix length.',
  ),
  'several-gateways': warning<{ first: string }>(
    (v) => `${v.first} has a default route too`,
    'Only one of them will be used. Keep the gateway of one.',
  ),
  'no-name-server': error(
    'no interface uses DHCP, and no name server is given',
    'Add network.dns.servers: without them no package can be fetched.',
  ),
  'card-not-in-facts': error<{ mac: string; known: string }>(
    (v) => `the machine has no card ${v.mac}`,
    (v) => `Its cards are ${v.known}.`,
  ),
});
