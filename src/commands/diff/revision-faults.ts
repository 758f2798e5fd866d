import path from 'node:path';

/** Why something cannot be taken from a revision, and what to do. */
export interface RevisionFault {
  reason: string;
  remedy?: string;
}

/** Runs git there; throws if it fails. */
export type Git = (...argv: string[]) => Promise<string>;

/** CI services fetch the newest commit only (actions/checkout: fetch-depth 1; GitLab: GIT_DEPTH). */
export async function noRevision(revision: string, git: Git): Promise<RevisionFault> {
  const reason = `the repository has no revision ${revision}`;
  if ((await git('rev-parse', '--is-shallow-repository')) !== 'true')
    return {
      reason,
      remedy: 'git log --oneline lists the revisions of this branch, and git branch --all the branches.',
    };
  return {
    reason: `${reason}: it is a shallow clone, which has the newest commits only`,
    remedy:
      'Fetch the others: fetch-depth: 0 for actions/checkout on GitHub, GIT_DEPTH: "0" as a variable of the job on GitLab, git fetch --unshallow anywhere else.',
  };
}

interface Missing {
  revision: string;
  commit: string;
  /** As it was named, and from the root of the repository. */
  file: string;
  fromRoot: string;
  /** The working directory, from the root of the repository. */
  prefix: string;
}

/** Git takes a name from the root of the repository, and people write it from where they are. */
export async function noFile({ revision, commit, file, fromRoot, prefix }: Missing, git: Git): Promise<RevisionFault> {
  const there = (await git('ls-tree', '-r', '-z', '--name-only', '--full-tree', commit)).split('\0');
  const reason = `revision ${revision} has no ${fromRoot} (from the root of the repository)`;
  if (there.includes(path.normalize(path.join(prefix, file))))
    return { reason, remedy: `To name it from this folder, write ./ before it: git:${revision}:./${file}` };
  const similar = there.filter((each) => path.basename(each) === path.basename(fromRoot)).slice(0, 3);
  return similar.length > 0 ? { reason, remedy: `It has: ${similar.join(', ')}.` } : { reason };
}
