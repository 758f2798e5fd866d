import type { PublicKey } from '../artifact/apk/bundle-key.ts';
import type { Feature } from '../features/feature.ts';
import { features } from '../features/index.ts';
import { hasErrors, type Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { addEntry } from '../tree/add.ts';
import { composeOnTarget } from '../tree/composed.ts';
import type { Tree, TreeEntry } from '../tree/entry.ts';
import { lint } from '../tree/lint.ts';
import type { ReadContents } from '../tree/user-content.ts';
import { readUserFiles } from '../tree/user-files.ts';
import { addBundleKey } from './bundle-key.ts';
import { checkCollected } from './check-collected.ts';
import { type Collection, collect } from './collect.ts';
import { fileTable, lbuList, render } from './render.ts';

export interface BuildTreeOptions {
  /** The folder that relative names refer to. */
  cwd: string;
  /** Collects the texts of files that are read, for carets. */
  texts: Map<string, string>;
  /** Contents of users' files that have been read before; the others are added. */
  contents?: ReadContents | undefined;
  /** Earlier findings: with an error among them there is no tree. */
  before?: readonly Problem[];
  /** A key that the target gets, to trust what a bundle on its medium has. */
  bundleKey?: PublicKey | undefined;
  /** In addition to the usual ones. */
  more?: readonly Feature[];
  /** Changes what the features contribute. */
  collected?: (collection: Collection) => Collection;
  /** Lints to omit, because they are already accounted for. */
  tolerated?: readonly string[];
}

export interface BuiltTree {
  problems: Problem[];
  /** Absent if there was an error. */
  rendered?: { tree: Tree; answers: string };
}

/** From a host to its finished tree: contribute, collect, render, users' own files, lint. */
export async function buildTree(host: Host, options: BuildTreeOptions): Promise<BuiltTree> {
  const { more = [], tolerated = [], collected = (collection: Collection) => collection } = options;
  const collection = collected(collect(host, [...features, ...more]));
  const users = await readUserFiles(host, options.cwd, options.texts, options.contents);
  const seeds = await seedsOf(host, options.cwd);
  const found = [...(options.before ?? []), ...checkCollected(host, collection), ...users.problems, ...seeds.problems];
  if (hasErrors(found)) return { problems: found };

  const { tree, answers, problems: clashes } = render(host, collection);
  for (const entry of [...seeds.entries, ...users.entries]) {
    const clash = addEntry(tree, entry);
    if (clash) clashes.push(clash);
  }
  const clash = options.bundleKey && addBundleKey(tree, options.bundleKey);
  if (clash) clashes.push(clash);
  const kept = lbuList(tree);
  if (kept) addEntry(tree, kept);
  const all = [...found, ...clashes, ...lint(tree, host).filter(({ code }) => !tolerated.includes(code))];
  // Tables cannot contain file names that the lints refuse.
  if (!hasErrors(all)) {
    composeOnTarget(tree);
    addEntry(tree, fileTable(tree));
  }
  return { problems: all, rendered: { tree, answers } };
}

const none = { entries: [], problems: [] };

/** Loaded only for the few profiles that have seeds. */
async function seedsOf(host: Host, cwd: string): Promise<{ entries: TreeEntry[]; problems: Problem[] }> {
  if (!Object.values(host.vms).some(({ cloud_init }) => cloud_init)) return none;
  const { makeSeeds } = await import('./seeds.ts');
  return makeSeeds(host, cwd);
}
