import { aboutGuestNetwork, aboutInterface } from '../../features/summary/words.ts';
import type { Host } from '../../host/host.ts';
import { portsOf } from '../../host/ports.ts';
import { parentsAt } from '../../host/virtual-functions.ts';
import { ownersOf } from '../owners.ts';
import { type Graph, GraphBuilder, type NodeKind } from './graph.ts';
import { linkOf } from './links.ts';

/** What is connected to what, from the cards of the host to those of the guests. */
export function topologyOf(host: Host): Graph {
  const builder = new GraphBuilder();
  hostInterfaces(host, builder);
  guestNetworks(host, builder);
  guests(host, builder);
  passedCards(host, builder);
  return builder.graph;
}

type Value = Host['network']['interfaces'][string];

function kindOf({ bridge, bond, vlan }: Value): NodeKind {
  return bridge ? 'bridge' : bond ? 'bond' : vlan ? 'VLAN' : 'card';
}

function hostInterfaces({ network: { interfaces } }: Host, builder: GraphBuilder): void {
  for (const [name, value] of Object.entries(interfaces)) {
    const words = aboutInterface(value).filter((word) => word !== kindOf(value));
    builder.node(kindOf(value), name, words.join(', '));
  }
  for (const { owner, name } of portsOf(interfaces))
    builder.edge(builder.node('card', name), builder.node('card', owner));
  for (const [name, { vlan }] of Object.entries(interfaces))
    if (vlan) builder.edge(builder.node('card', vlan.link), builder.node('VLAN', name));
}

function guestNetworks({ libvirt }: Host, builder: GraphBuilder): void {
  for (const [name, value] of Object.entries(libvirt?.networks ?? {})) {
    const { forward, dev, bridge } = value;
    const id = builder.node('network', name, aboutGuestNetwork(value).join(', '));
    const cards = dev === undefined ? [] : [dev].flat();
    for (const card of cards) builder.edge(builder.node('card', card), id, forward);
    if (forward === 'bridge' && bridge !== undefined) builder.edge(builder.node('bridge', bridge), id);
    else if (cards.length === 0 && forward !== 'none') builder.edge(hostNode(builder), id, forward);
  }
}

/** What has no card of its own goes the way that the host's routes lead. */
const hostNode = (builder: GraphBuilder) => builder.node('host', 'routes of the host');

function guests(host: Host, builder: GraphBuilder): void {
  for (const [name, { networks }] of Object.entries(host.vms)) {
    const guest = builder.node('guest', name);
    for (const card of networks) {
      const { kind, from, label } = linkOf(card);
      if (card.hostdev !== undefined) virtualFunction(host, card.hostdev, guest, builder);
      else if (from !== undefined) builder.edge(builder.node(kind, from), guest, kind === 'card' ? label : '');
      else if (card.user !== undefined) builder.edge(hostNode(builder), guest, 'user');
    }
  }
}

/** From the card that it is made of, where that is known. */
function virtualFunction(host: Host, address: string, guest: string, builder: GraphBuilder): void {
  const parents = parentsAt(host, address);
  const card = host.machine?.nics?.find(({ controller }) => controller !== null && parents.includes(controller));
  const from = builder.node('card', card?.name ?? parents[0] ?? address);
  builder.edge(from, guest, `virtual function ${address}`);
}

/** Cards that a guest gets as PCI devices. */
function passedCards(host: Host, builder: GraphBuilder): void {
  const owners = ownersOf(host);
  for (const { name, mac, controller } of host.machine?.nics ?? []) {
    const guests = controller ? owners(controller).guests : [];
    if (guests.length === 0) continue;
    const card = builder.node('card', name, mac);
    for (const guest of guests) builder.edge(card, builder.node('guest', guest), 'passed through');
  }
}
