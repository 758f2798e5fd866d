import type { Graph, GraphEdge } from './graph.ts';

/** A place of the picture: a node, or where a long connection passes a column. */
export interface Cell {
  id: string;
  /** Undefined for a place that a connection passes. */
  node: Graph['nodes'][number] | undefined;
}

export interface Ranked {
  columns: Cell[][];
  /** From column to column, each with the connection that it is a part of. */
  parts: { from: string; to: string; edge: GraphEdge }[];
}

/** Columns from left to right: each node is right of everything that it hangs on, guests are last. */
export function ranked({ nodes, edges }: Graph): Ranked {
  const rank = ranksOf({ nodes, edges });
  const columns: Cell[][] = Array.from({ length: Math.max(0, ...rank.values()) + 1 }, () => []);
  for (const node of nodes) columns[rank.get(node.id)!]!.push({ id: node.id, node });
  const parts = edges.flatMap((edge, index) => {
    const [start, end] = [rank.get(edge.from)!, rank.get(edge.to)!];
    const between = Array.from(
      { length: Math.max(0, end - start - 1) },
      (_, step) => `${index} passes ${start + step + 1}`,
    );
    for (const [step, id] of between.entries()) columns[start + step + 1]!.push({ id, node: undefined });
    const way = [edge.from, ...between, edge.to];
    return way.slice(1).map((to, step) => ({ from: way[step]!, to, edge }));
  });
  return { columns: ordered(columns, parts), parts };
}

/** The longest way to each node. A cycle, which a faulty profile can have, ends with as many steps as there are nodes. */
function ranksOf({ nodes, edges }: Graph): Map<string, number> {
  const rank = new Map(nodes.map(({ id }) => [id, 0]));
  for (let round = 0, moved = true; moved && round < nodes.length; round++) {
    moved = false;
    for (const { from, to } of edges) {
      const least = rank.get(from)! + 1;
      if (from === to || rank.get(to)! >= least || least >= nodes.length) continue;
      rank.set(to, least);
      moved = true;
    }
  }
  const last = Math.max(0, ...rank.values());
  for (const { id, kind } of nodes) if (kind === 'guest') rank.set(id, Math.max(last, 1));
  return rank;
}

/** Each column in the order of what it hangs on, so that few connections cross. */
function ordered(columns: Cell[][], parts: Ranked['parts']): Cell[][] {
  const place = new Map<string, number>();
  return columns.map((column) => {
    const weight = ({ id }: Cell): number => {
      const before = parts.flatMap(({ from, to }) => (to === id ? (place.get(from) ?? []) : []));
      return before.length === 0 ? Number.POSITIVE_INFINITY : before.reduce((sum, at) => sum + at, 0) / before.length;
    };
    const weights = new Map(column.map((cell) => [cell.id, weight(cell)]));
    const sorted = [...column].sort((a, b) => compare(weights.get(a.id)!, weights.get(b.id)!));
    for (const [index, { id }] of sorted.entries()) place.set(id, index);
    return sorted;
  });
}

const compare = (a: number, b: number) => (a === b ? 0 : a - b);
