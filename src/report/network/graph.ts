export type NodeKind = 'card' | 'bond' | 'VLAN' | 'bridge' | 'network' | 'guest' | 'host';

export interface GraphNode {
  id: string;
  kind: NodeKind;
  name: string;
  /** What else is to be known: addresses. */
  detail: string;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** How they are connected; empty for a port. */
  label: string;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** Collects nodes by id; what only a connection names is added without a detail. */
export class GraphBuilder {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  node(kind: NodeKind, name: string, detail = ''): string {
    const id = idOf(kind, name);
    const known = this.#nodes.get(id);
    if (!known) this.#nodes.set(id, { id, kind, name, detail });
    else if (detail !== '') known.detail = [known.detail, detail].filter(Boolean).join(', ');
    return id;
  }

  edge(from: string, to: string, label = ''): void {
    this.#edges.set(JSON.stringify([from, to, label]), { from, to, label });
  }

  get graph(): Graph {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] };
  }
}

/** Interfaces of the host share their names; guests and networks of libvirt have names of their own. */
function idOf(kind: NodeKind, name: string): string {
  const space = kind === 'guest' || kind === 'network' || kind === 'host' ? kind : 'interface';
  return `${space} ${name}`;
}
