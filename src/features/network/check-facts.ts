import type { Path, Problem } from '../../findings/finding.ts';
import type { NamedPlace } from '../../host/card-numbers.ts';
import { cardExists, isMade } from '../../host/cards.ts';
import { firstClaims, otherClaims } from '../../host/claims.ts';
import { problem as cardProblem } from '../../host/codes.ts';
import type { Host } from '../../host/host.ts';
import { namedCards, portsOf } from '../../host/ports.ts';
import type { NetworkCard } from '../../machine/schema.ts';
import { isVlanName } from './check-vlans.ts';
import { problem } from './codes.ts';

/** Whether the machine can have the network cards that the profile names, and does not pass them through. */
export function checkCards(host: Host): Problem[] {
  const nics = host.machine?.nics;
  const named = cardsByName(host).flatMap((place) => cardExists(host, place));
  return nics ? [...byAddress(host, nics), ...named, ...handedOver(host, nics)] : named;
}

function byAddress({ network: { interfaces } }: Host, nics: readonly NetworkCard[]): Problem[] {
  const macs = new Set(nics.map(({ mac }) => mac.toLowerCase()));
  return namedCards(interfaces)
    .filter(({ mac }) => !macs.has(mac))
    .map(({ mac, path }) => problem('card-not-in-facts', path, { mac, known: [...macs].join(', ') }));
}

/** Cards given by the kernel's names: ports, links of VLANs, and plain interfaces. */
export function cardsByName(host: Host): NamedPlace[] {
  const { interfaces } = host.network;
  const ports = portsOf(interfaces)
    .filter(({ port }) => typeof port === 'string')
    .map(({ name, path }) => ({ name, path, key: false, byMac: '{ mac: "52:54:00:12:34:56" }' }));
  const plain = Object.entries(interfaces).flatMap(([name, { bridge, bond, vlan, ipv4 }]) => {
    const path: Path = ['network', 'interfaces', name];
    // In whole, because eth0 with DHCP is the default, which a profile need not have.
    const byMac =
      ipv4 === 'dhcp' && !vlan
        ? `network: { interfaces: { ${name}: { mac: "52:54:00:12:34:56", ipv4: dhcp } } }`
        : 'mac: "52:54:00:12:34:56", below its name in network.interfaces';
    if (vlan) return [{ name: vlan.link, path: [...path, 'vlan', 'link'], key: false, byMac }];
    return bridge || bond ? [] : [{ name, path, key: true, byMac }];
  });
  // The loopback interface is not a card: every machine has it. That a VLAN is not made is reported as such.
  return [...ports, ...plain].filter(({ name }) => name !== 'lo' && !isVlanName(name) && !isMade(host, name));
}

/** A port cannot belong to the host if its card is passed through. */
function handedOver(host: Host, nics: readonly NetworkCard[]): Problem[] {
  const claims = firstClaims(host);
  const macs = new Map(namedCards(host.network.interfaces).map(({ mac, path }) => [mac, path]));
  const names = new Map(cardsByName(host).map(({ name, path }) => [name, path]));
  return nics.flatMap(({ name, mac, controller }) => {
    const claim = controller ? claims.get(controller) : undefined;
    const path = macs.get(mac.toLowerCase()) ?? names.get(name);
    if (!claim || !path) return [];
    const related = [{ path, message: 'the host uses it here' }, ...otherClaims(host, [controller!], claim.path)];
    return [cardProblem('port-passed-through', claim.path, { device: claim.address, name, mac }, { related })];
  });
}
