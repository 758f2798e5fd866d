import type { Path, Problem } from '#src/findings/finding.ts';
import type { Guest } from '#src/host/guest.ts';
import type { Host } from '#src/host/host.ts';
import { notAllowedFor } from '../../rules.ts';
import { cardsOf } from './cards.ts';
import { directCards, mtuOfBridge, vlanTags } from './check-relations.ts';
import { problem } from './codes.ts';
import { virtualFunctions } from './virtual.ts';

export function checkInterfaces(host: Host): Problem[] {
  return [
    ...oneSource(host),
    ...bridgeUnknown(host),
    ...networkUnknown(host),
    ...unusableMac(host),
    ...duplicateMac(host),
    ...directCards(host),
    ...virtualFunctions(host),
    ...vlanTags(host),
    ...mtuOfBridge(host),
  ];
}

function oneSource(host: Host): Problem[] {
  return cardsOf(host).flatMap(({ card, path }) => {
    const sources = (['bridge', 'network', 'direct', 'user', 'hostdev'] as const).filter(
      (key) => card[key] !== undefined,
    );
    if (sources.length > 1)
      return [problem('card-several-sources', [...path, sources[1]!], { keys: sources.join(' and ') })];
    return sources.length === 0 ? [problem('card-without-source', path, undefined)] : [];
  });
}

function bridgeUnknown(host: Host): Problem[] {
  const bridges = [
    ...Object.entries(host.network.interfaces).flatMap(([name, { bridge }]) => (bridge ? [name] : [])),
    ...Object.values(host.libvirt?.networks ?? {}).flatMap(({ forward, bridge }, index) =>
      ['nat', 'route', 'open', 'none'].includes(forward) ? [bridge ?? `virbr${index}`] : [],
    ),
  ];
  return cardsOf(host).flatMap(({ card: { bridge, virtualport }, path }) => {
    if (!bridge) return [];
    const at = [...path, 'bridge'];
    const known = bridges.includes(bridge);
    if (virtualport === 'openvswitch') return [problem(known ? 'bridge-of-linux' : 'bridge-not-made', at, { bridge })];
    return known ? [] : [problem('bridge-unknown', at, { bridge, known: bridges.join(', ') || 'none' })];
  });
}

function networkUnknown(host: Host): Problem[] {
  const networks = Object.keys(host.libvirt?.networks ?? {});
  return cardsOf(host).flatMap(({ card: { network }, path }) =>
    network && !networks.includes(network)
      ? [problem('network-unknown', [...path, 'network'], { network, known: networks.join(', ') || 'none' })]
      : [],
  );
}

/** The lowest bit of the first byte marks a group address, which no card may have (IEEE 802). */
function unusableMac(host: Host): Problem[] {
  return cardsOf(host).flatMap(({ card: { mac }, path }) =>
    Number.parseInt(mac.slice(0, 2), 16) & 1 || /^(00:){5}00$/.test(mac)
      ? [problem('mac-not-unicast', [...path, 'mac'], { mac })]
      : [],
  );
}

function duplicateMac(host: Host): Problem[] {
  const cards = cardsOf(host).map((entry) => ({ ...entry, mac: entry.card.mac.toLowerCase() }));
  const own = Object.entries(host.network.interfaces).flatMap(([name, { mac, bridge, bond }]) => {
    const at = ['network', 'interfaces', name];
    const ports = (kind: 'bridge' | 'bond') =>
      ({ bridge, bond })[kind]?.ports.flatMap((port, index) =>
        typeof port === 'string' ? [] : [{ mac: port.mac.toLowerCase(), path: [...at, kind, 'ports', index, 'mac'] }],
      ) ?? [];
    return [...(mac ? [{ mac: mac.toLowerCase(), path: [...at, 'mac'] }] : []), ...ports('bridge'), ...ports('bond')];
  });
  const made = Object.entries(host.passthrough.virtual_functions).flatMap(([address, { functions }]) =>
    functions.flatMap((each, index) =>
      each.mac
        ? [
            {
              mac: each.mac.toLowerCase(),
              path: ['passthrough', 'virtual_functions', address, 'functions', index, 'mac'],
            },
          ]
        : [],
    ),
  );
  return cards.flatMap(({ card, mac, path }, index) => {
    const first = cards.findIndex((other) => other.mac === mac);
    const other = cards[first]!;
    // One that is a virtual function may well have its address.
    const hostCard = [...own, ...(card.hostdev === undefined ? made : [])].find((other) => other.mac === mac);
    if (hostCard) {
      const details = { related: [{ path: hostCard.path, message: 'the host has it here' }] };
      return [problem('duplicate-mac', [...path, 'mac'], { mac, owner: 'the host' }, details)];
    }
    if (first === index) return [];
    const details = { related: [{ path: [...other.path, 'mac'], message: `${other.guest} has it here` }] };
    return [problem('duplicate-mac', [...path, 'mac'], { mac, owner: other.guest }, details)];
  });
}

export function virtualportOfUser({ networks }: Guest, at: Path): Problem[] {
  return networks.flatMap(({ user, virtualport }, index) =>
    user && virtualport
      ? [
          notAllowedFor([...at, 'networks', index, 'virtualport'], 'virtualport', 'user', [
            'bridge',
            'network',
            'direct',
          ]),
        ]
      : [],
  );
}

export function mtuOfBridges({ networks }: Guest, at: Path): Problem[] {
  return networks.flatMap(({ mtu, direct, user, hostdev }, index) => {
    const kind = (direct !== undefined && 'direct') || (hostdev !== undefined && 'hostdev') || (user && 'user');
    return mtu !== undefined && kind
      ? [notAllowedFor([...at, 'networks', index, 'mtu'], 'mtu', kind, ['bridge', 'network'])]
      : [];
  });
}
