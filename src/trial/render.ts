import { hasErrors } from '../findings/finding.ts';
import { buildTree } from '../pipeline/build-tree.ts';
import { identify } from '../pipeline/identify.ts';
import type { Tree } from '../tree/entry.ts';
import { contribute as contributeTrial } from './agent/contribute.ts';
import { withoutPackages } from './substitution/packages.ts';
import type { Changed } from './substitution/substitute.ts';
import type { Substitution, Untested } from './trial.ts';

/** The overlay that boots. */
export interface TrialOverlay {
  tree: Tree;
  buildId: string;
  substitutions: Substitution[];
  untested: Untested[];
}

/** Renders the overlay that boots: that of the changed host, and the trial's own files. */
export async function renderTrial(
  changed: Changed,
  packages: ReadonlySet<string> | undefined,
  cwd: string,
): Promise<TrialOverlay> {
  let { substitutions, untested } = changed;
  const built = await buildTree(changed.host, {
    cwd,
    texts: new Map(),
    more: [{ name: 'trial', contribute: contributeTrial }],
    // kmod may be among the packages that are left out; its lines then have no effect.
    tolerated: ['softdep-without-kmod'],
    collected: (collection) => {
      if (!packages) return collection;
      const without = withoutPackages(collection, packages);
      substitutions = [...substitutions, ...without.substitutions];
      untested = [...untested, ...without.untested];
      return without.collection;
    },
  });
  if (!built.rendered || hasErrors(built.problems)) {
    throw new Error(`what is tried cannot be built: ${built.problems.map(({ message }) => message).join('; ')}`);
  }
  const { tree } = built.rendered;
  return { tree, buildId: identify(tree), substitutions, untested };
}
