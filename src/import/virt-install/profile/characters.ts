import type { Path } from '#src/findings/finding.ts';
import { lost } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, type Row, rest, take } from './carry.ts';
import type { Draft } from './draft.ts';
import { truthful, whole } from './kinds.ts';
import { placed } from './placed.ts';

const sourceRows: Row[] = [
  ['@path', 'path'],
  ['@mode', 'mode'],
  ['@host', 'host'],
  ['@service', 'port', whole],
  ['@append', 'append', truthful],
  ['@channel', 'channel'],
];
const rows: Row[] = [
  ['protocol/@type', 'protocol'],
  ['log/@file', 'log'],
  ['target/@type', 'target.type'],
  ['target/@name', 'target.name'],
  ['target/@port', 'target.port', whole],
];

/** Serial and parallel ports, consoles and channels: the list of one kind. */
export function lines(kind: string, nodes: Node[], draft: Draft): void {
  for (const [index, node] of nodes.entries()) line(kind, node, draft, [kind, index]);
  const all = draft.get([kind]) as Record<string, unknown>[] | undefined;
  if (all)
    draft.set(
      [kind],
      all.map((each) => simpler(kind, each)),
    );
}

function line(kind: string, node: Node, draft: Draft, base: Path): void {
  draft.set([...base, 'type'], node.get('@type')?.value ?? 'pty', node.mark);
  take(node, '@type');
  const [first, ...more] = node.all('source');
  if (first) carry(first, sourceRows, draft, base);
  for (const other of more) {
    other.taken = true;
    draft.left.push(lost(other.mark, 'a device here has one source'));
  }
  if (node.get('log/@append')?.value === 'off') take(node, 'log/@append');
  if (kind === 'channel' && node.get('target/@type')?.value === 'virtio') take(node, 'target/@type');
  carry(node, rows, draft, base);
  placed(node, draft, base);
  rest(node, draft, [...base, 'xml'], kind === 'channel' ? ['target'] : []);
}

/** The channel of the guest agent, and that of spice, have names. */
function simpler(kind: string, device: Record<string, unknown>): unknown {
  if (kind !== 'channel') return device;
  const {
    type,
    mode = 'bind',
    target,
    ...more
  } = device as { type?: string; mode?: string; target?: { name?: string } };
  const plain = Object.keys(more).length === 0 && mode === 'bind';
  const name = target?.name;
  const sole = Object.keys(target ?? {}).every((key) => key === 'name');
  if (plain && sole && type === 'unix' && name === 'org.qemu.guest_agent.0') return 'guest_agent';
  if (plain && sole && (type === 'spicevmc' || type === 'qemu-vdagent') && (!name || name === 'com.redhat.spice.0'))
    return type;
  return device;
}
