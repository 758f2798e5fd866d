import type { Path, Problem } from '../../findings/finding.ts';
import { firstClaims } from '../../host/claims.ts';
import type { Host } from '../../host/host.ts';
import { namedCards } from '../../host/ports.ts';
import type { NetworkCard } from '../../machine/schema.ts';
import { isWireless } from '../../target/card-names.ts';
import { cardsByName } from './check-facts.ts';
import { problemAt } from './codes.ts';
import { lowerInterfaces } from './stanzas.ts';

interface Uplink {
  name: string;
  nic: NetworkCard | undefined;
  place: { path: Path; key?: boolean };
}

/** By the facts, all cards that lead out in the profile had no cable, and another one had the default route. */
export function checkUplink(host: Host): Problem[] {
  const { nics } = host.machine ?? {};
  const uplinks = nics ? uplinksOf(host, nics) : [];
  const [first] = uplinks;
  if (!first || uplinks.some(({ nic }) => nic?.carrier !== false || isWireless(nic.name))) return [];
  const claims = firstClaims(host);
  const other = nics?.find(
    (nic) => nic.default_route && !isWireless(nic.name) && uplinks.every((uplink) => uplink.nic !== nic),
  );
  if (!other || (other.controller && claims.has(other.controller))) return [];
  const { name, place } = first;
  return [problemAt('uplink-without-cable', place, { name, other: `${other.name} (${other.mac})`, mac: other.mac })];
}

/** The cards below the interfaces that have DHCP or a gateway, as the facts show them. */
function uplinksOf(host: Host, nics: readonly NetworkCard[]): Uplink[] {
  const { interfaces } = host.network;
  const named = namedCards(interfaces);
  const places = cardsByName(host);
  const leading = Object.entries(interfaces)
    .filter(
      ([, { ipv4, ipv6 }]) => ipv4 === 'dhcp' || [ipv4, ipv6].some((each) => typeof each === 'object' && each.gateway),
    )
    .flatMap(([name]) => cardsBelow(interfaces, name));
  return [...new Set(leading)].flatMap((name) => {
    const byMac = named.find((card) => card.name === name);
    const place = byMac ?? places.find((card) => card.name === name);
    if (!place) return [];
    const nic = nics.find((each) => (byMac ? each.mac.toLowerCase() === byMac.mac : each.name === name));
    return [{ name, nic, place: { path: place.path, key: 'key' in place && place.key } }];
  });
}

function cardsBelow(interfaces: Host['network']['interfaces'], name: string, seen = new Set<string>()): string[] {
  if (seen.has(name)) return [];
  seen.add(name);
  const value = interfaces[name];
  if (!value?.bridge && !value?.bond && !value?.vlan) return [name];
  return lowerInterfaces(value).flatMap((below) => cardsBelow(interfaces, below, seen));
}
