import type { Path, Problem } from '../findings/finding.ts';
import { shortAddress } from '../machine/address.ts';
import { isExcerpt, isVirtual } from '../machine/kinds.ts';
import { listed } from '../machine/needs/need.ts';
import type { PciFunction } from '../machine/schema.ts';
import { isWireless } from '../target/card-names.ts';
import { firstClaims } from './claims.ts';
import { problemAt } from './codes.ts';
import type { Host } from './host.ts';
import { namedCards, portsOf } from './ports.ts';

/** A place of the profile that names a network card. */
export interface NamedPlace {
  name: string;
  path: Path;
  /** The name is a key of the profile. */
  key: boolean;
  /** How to name a card by its MAC address there. */
  byMac: string;
}

/** Makers of cards that have all their ports at one function: Mellanox, Chelsio, Netronome. */
const severalPorts = /^(15b3|1425|19ee):/;

/**
 * Whether it is sure which card has the number. The kernel counts cards in the order in which it finds them, so of
 * several it is sure only for facts that have this name. A card that a guest gets has none.
 */
export function numberUnsure(host: Host, { name, path, key, byMac }: NamedPlace): Problem[] {
  const number = /^eth(\d+)$/.exec(name)?.[1];
  if (number === undefined) return [];
  const { count, complete, left } = wiredCards(host, name);
  if (complete && Number(number) >= count)
    return [problemAt('card-number-beyond', { path, key }, { name, count, mac: byMac })];
  return left.length > 1 && !areJoined(host, name, left.length)
    ? [problemAt('card-may-be-any', { path, key }, { name, cards: listed(left), mac: byMac })]
    : [];
}

/** Whether one bond or bridge has as many numbers as there are cards, so that it has all of them in any order. */
function areJoined({ network: { interfaces } }: Host, name: string, count: number): boolean {
  const ports = portsOf(interfaces).filter((port) => /^eth\d+$/.test(port.name));
  const owner = ports.find((port) => port.name === name)?.owner;
  return owner !== undefined && ports.filter((port) => port.owner === owner).length === count;
}

/** The wired cards of the facts: how many, whether there may be no other, and those that no guest gets. */
function wiredCards(host: Host, name: string): { count: number; complete: boolean; left: string[] } {
  const { machine } = host;
  const none = { count: 0, complete: false, left: [] };
  if (!machine) return none;
  const claims = firstClaims(host);
  if (machine.nics) {
    if (machine.nics.some((nic) => nic.name === name)) return none;
    const wired = machine.nics.filter((nic) => !isWireless(nic.name));
    const named = new Set(namedCards(host.network.interfaces).map(({ mac }) => mac));
    const left = wired.filter(
      ({ controller, mac }) => !(controller && claims.has(controller)) && !named.has(mac.toLowerCase()),
    );
    return { count: wired.length, complete: false, left: left.map((nic) => `${nic.name} ${nic.mac}`.trim()) };
  }
  const wired = machine.pci?.filter((fn) => fn.class.startsWith('0200') && !isVirtual(machine, fn)) ?? [];
  if (wired.length === 0) return none;
  const left = wired.filter(({ address }) => !claims.has(address));
  const complete = !isExcerpt(machine) && !wired.some(({ id }) => id === null || severalPorts.test(id));
  return { count: wired.length, complete, left: left.map(described) };
}

const described = ({ address, name }: PciFunction) =>
  name ? `${name} (${shortAddress(address)})` : shortAddress(address);
