import { expect, test } from 'vitest';
import { type Examined, examine } from '../../src/pipeline/examine.ts';
import type { TreeEntry } from '../../src/tree/entry.ts';
import { lint } from '../../src/tree/lint.ts';

/** The finished tree of the least example. The lints below catch bugs of this program: no profile produces such a tree. */
async function leastTree(): Promise<Required<Pick<Examined, 'host' | 'tree'>>> {
  const { host, tree } = await examine('profiles/minimal.yaml', { cwd: process.cwd() }, new Map());
  return { host: host!, tree: tree! };
}

test('the tree of the least example passes every lint', async () => {
  const { host, tree } = await leastTree();
  expect(lint(tree, host)).toEqual([]);
});

test('a tree without the marker of the default services is refused: the live system would have no devices', async () => {
  const { host, tree } = await leastTree();
  tree.delete('etc/.default_boot_services');
  expect(lint(tree, host)).toMatchObject([{ code: 'default-services-missing' }]);
});

test.each(['# comment', 'vim nano', ' vim', 'vim\t', '-vim'])('a world with the line "%s" is refused', async (line) => {
  const { host, tree } = await leastTree();
  const world = tree.get('etc/apk/world') as TreeEntry & { type: 'file' };
  tree.set('etc/apk/world', { ...world, content: { text: `alpine-base\n${line}\n` } });
  expect(lint(tree, host)).toMatchObject([{ code: 'world-line-invalid', target: 'etc/apk/world' }]);
});
