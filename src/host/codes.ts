import { error, warning } from '../findings/code.ts';
import { findingsOf } from '../findings/finding.ts';

/** What is wrong with the name of a network card, wherever a profile names one. */
export const { codes, problem, problemAt } = findingsOf({
  'port-not-in-facts': error<{ name: string; known: string }>(
    (v) => `the machine has no network card ${v.name}`,
    (v) =>
      v.known
        ? `Use one of its cards: ${v.known}; or the facts of the right machine.`
        : 'Use the facts of the right machine: these list no network card.',
  ),
  'port-name-of-another-system': warning<{ name: string; mac: string }>(
    (v) => `the card is named ${v.name} on another system; Alpine keeps the names of the kernel (eth0, eth1 …)`,
    (v) => `Identify the card by its MAC address, which does not change: { mac: "${v.mac}" }.`,
  ),
  'card-name-unlikely': warning<{ name: string; elsewhere: boolean; mac: string }>(
    (v) =>
      `Alpine gives no network card the name ${v.name}${v.elsewhere ? ', which is one of another system' : ''}: its names are eth0, eth1 …, wlan0`,
    (v) =>
      `Find the card's MAC address (ip link, on any system), and name the card by it: ${v.mac}. Or use eth0, eth1 …`,
  ),
  'card-may-be-any': warning<{ name: string; cards: string; mac: string }>(
    (v) => `the facts do not show which card is ${v.name} on Alpine: it can be any of ${v.cards}`,
    (v) => `Find the MAC address of the right card (ip link, on any system), and name the card by it: ${v.mac}.`,
  ),
  'card-number-beyond': warning<{ name: string; count: number; mac: string }>(
    (v) =>
      `the facts show ${v.count === 1 ? 'one wired network card, which is eth0' : `${v.count} wired network cards, which are eth0 to eth${v.count - 1}`} on Alpine, and none that can be ${v.name}`,
    (v) =>
      `Find the MAC address of the right card (ip link, on any system), and name the card by it: ${v.mac}. For a card that is not in the facts, such as one at USB, nothing is wrong.`,
  ),
  'port-passed-through': error<{ device: string; name: string; mac: string }>(
    (v) => `${v.device} is the network card ${v.name} (${v.mac}), which the host uses itself`,
    'Remove it from passthrough.devices and from hostdevs of guests, or use another card for the host (network.interfaces).',
  ),
  'direct-card-passed-through': error<{ device: string; name: string }>(
    (v) => `the card ${v.name} is ${v.device}, which is passed through, so the host no longer has it`,
    'Use another card here, or do not pass this one through.',
  ),
  'direct-card-is-port': error<{ name: string; owner: string }>(
    (v) => `${v.name} is a port of ${v.owner}: the kernel refuses macvtap on it (device or resource busy)`,
    (v) => `Connect the guest to ${v.owner} instead (if it is a bridge: bridge: ${v.owner}), or use another card.`,
  ),
  'direct-card-wireless': warning<{ name: string }>(
    (v) =>
      `${v.name} is a wireless card: access points drop frames from any MAC address but the card's own, so no guest gets a connection through it`,
    'Use a virtual network with forward: nat.',
  ),
});
