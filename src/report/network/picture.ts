import type { Graph } from './graph.ts';
import { type Cell, ranked } from './ranks.ts';

/** A picture as numbers and short texts, which a template prints as SVG. */
export interface Picture {
  width: number;
  height: number;
  boxes: {
    x: number;
    y: number;
    kind: string;
    name: string;
    detail: string;
    full: string;
    textX: number;
    nameY: number;
    detailY: number;
  }[];
  lines: { path: string; full: string }[];
}

const box = { width: 196, height: 46 };
const gap = { x: 72, y: 18 };
const margin = 8;
/** What fits into a box, at the sizes of its two lines. */
const fits = { name: 24, detail: 30 };
/** The height of a place that a connection passes. */
const passing = 10;

export function pictureOf(graph: Graph): Picture {
  const { columns, parts } = ranked(graph);
  const middle = new Map<string, number>();
  let bottom = 0;
  for (const column of columns) {
    let free = margin;
    for (const { id, node } of column) {
      const height = node ? box.height : passing;
      const before = parts.flatMap((part) => (part.to === id ? (middle.get(part.from) ?? []) : []));
      const wanted = before.length === 0 ? 0 : before.reduce((sum, y) => sum + y, 0) / before.length - height / 2;
      const top = Math.round(Math.max(free, wanted));
      middle.set(id, top + height / 2);
      free = top + height + gap.y;
    }
    bottom = Math.max(bottom, free - gap.y);
  }
  const left = new Map(columns.flatMap((column, index) => column.map(({ id }) => [id, leftOf(index)] as const)));
  const passes = new Set(columns.flatMap((column) => column.flatMap(({ id, node }) => (node ? [] : [id]))));
  const lines = parts.map(({ from, to, edge }) => ({
    path: curve(left.get(from)! + box.width, middle.get(from)!, left.get(to)!, middle.get(to)!, passes.has(to)),
    full: sentence(edge, graph),
  }));
  return {
    width: leftOf(columns.length - 1) + box.width + margin,
    height: bottom + margin,
    boxes: columns.flatMap((column, index) => column.flatMap((cell) => boxOf(cell, leftOf(index), middle))),
    lines,
  };
}

const leftOf = (column: number) => margin + column * (box.width + gap.x);

function boxOf({ id, node }: Cell, x: number, middle: ReadonlyMap<string, number>): Picture['boxes'] {
  if (!node) return [];
  const y = middle.get(id)! - box.height / 2;
  const { kind, name } = node;
  const detail = [kind, node.detail].filter(Boolean).join(': ');
  const full = `${name}, ${detail}`;
  return [
    {
      ...{ x, y, kind: kind.toLowerCase(), full, name: clipped(name, fits.name), detail: clipped(detail, fits.detail) },
      ...{ textX: x + 10, nameY: y + 19, detailY: y + 36 },
    },
  ];
}

/** A line that passes a column goes on straight to its end. */
function curve(x1: number, y1: number, x2: number, y2: number, passes: boolean): string {
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}${passes ? `h${box.width}` : ''}`;
}

export const nameOf = (id: string, { nodes }: Graph): string => {
  const node = nodes.find((each) => each.id === id)!;
  return node.kind === 'host' ? node.name : `${node.kind} ${node.name}`;
};

const sentence = ({ from, to, label }: Graph['edges'][number], graph: Graph) =>
  `${nameOf(from, graph)} to ${nameOf(to, graph)}${label === '' ? '' : `: ${label}`}`;

const clipped = (text: string, length: number) =>
  [...text].length > length ? `${[...text].slice(0, length - 1).join('')}…` : text;
