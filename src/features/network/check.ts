import type { Problem } from '../../findings/finding.ts';
import { problem as interfaceProblem } from '../../guest/kinds/interface/codes.ts';
import type { Host } from '../../host/host.ts';
import { namedCards, portsOf } from '../../host/ports.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkCards } from './check-facts.ts';
import { checkMade } from './check-made.ts';
import { checkMtu } from './check-mtu.ts';
import { checkResolution } from './check-resolution.ts';
import { checkUplink } from './check-uplink.ts';
import { checkVlans } from './check-vlans.ts';
import { checkWireless } from './check-wireless.ts';
import { problem, problemAt } from './codes.ts';
import { lowerInterfaces } from './stanzas.ts';

export function check(host: Host): Problem[] {
  return [
    ...oneKindEach(host),
    ...portTaken(host),
    ...portWithAddress(host),
    ...portImpossible(host),
    ...madeOfItself(host),
    ...checkVlans(host),
    ...duplicateCards(host),
    ...checkMade(host),
    ...checkMtu(host),
    ...checkAddresses(host),
    ...checkResolution(host),
    ...checkWireless(host),
    ...checkCards(host),
    ...checkUplink(host),
  ];
}

const at = (name: string, ...rest: (string | number)[]) => ['network', 'interfaces', name, ...rest];

function oneKindEach({ network: { interfaces } }: Host): Problem[] {
  return Object.entries(interfaces).flatMap(([name, value]) => {
    const kinds = (['mac', 'bridge', 'bond', 'vlan'] as const).filter((kind) => value[kind] !== undefined);
    const second = kinds[1];
    return second ? [problem('interface-several-kinds', at(name, second), { name, kinds: kinds.join(' and ') })] : [];
  });
}

function portTaken({ network: { interfaces } }: Host): Problem[] {
  const ports = portsOf(interfaces);
  return ports.flatMap(({ name, path, owner }, index) => {
    const first = ports.findIndex((other) => other.name === name);
    const other = ports[first]!;
    if (first === index) return [];
    return [
      problem(
        'port-taken',
        path,
        { port: name, owner: other.owner, again: owner },
        { related: [{ path: other.path, message: `${name} is a port of ${other.owner} here` }] },
      ),
    ];
  });
}

/** An address on a port of a bridge or bond never answers: the kernel passes its frames to the master. */
function portWithAddress({ network: { interfaces } }: Host): Problem[] {
  return portsOf(interfaces).flatMap(({ name, owner, path }) => {
    const value = interfaces[name];
    if (!value) return [];
    const family = value.ipv4 !== 'none' ? 'ipv4' : typeof value.ipv6 === 'object' ? 'ipv6' : undefined;
    const details = { related: [{ path, message: `${name} is a port of ${owner} here` }] };
    return family ? [problem('port-with-address', at(name, family), { port: name, owner }, details)] : [];
  });
}

/** What the kernel refuses as a port: br_add_if (IFF_LOOPBACK, and ELOOP for bridges), bond_enslave. */
function portImpossible({ network: { interfaces } }: Host): Problem[] {
  return portsOf(interfaces).flatMap(({ name, owner, path }) => {
    if (name === 'lo') return [problem('port-impossible', path, { name, owner, what: 'the loopback interface' })];
    const both = interfaces[name]?.bridge && interfaces[owner]?.bridge && name !== owner;
    return both ? [problem('port-impossible', path, { name, owner, what: 'a bridge itself' })] : [];
  });
}

function madeOfItself({ network: { interfaces } }: Host): Problem[] {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (seen.has(from)) return false;
    seen.add(from);
    const value = interfaces[from];
    return value !== undefined && lowerInterfaces(value).some((below) => below === to || reaches(below, to, seen));
  };
  return Object.keys(interfaces)
    .filter((name) => reaches(name, name))
    .map((name) => problemAt('interface-cycle', { path: at(name), key: true }, { name }));
}

function duplicateCards({ network: { interfaces } }: Host): Problem[] {
  const cards = namedCards(interfaces);
  return cards.flatMap(({ mac, name, path }, index) => {
    const first = cards.findIndex((other) => other.mac === mac || other.name === name);
    const other = cards[first]!;
    if (first === index) return [];
    const details = { related: [{ path: other.path, message: 'the first one' }] };
    return other.mac === mac
      ? [interfaceProblem('duplicate-mac', path, { mac, owner: other.name }, details)]
      : [problem('card-name-taken', path, { name }, details)];
  });
}
