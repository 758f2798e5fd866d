import { tmpdir } from 'node:os';
import path from 'node:path';
import { isFolder } from './there.ts';

/** Why something cannot be taken from a revision, and what to do. */
export interface RevisionFault {
  reason: string;
  remedy?: string;
  /** It is a folder now, and the revision does not have it. */
  isNew?: boolean;
}

/** What git itself says, with what to do where the name is not what is wrong. */
export function refusedByGit(command: string, said: string): RevisionFault {
  const reason = said.split('\n')[0]!.replace(/^fatal: /, '') || `git ${command} failed`;
  // Since git 2.35.2 (CVE-2022-24765); usual in containers of CI services.
  const trust = /git config --global --add safe\.directory \S.*/.exec(said)?.[0];
  if (trust) return { reason, remedy: `If you trust what is in it: ${trust}` };
  if (command !== 'read-tree' && command !== 'checkout-index') return { reason };
  return {
    reason,
    remedy: `Check that ${tmpdir()} has space for the files of the revision, and the repository: git fsck.`,
  };
}

/** A bare repository, or the folder .git of another one. */
export async function noWorkTree(git: Git): Promise<RevisionFault> {
  const bare = (await git('rev-parse', '--is-bare-repository')) === 'true';
  return {
    reason: bare
      ? 'the repository is bare, so that no folder has its files'
      : "this is git's own folder of a repository",
    remedy: bare
      ? 'Run the command in a clone of it: git clone REPOSITORY FOLDER.'
      : 'Run the command in the folder that has the files of the repository.',
  };
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
  /** The folder of the repository. */
  root: string;
}

/** Git takes a name from the root of the repository, and people write it from where they are. */
export async function noFile(
  { revision, commit, file, fromRoot, prefix, root }: Missing,
  git: Git,
): Promise<RevisionFault> {
  const there = (await git('ls-tree', '-r', '-z', '--name-only', '--full-tree', commit)).split('\0');
  const reason = `revision ${revision} has no ${fromRoot} (from the root of the repository)`;
  if (there.includes(path.normalize(path.join(prefix, file))))
    return { reason, remedy: `To name it from this folder, write ./ before it: git:${revision}:./${file}` };
  const similar = there.filter((each) => path.basename(each) === path.basename(fromRoot)).slice(0, 3);
  if (similar.length > 0) return { reason, remedy: `It has: ${similar.join(', ')}.` };
  return isFolder(path.join(root, fromRoot)) ? { reason, isNew: true } : { reason };
}
