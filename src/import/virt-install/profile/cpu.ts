import type { Building } from '../building.ts';
import { lost } from '../said.ts';
import type { Node } from '../tree.ts';
import { carry, rest, take } from './carry.ts';
import type { Draft } from './draft.ts';
import { cpus, kibibytes, sizeOf, truthful, whole, withUnit } from './kinds.ts';

const topology = ['sockets', 'dies', 'cores', 'threads'];

/** What the guest sees of its processor; what says nothing of a mode has libvirt's default, not virt-install's. */
export function cpu(domain: Node, draft: Draft, { asked }: Building): void {
  const node = domain.find('cpu');
  const type = domain.get('@type')?.value;
  const mode = node && take(node, '@mode');
  if (mode) draft.set(['cpu', 'mode'], mode.value, mode.mark);
  else if (asked.has('cpu mode') || (node && !node.isEmpty())) draft.set(['cpu', 'mode'], 'default', node?.mark);
  else if (type === 'qemu') draft.set(['cpu', 'mode'], 'default', domain.mark);
  if (!node) return;
  if (mode?.value === 'custom' || node.get('model'))
    carry(
      node,
      [
        ['model', 'model'],
        ['model/@fallback', 'fallback'],
      ],
      draft,
      ['cpu'],
    );
  carry(
    node,
    [
      ['@match', 'match'],
      ['@check', 'check'],
      ['@migratable', 'migratable', truthful],
      ...topology.map((name) => [`topology/@${name}`, `topology.${name}`, whole] as const),
      ['cache/@mode', 'cache.mode'],
      ['cache/@level', 'cache.level', whole],
    ],
    draft,
    ['cpu'],
  );
  const cache = draft.get(['cpu', 'cache']) as { mode?: string; level?: number } | undefined;
  if (cache?.mode && cache.level === undefined) draft.set(['cpu', 'cache'], cache.mode, draft.markOf(['cpu', 'cache']));
  for (const feature of node.all('feature')) {
    const [name, policy] = [take(feature, '@name'), take(feature, '@policy')];
    if (name) draft.set(['cpu', 'features', name.value], policy?.value ?? 'require', name.mark);
  }
  const numa = node.find('numa');
  const simple = numa?.children.every(
    (each) => each.name === 'cell' && each.children.length === 0 && !each.get('@discard'),
  );
  if (simple) for (const cell of numa!.children) numaCell(cell, draft);
  rest(node, draft, ['xml', 'cpu'], ['model', 'topology', 'cache']);
}

function numaCell(cell: Node, draft: Draft): void {
  const index = ((draft.get(['cpu', 'numa']) as unknown[] | undefined) ?? []).length;
  const base = ['cpu', 'numa', index];
  const id = take(cell, '@id');
  if (id && Number(id.value) !== index)
    draft.left.push(lost(id.mark, 'nodes of the guest are numbered in their order, from 0'));
  const [memory, unit] = [take(cell, '@memory'), take(cell, '@unit')];
  const size = memory && withUnit(memory.value, unit?.value);
  draft.set(base, {}, cell.mark);
  carry(
    cell,
    [
      ['@cpus', 'cpus'],
      ['@memAccess', 'access'],
    ],
    draft,
    base,
  );
  if (size) draft.set([...base, 'memory'], size, memory.mark);
}

/** How many, of how many that may be; unless it is said, as many as the topology counts, or as the system wants. */
export function vcpus(domain: Node, draft: Draft, recommended: number | undefined): void {
  const [most, first] = [take(domain, 'vcpu'), take(domain, 'vcpu/@current')];
  const counted = topology
    .map((name) => whole(domain.get(`cpu/topology/@${name}`)?.value ?? ''))
    .filter((each) => typeof each === 'number');
  const product = counted.reduce((all, each) => all * each, 1);
  const number = most && whole(most.value);
  if (most && number === undefined) draft.left.push(lost(most.mark, 'it is no number of CPUs'));
  const said = number ?? (counted.length > 0 ? product : undefined) ?? recommended;
  const current = first && whole(first.value);
  if (first && current === undefined) draft.left.push(lost(first.mark, 'it is no number of CPUs'));
  if (said !== undefined) draft.set(['vcpus'], current ?? said, (first ?? most)?.mark ?? domain.mark);
  if (current !== undefined && said !== undefined && current !== said)
    draft.set(['max_vcpus'], said, most?.mark ?? domain.mark);
  carry(domain, [['vcpu/@cpuset', 'cpuset', cpus]], draft, []);
  if (domain.get('vcpu/@placement')?.value === 'static') take(domain, 'vcpu/@placement');
  const vcpu = domain.find('vcpu');
  if (vcpu) rest(vcpu, draft, undefined);
}

/** libvirt's memory is the most, its currentMemory what the guest has at first; nodes of the guest add up to it. */
export function memory(domain: Node, draft: Draft, recommended: number | undefined): void {
  const [most, first] = [take(domain, 'memory'), take(domain, 'currentMemory')];
  const cells = domain.find('cpu/numa')?.all('cell') ?? [];
  const sum = cells.reduce((all, cell) => all + (Number(cell.get('@memory')?.value) || 0), 0);
  const said = first ?? most;
  if (said) draft.set(['memory'], kibibytes(said.value), said.mark);
  else if (sum > 0) draft.set(['memory'], sizeOf(sum), cells[0]!.mark);
  else if (recommended) draft.set(['memory'], sizeOf(recommended * 1024), domain.mark);
  if (first && most && first.value !== most.value) draft.set(['max_memory'], kibibytes(most.value), most.mark);
}
