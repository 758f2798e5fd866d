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
  box: { width: number; height: number };
  lines: { path: string; full: string }[];
  labels: { x: number; y: number; text: string }[];
}

const box = { width: 172, height: 46 };
const gap = { x: 50, y: 18 };
const margin = 8;
/** What fits into a box, at the sizes of its two lines. */
const fits = { name: 21, detail: 26 };
/** The height of a place that a connection passes. */
const passing = 10;

export function pictureOf(graph: Graph): Picture {
  const { columns, parts } = ranked(graph);
  const { middle, bottom } = placed(columns, parts);
  const left = new Map(columns.flatMap((column, index) => column.map(({ id }) => [id, leftOf(index)] as const)));
  const passes = new Set(columns.flatMap((column) => column.flatMap(({ id, node }) => (node ? [] : [id]))));
  const end = (part: Part, side: 'from' | 'to') =>
    passes.has(part[side]) ? middle.get(part[side])! : portOf(part, side, parts, middle);
  return {
    width: leftOf(columns.length - 1) + box.width + margin,
    height: bottom + margin,
    box,
    boxes: columns.flatMap((column, index) => column.flatMap((cell) => boxOf(cell, leftOf(index), middle))),
    lines: parts.map((part) => ({
      path: curve(
        left.get(part.from)! + box.width,
        end(part, 'from'),
        left.get(part.to)!,
        end(part, 'to'),
        passes.has(part.to),
      ),
      full: sentence(part.edge, graph),
    })),
    labels: parts.flatMap(({ from, to, edge }) =>
      passes.has(from) && !passes.has(to) && edge.label !== ''
        ? [{ x: left.get(from)! + 4, y: middle.get(from)! - 4, text: clipped(edge.label, fits.detail) }]
        : [],
    ),
  };
}

type Part = ReturnType<typeof ranked>['parts'][number];

/** The middle of each cell: level with what it hangs on, and below the cell above it. */
function placed(columns: Cell[][], parts: readonly Part[]): { middle: Map<string, number>; bottom: number } {
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
  return { middle, bottom };
}

/** Connections of a box have places of their own at its edge, in the order of their other ends. */
function portOf(part: Part, side: 'from' | 'to', parts: readonly Part[], middle: ReadonlyMap<string, number>): number {
  const other = side === 'from' ? 'to' : 'from';
  const id = part[side];
  const all = parts.filter((each) => each[side] === id);
  const sorted = [...all].sort((a, b) => middle.get(a[other])! - middle.get(b[other])!);
  return Math.round(middle.get(id)! - box.height / 2 + (box.height * (sorted.indexOf(part) + 1)) / (all.length + 1));
}

const leftOf = (column: number) => margin + column * (box.width + gap.x);

function boxOf({ id, node }: Cell, x: number, middle: ReadonlyMap<string, number>): Picture['boxes'] {
  if (!node) return [];
  const y = middle.get(id)! - box.height / 2;
  const { kind, name } = node;
  const detail = node.detail.startsWith(kind) ? node.detail : [kind, node.detail].filter(Boolean).join(': ');
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
