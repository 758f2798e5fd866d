import { cpuKeys } from '#src/guest/kinds/cpu/reader.ts';
import { asList } from '#src/guest/kinds/tuning/reader.ts';
import { sizeOf } from '#src/guest/reader.ts';
import type { Building } from '../building.ts';
import { lost } from '../marked.ts';
import type { Node } from '../tree.ts';
import { carry, keepRest, take } from './carry.ts';
import type { Draft } from './draft.ts';
import { integer, kibibytes } from './wording.ts';

const topology = ['sockets', 'dies', 'cores', 'threads'];

/** The guest's CPU; without a mode it gets libvirt's default, not virt-install's. */
export function cpu(domain: Node, draft: Draft, { asked }: Building): void {
  const node = domain.find('cpu');
  if (!node?.get('@mode')) {
    if (asked.has('cpu mode') || (node && !node.isEmpty())) draft.set(['cpu', 'mode'], 'default', node?.mark);
    else if (domain.get('@type')?.value === 'qemu') draft.set(['cpu', 'mode'], 'default', domain.mark);
  }
  if (!node) return;
  carry(node, cpuKeys, draft, ['cpu']);
  for (const feature of node.all('feature')) take(feature, '@policy');
  for (const [index, cell] of (node.find('numa')?.all('cell') ?? []).entries()) {
    const id = cell.get('@id');
    if (id?.taken && Number(id.value) !== index)
      draft.leftovers.push(lost(id.mark, 'the NUMA nodes of a guest are numbered in order, from 0'));
  }
  keepRest(node, draft, ['xml', 'cpu'], ['model', 'topology', 'cache']);
}

/** Initial and maximum number of vCPUs: as given, else from the topology, else as osinfo-db recommends. */
export function vcpus(domain: Node, draft: Draft, recommended: number | undefined): void {
  const [most, first] = [take(domain, 'vcpu'), take(domain, 'vcpu/@current')];
  const counted = topology
    .map((name) => integer(domain.get(`cpu/topology/@${name}`)?.value ?? ''))
    .filter((each) => typeof each === 'number');
  const product = counted.reduce((all, each) => all * each, 1);
  const number = most && integer(most.value);
  if (most && number === undefined)
    draft.leftovers.push(lost(most.mark, 'it is not a number of CPUs', 'Write a whole number, such as 4.'));
  const count = number ?? (counted.length > 0 ? product : undefined) ?? recommended;
  const current = first && integer(first.value);
  if (first && current === undefined)
    draft.leftovers.push(lost(first.mark, 'it is not a number of CPUs', 'Write a whole number, such as 4.'));
  if (count !== undefined) draft.set(['vcpus'], current ?? count, (first ?? most)?.mark ?? domain.mark);
  if (current !== undefined && count !== undefined && current !== count)
    draft.set(['max_vcpus'], count, most?.mark ?? domain.mark);
  carry(domain, [['vcpu/@cpuset', 'cpuset', asList]], draft, []);
  if (domain.get('vcpu/@placement')?.value === 'static') take(domain, 'vcpu/@placement');
  const vcpu = domain.find('vcpu');
  if (vcpu) keepRest(vcpu, draft, undefined);
}

/** libvirt's memory is the maximum, currentMemory the initial size; without either, the NUMA nodes add up to it. */
export function memory(domain: Node, draft: Draft, recommended: number | undefined): void {
  const [most, first] = [take(domain, 'memory'), take(domain, 'currentMemory')];
  const cells = domain.find('cpu/numa')?.all('cell') ?? [];
  const sum = cells.reduce((all, cell) => all + (Number(cell.get('@memory')?.value) || 0), 0);
  const initial = first ?? most;
  if (initial) draft.set(['memory'], kibibytes(initial.value), initial.mark);
  else if (sum > 0) draft.set(['memory'], sizeOf(sum), cells[0]!.mark);
  else if (recommended) draft.set(['memory'], sizeOf(recommended * 1024), domain.mark);
  if (first && most && first.value !== most.value) draft.set(['max_memory'], kibibytes(most.value), most.mark);
}
