import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../artifact/temporary-folder.ts';
import { guarded } from '../../process/cleanup.ts';
import type { Environment } from '../streams.ts';
import { noFile, noRevision, noWorkTree, type RevisionFault, refusedByGit } from './revision-faults.ts';
import { isThere } from './there.ts';

export interface Revision {
  /** The folder that stands for the working directory, in a copy of the repository at that revision. */
  cwd: string;
  /** The profile, relative to it. */
  profile: string;
  remove: () => void;
}

class Failed extends Error {
  readonly fault: RevisionFault;

  constructor(fault: RevisionFault) {
    super(fault.reason);
    this.fault = fault;
  }
}

/** `git:REVISION:FILE`, as `git show REVISION:FILE` takes it: from the root of the repository, or from here with `./`. */
export function parseRevision(name: string): { revision: string; file: string } | undefined {
  const [, revision, file] = /^git:([^:]+):(.+)$/s.exec(name) ?? [];
  return revision === undefined || file === undefined ? undefined : { revision, file };
}

/**
 * Lays out the files of a revision in a folder of their own, as a checkout would, with bases, overlays and facts; the
 * repository and its index stay as they are.
 */
export async function layOut(
  { revision, file }: { revision: string; file: string },
  { cwd, environment }: { cwd: string; environment: Environment },
): Promise<Revision | RevisionFault> {
  const folder = temporaryFolder('revision');
  if (typeof folder !== 'string') return { reason: folder.message, remedy: folder.remedy };
  const guard = guarded();
  const remove = () => {
    guard(undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  guard(remove);
  try {
    const git = (at: string, ...argv: string[]) => run(argv, at, { ...environment, GIT_INDEX_FILE: `${folder}/index` });
    const root = await orElse(git(cwd, 'rev-parse', '--show-toplevel'), () =>
      noWorkTree((...argv) => git(cwd, ...argv)),
    );
    const prefix = await git(cwd, 'rev-parse', '--show-prefix');
    const inRoot = (...argv: string[]) => git(root, ...argv);
    const named = ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`];
    const commit = await orElse(git(cwd, ...named), () => noRevision(revision, inRoot));
    const fromRoot = path.normalize(/^\.(\/|$)/.test(file) ? path.join(prefix, file) : file);
    if (path.isAbsolute(fromRoot) || fromRoot.startsWith('..'))
      throw new Failed({ reason: 'the file is outside the repository' });
    await git(root, 'read-tree', commit);
    await git(root, 'checkout-index', '--all', `--prefix=${folder}/tree/`);
    // The copy and not git is asked: git follows no link on the way to a file.
    if (!isThere(path.join(folder, 'tree', fromRoot)))
      throw new Failed(await noFile({ revision, commit, file, fromRoot, prefix, root }, inRoot));
    const here = path.join(folder, 'tree', prefix);
    makeFolder(here, revision, prefix);
    return { cwd: here, profile: path.relative(prefix, fromRoot) || '.', remove };
  } catch (thrown) {
    remove();
    if (thrown instanceof Failed) return thrown.fault;
    throw thrown;
  }
}

/** The working directory may not have existed at that time, or may have been a file. */
function makeFolder(folder: string, revision: string, prefix: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    const reason = `in revision ${revision}, ${prefix} is a file, and not this folder`;
    throw new Failed({ reason, remedy: 'Run the command in the root of the repository.' });
  }
}

/** What git says is about objects: a fault that says what to do takes the place of it. */
async function orElse(asked: Promise<string>, fault: () => Promise<RevisionFault>): Promise<string> {
  try {
    return await asked;
  } catch (thrown) {
    if (thrown instanceof Failed) throw new Failed(await fault());
    throw thrown;
  }
}

async function run(argv: string[], cwd: string, env: Environment): Promise<string> {
  const { execa } = await import('execa');
  const ended = await execa('git', argv, { cwd, env, extendEnv: false, stdin: 'ignore', reject: false });
  if (!ended.failed) return ended.stdout;
  if (ended.code === 'ENOENT') throw new Failed({ reason: 'git is not installed', remedy: 'Install git.' });
  throw new Failed(refusedByGit(argv[0]!, ended.stderr));
}
