import type { Host } from '../../host/host.ts';
import { namedCards, portsOf } from '../../host/ports.ts';
import { derivedMac } from '../../profile/derive.ts';
import { type Addresses, addressesFor } from './addresses.ts';
import type { Slots } from './slots.ts';

type Interfaces = Host['network']['interfaces'];

/** A network card of the virtual machine, with its own network. */
export interface CardPlan {
  /** Its name in the profile: by order for ethN, else by its MAC address. */
  name: string;
  mac: string;
  /** Whether its name depends on the order of the cards. */
  byOrder: boolean;
  network: Addresses;
}

/** Every card that the profile mentions; those that are found by order come first, without gaps. */
export function cardsOf(host: Pick<Host, 'hostname' | 'network' | 'machine'>): CardPlan[] {
  const { interfaces } = host.network;
  const byMac = namedCards(interfaces);
  const renamed = new Set(byMac.map(({ name }) => name));
  const others = physicalNames(interfaces).filter((name) => !renamed.has(name));
  const last = Math.max(-1, ...others.map((name) => Number(/^eth(\d+)$/.exec(name)?.[1] ?? -1)));
  const ordered = [...Array(last + 1).keys()].map((number) => `eth${number}`);
  const known = new Set(byMac.map(({ mac }) => mac));
  const macOf = (name: string) => {
    const mac = host.machine?.nics?.find((card) => card.name === name)?.mac.toLowerCase();
    // Addresses of cards other than Ethernet are longer.
    return mac && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) && !known.has(mac)
      ? mac
      : derivedMac(host.hostname, 'trial', name);
  };
  const strange = others.filter((name) => !ordered.includes(name));
  const all = [
    ...ordered.map((name) => ({ name, mac: macOf(name), byOrder: true })),
    ...byMac.map(({ name, mac }) => ({ name, mac, byOrder: false })),
    ...strange.map((name) => ({ name, mac: macOf(name), byOrder: false })),
  ];
  const once = all.filter(({ mac }, index) => all.findIndex((other) => other.mac === mac) === index);
  return once.map((card, index) => ({ ...card, network: addressesFor(staticOf(card.name, interfaces), index) }));
}

/** Names of cards in the profile: ports, and plain interfaces. */
function physicalNames(interfaces: Interfaces): string[] {
  const made = new Set(
    Object.entries(interfaces)
      .filter(([, { bridge, bond, vlan }]) => bridge || bond || vlan)
      .map(([name]) => name),
  );
  const names = [
    ...portsOf(interfaces).map(({ name }) => name),
    ...Object.values(interfaces).flatMap(({ vlan }) => vlan?.link ?? []),
    ...Object.keys(interfaces),
  ];
  return [...new Set(names)].filter((name) => !made.has(name) && !/[.@]\d+$/.test(name) && name !== 'lo');
}

/** The static address of an interface, or of the bridge or bond that it is a port of. */
function staticOf(name: string, interfaces: Interfaces, depth = 0): { address: string; gateway?: string } | undefined {
  const ipv4 = interfaces[name]?.ipv4;
  if (typeof ipv4 === 'object') return { address: ipv4.address, ...(ipv4.gateway ? { gateway: ipv4.gateway } : {}) };
  const owner = portsOf(interfaces).find((port) => port.name === name)?.owner;
  return owner === undefined || depth > 4 ? undefined : staticOf(owner, interfaces, depth + 1);
}

/** Arguments for every card. `more` are options of the first one's network in addition to its addresses. */
export function cardWords(
  cards: readonly CardPlan[],
  slots: Slots,
  more: (card: CardPlan, index: number) => string[],
): string[] {
  return cards.flatMap((card, index) => {
    const { net, host, dns, lease } = card.network;
    const netdev = ['user', `id=net${index}`, `net=${net}`, `host=${host}`, `dns=${dns}`, `dhcpstart=${lease}`];
    const at = slots.take()!.toString(16);
    return [
      ...['-netdev', [...netdev, ...more(card, index)].join(',')],
      ...['-device', `virtio-net-pci,netdev=net${index},mac=${card.mac},bus=pcie.0,addr=${at},romfile=`],
    ];
  });
}
