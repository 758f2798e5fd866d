import type { Host } from '../../host/host.ts';
import { counted, type Row } from '../words.ts';
import { nameOf, type Picture, pictureOf } from './picture.ts';
import { topologyOf } from './topology.ts';

export interface NetworkSection {
  picture: Picture;
  /** What the picture shows, for those who do not see it. */
  description: string;
  /** The same as the picture, in words. */
  connections: { from: string; to: string; how: string }[];
  /** Every interface and network with its addresses. */
  parts: Row[];
  names: Row[];
}

export function networkSection(host: Host): NetworkSection {
  const graph = topologyOf(host);
  const { servers, search } = host.network.dns;
  const number = (kind: string) => graph.nodes.filter((node) => node.kind === kind).length;
  const kinds = ['card', 'bond', 'VLAN', 'bridge', 'network', 'guest'].filter((kind) => number(kind) > 0);
  return {
    picture: pictureOf(graph),
    description: `From the left to the right: ${kinds.map((kind) => counted(number(kind), kind)).join(', ')}. The table of connections below says the same.`,
    connections: graph.edges.map(({ from, to, label }) => ({
      from: nameOf(from, graph),
      to: nameOf(to, graph),
      how: label || 'port',
    })),
    parts: graph.nodes
      .filter(({ kind }) => kind !== 'guest' && kind !== 'host')
      .map(({ id, detail }) => ({ term: nameOf(id, graph), text: detail || 'no address of its own' })),
    names: [
      { term: 'Name servers', text: servers.join(', ') || 'those that DHCP names' },
      ...(search.length > 0 ? [{ term: 'Search domains', text: search.join(', ') }] : []),
    ],
  };
}
