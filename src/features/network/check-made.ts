import type { Path, Problem } from '../../findings/finding.ts';
import { isMade } from '../../host/cards.ts';
import type { Host } from '../../host/host.ts';
import { portsOf } from '../../host/ports.ts';
import { vlanNumber } from '../../profile/hardware.ts';
import { originOfName } from '../../target/card-names.ts';
import { isVlanName } from './check-vlans.ts';
import { problemAt } from './codes.ts';

/** A name that stands where a network card is expected. */
interface CardPlace {
  name: string;
  path: Path;
  isPort: boolean;
}

/**
 * Interfaces of kinds that no network card is. ifupdown-ng makes only what the options of a stanza say, and for any
 * other name just calls ip link set up, which fails (its link executor).
 */
export function checkMade(host: Host): Problem[] {
  return unmade(host).flatMap((place) => [...vlan(host, place), ...other(host, place)]);
}

function unmade(host: Host): CardPlace[] {
  const { interfaces } = host.network;
  const ports = portsOf(interfaces)
    .filter(({ name }) => !Object.hasOwn(interfaces, name))
    .map(({ name, path }) => ({ name, path, isPort: true }));
  const entries = Object.keys(interfaces).map((name) => ({
    name,
    path: ['network', 'interfaces', name],
    isPort: false,
  }));
  return [...ports, ...entries].filter(({ name }) => !isMade(host, name));
}

const where = ({ path, isPort }: CardPlace) => ({ path, key: !isPort });

function vlan(host: Host, place: CardPlace): Problem[] {
  const { name, isPort } = place;
  if (!isVlanName(name)) return [];
  const id = vlanNumber(/\d+$/.exec(name)![0]) ?? 20;
  return [problemAt('vlan-not-made', where(place), { name, link: likelyLink(host), id, isPort })];
}

/** The first card of the profile. */
function likelyLink({ network: { interfaces } }: Host): string {
  const names = [...portsOf(interfaces).map(({ name }) => name), ...Object.keys(interfaces)];
  return names.find((name) => originOfName(name) === 'kernel') ?? 'eth0';
}

/** Facts show the cards that there are (check-facts.ts). Open vSwitch makes its bridges itself, and remembers them. */
function other(host: Host, place: CardPlace): Problem[] {
  const kind = /^br\d+$/.test(place.name) ? 'bridge' : /^bond\d+$/.test(place.name) ? 'bond' : undefined;
  if (!kind || host.machine?.nics || (kind === 'bridge' && usesOpenVswitch(host))) return [];
  return [problemAt('interface-not-made', where(place), { name: place.name, kind, isPort: place.isPort })];
}

const usesOpenVswitch = ({ packages, vms }: Host) =>
  packages.includes('openvswitch') ||
  Object.values(vms).some(({ networks }) => networks.some(({ virtualport }) => virtualport === 'openvswitch'));
