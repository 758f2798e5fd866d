import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { probed } from '../../support/machines/probed.ts';
import { layOut } from '../../support/machines/tree.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';

const folder = 'sys/devices/system/node';

/** A machine with the list of processors of each node; null if the kernel has no NUMA. */
function machine(lists: Record<string, string> | null) {
  const root = path.join(folderWith(), 'root');
  layOut(new Map([['/sys/devices/system/cpu/present', Buffer.from('0-7\n')]]), root);
  if (lists) mkdirSync(path.join(root, folder), { recursive: true });
  for (const [node, list] of Object.entries(lists ?? {})) {
    mkdirSync(path.join(root, folder, node));
    writeFileSync(path.join(root, folder, node, 'cpulist'), list);
  }
  return root;
}
const nodes = (root: string) => probed(root).facts.numa;

describeWith(['applets'], 'the processors of NUMA nodes', () => {
  test('as the kernel lists them, of a node without processors, too', () => {
    expect(nodes(machine({ node0: '0-3\n', node1: '4-7\n', node8: '\n' }))).toEqual([
      { node: 0, processors: '0-3' },
      { node: 1, processors: '4-7' },
      { node: 8, processors: '' },
    ]);
  });

  test('are unknown without NUMA; a folder without nodes has none', () => {
    expect(nodes(machine(null))).toBeNull();
    expect(nodes(machine({}))).toEqual([]);
  });

  test('of one node are unknown if its list is no file that can be read', () => {
    const root = machine({ node0: '0-7\n' });
    rmSync(path.join(root, folder, 'node0/cpulist'));
    mkdirSync(path.join(root, folder, 'node0/cpulist'));
    expect(nodes(root)).toEqual([{ node: 0, processors: null }]);
  });
});
