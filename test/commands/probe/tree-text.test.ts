import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { treeOf } from '../../support/machines/describe.ts';
import { readDescription } from '../../support/machines/description.ts';
import { treeTextOf } from '../../support/machines/machines.ts';
import { shellNames, shells } from '../../support/machines/probed.ts';
import { layOut, readTree, type Tree, writeTree } from '../../support/machines/tree.ts';
import { folderWith } from '../../support/run.ts';
import { describeWith } from '../../support/tools.ts';

describe('the text of a tree', () => {
  test('holds any bytes, and comes back the same', () => {
    const tree: Tree = new Map<string, Buffer | { link: string } | null>([
      ['/a', null],
      ['/a/odd', Buffer.from([0, 0, 0, 0, 9, 10, 92, 92, 34, 195, 188, 255, 32, 32, 97, 97, 97])],
      ['/a/empty', Buffer.alloc(0)],
      ['/a/link', { link: '../b' }],
    ]);
    const text = writeTree(tree);
    expect(text).toBe('/a\nodd\t\\x00*4;\\t\\n\\\\*2;"\\xc3\\xbc\\xff  aaa\nempty\t\nlink -> ../b\n');
    expect(readTree(text)).toEqual(tree);
  });

  test('refuses what is no line of it', () => {
    expect(() => readTree('/a\nsomething\n')).toThrow('a tree has no line such as something');
  });
});

describeWith(['applets', 'dash', 'shellcheck'], 'the recorder', () => {
  test('has nothing that shellcheck objects to', () => {
    const { status, stdout } = spawnSync('shellcheck', ['--shell=dash', 'test/machines/record.sh'], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });

  const described = ['base', 'external-port'].map((name) => readFileSync(`test/machine/probe/${name}.yaml`, 'utf8'));
  const trees: [string, Tree][] = [
    ['two-xeons-sriov', readTree(treeTextOf('two-xeons-sriov'))],
    ['external-port', treeOf(readDescription(described.join('')))],
  ];

  test.each(shellNames.flatMap((shell) => trees.map(([name, tree]) => [shell, name, tree] as const)))(
    'by %s writes down what was laid out of %s',
    (shell, _, laidOut) => {
      const root = folderWith();
      layOut(laidOut, root);
      const input = readFileSync('test/machines/record.sh', 'utf8');
      const ran = shells[shell](['-s'], { env: { MKAPKOVL_ROOT: root }, input });
      const { status, stdout, stderr } = { ...ran, stdout: `${ran.stdout}`, stderr: `${ran.stderr}` };
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      const recorded = readTree(stdout);
      for (const [name, content] of laidOut) if (content !== null) expect(recorded.get(name), name).toEqual(content);
      // What was recorded can be laid out in its turn.
      layOut(recorded, folderWith());
    },
  );
});
