import { promises } from 'node:fs';
import path from 'node:path';
import type { Path, Problem } from '../findings/finding.ts';
import { problem } from './codes.ts';

/** Checks a link of a user tree: it must not leave the root, or point to a path on this machine. */
export async function linkProblem(link: {
  name: string;
  target: string;
  root: string;
  from: Path;
}): Promise<Problem | undefined> {
  const { name, target, root, from } = link;
  const values = { path: name, link: target };
  if (!target.startsWith('/')) {
    const reached = path.posix.normalize(path.posix.join(path.posix.dirname(name), target));
    const outside = reached === '..' || reached.startsWith('../');
    return outside ? problem('user-link-escapes', from, values, { target: name }) : undefined;
  }
  if (target.split('/').includes('..')) return problem('user-link-escapes', from, values, { target: name });
  const here = await promises.realpath(root);
  const inside = target === here || target.startsWith(`${here}/`);
  return inside ? problem('user-link-to-build-machine', from, values, { target: name }) : undefined;
}
