import type { Path, Problem } from '../findings/finding.ts';
import type { NetworkCard } from '../machine/schema.ts';
import { isWireless, originOfName } from '../target/card-names.ts';
import { type NamedPlace, numberUnsure } from './card-numbers.ts';
import { firstClaims } from './claims.ts';
import { problem, problemAt } from './codes.ts';
import type { Host } from './host.ts';
import { namedCards, portsOf } from './ports.ts';

/** Whether the profile itself makes or names an interface, so that no card needs to have its name. */
export function isMade({ network: { interfaces } }: Pick<Host, 'network'>, name: string): boolean {
  const value = interfaces[name];
  const made = Boolean(value?.bridge || value?.bond || value?.vlan);
  return made || name.includes('.') || namedCards(interfaces).some((card) => card.name === name);
}

/**
 * Whether the machine has a card of this name: by its facts, or else by the names that Alpine gives. eudev gives names as
 * systemd does with the rules of package eudev-netifnames.
 */
export function cardExists(host: Host, place: NamedPlace): Problem[] {
  if (place.name === 'lo' || isMade(host, place.name)) return [];
  const nics = host.machine?.nics;
  if (host.packages.includes('eudev-netifnames') && originOfName(place.name) === 'other-system') return [];
  const wrong = nics ? inFacts(nics, place) : byName(place);
  return wrong.length > 0 ? wrong : numberUnsure(host, place);
}

/**
 * Alpine's mdev keeps the kernel's names: eth0, eth1 … in the order in which the cards are found. Facts collected under
 * another system have its names, so only the number of cards shows which ethN and wlanN exist.
 */
function inFacts(nics: readonly NetworkCard[], { name, path, key }: NamedPlace): Problem[] {
  const names = new Set(nics.map((nic) => nic.name));
  const wireless = nics.filter((nic) => nic.name.startsWith('wl')).length;
  const [, kind, number] = /^(eth|wlan)(\d+)$/.exec(name) ?? [];
  const count = kind === 'eth' ? nics.length - wireless : wireless;
  if (kind !== undefined && (names.has(name) || Number(number) < count)) return [];
  const card = nics.find((nic) => nic.name === name);
  const known = nics.map((nic) => `${nic.name} (${nic.mac})`).join(', ');
  return card
    ? [problemAt('port-name-of-another-system', { path, key }, { name, mac: card.mac })]
    : [problemAt('port-not-in-facts', { path, key }, { name, known })];
}

function byName({ name, path, key, byMac }: NamedPlace): Problem[] {
  const giver = originOfName(name);
  if (giver === 'kernel' || giver === 'program') return [];
  const values = { name, elsewhere: giver === 'other-system', mac: byMac };
  return [problemAt('card-name-unlikely', { path, key }, values)];
}

/** A card of the host that guests use through macvtap. */
export function directCard(host: Host, name: string, path: Path): Problem[] {
  const owner = portsOf(host.network.interfaces).find((port) => port.name === name);
  const byMac = `network: { interfaces: { lan0: { mac: "52:54:00:12:34:56" } } }, and lan0 here`;
  return [
    ...cardExists(host, { name, path, key: false, byMac }),
    ...(owner
      ? [
          problem(
            'direct-card-is-port',
            path,
            { name, owner: owner.owner },
            { related: [{ path: owner.path, message: `${name} is a port of ${owner.owner} here` }] },
          ),
        ]
      : []),
    ...(isWireless(name) ? [problem('direct-card-wireless', path, { name })] : []),
    ...passedThrough(host, name, path),
  ];
}

function passedThrough(host: Host, name: string, path: Path): Problem[] {
  const mac = namedCards(host.network.interfaces).find((card) => card.name === name)?.mac;
  const nic = host.machine?.nics?.find((each) => (mac ? each.mac.toLowerCase() === mac : each.name === name));
  const claim = nic?.controller ? firstClaims(host).get(nic.controller) : undefined;
  if (!claim) return [];
  const related = [{ path: claim.path, message: 'it is passed through here' }];
  return [problem('direct-card-passed-through', path, { device: claim.address, name }, { related })];
}
