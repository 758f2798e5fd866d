import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { treeOf } from './describe.ts';
import { readDescription } from './description.ts';
import { layOut, readTree, type Tree, writeTree } from './tree.ts';

const folder = 'test/machines';

/** Machines whose trees are below test/machines. */
export const machines = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

export const fileOf = (machine: string, name: string) => path.join(folder, machine, name);

export const treeTextOf = (machine: string) => readFileSync(fileOf(machine, 'tree.txt'), 'utf8');

/** The tree that a machine's description makes; undefined for one that was recorded. */
export function describedTree(machine: string): string | undefined {
  const file = fileOf(machine, 'machine.yaml');
  return existsSync(file) ? writeTree(treeOf(readDescription(readFileSync(file, 'utf8')))) : undefined;
}

/** Lays a machine out below a folder, without what `missing` names (a path, and all below it). */
export function layOutMachine(machine: string, root: string, missing: readonly string[] = []): string {
  const tree: Tree = new Map(
    [...readTree(treeTextOf(machine))].filter(
      ([name]) => !missing.some((path) => name === path || name.startsWith(`${path}/`)),
    ),
  );
  mkdirSync(root, { recursive: true });
  layOut(tree, root);
  for (const name of missing) rmSync(path.join(root, name), { recursive: true, force: true });
  return root;
}
