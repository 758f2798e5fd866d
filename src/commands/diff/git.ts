import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../artifact/temporary-folder.ts';
import { guarded } from '../../process/cleanup.ts';
import type { Environment } from '../streams.ts';

export interface Revision {
  /** The folder that stands for the working directory, in a copy of the repository at that revision. */
  cwd: string;
  /** The profile, relative to it. */
  profile: string;
  remove: () => void;
}

class Failed extends Error {}

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
): Promise<Revision | { reason: string }> {
  const folder = temporaryFolder('revision');
  if (typeof folder !== 'string') return { reason: folder.message };
  const guard = guarded();
  const remove = () => {
    guard(undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  guard(remove);
  try {
    const git = (at: string, ...argv: string[]) => run(argv, at, { ...environment, GIT_INDEX_FILE: `${folder}/index` });
    const root = await git(cwd, 'rev-parse', '--show-toplevel');
    const prefix = await git(cwd, 'rev-parse', '--show-prefix');
    const commit = await git(cwd, 'rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`);
    const fromRoot = path.normalize(file.startsWith('./') ? path.join(prefix, file) : file);
    if (path.isAbsolute(fromRoot) || fromRoot.startsWith('..')) throw new Failed('the file is outside the repository');
    await git(root, 'read-tree', commit);
    await git(root, 'checkout-index', '--all', `--prefix=${folder}/tree/`);
    const here = path.join(folder, 'tree', prefix);
    // The working directory may not have existed at that time.
    mkdirSync(here, { recursive: true });
    return { cwd: here, profile: path.relative(prefix, fromRoot), remove };
  } catch (thrown) {
    remove();
    if (thrown instanceof Failed) return { reason: thrown.message };
    throw thrown;
  }
}

async function run(argv: string[], cwd: string, env: Environment): Promise<string> {
  const { execa } = await import('execa');
  const ended = await execa('git', argv, { cwd, env, extendEnv: false, stdin: 'ignore', reject: false });
  if (!ended.failed) return ended.stdout;
  if (ended.code === 'ENOENT') throw new Failed('git is not installed');
  const [said = ''] = ended.stderr.split('\n');
  throw new Failed(said.replace(/^fatal: /, '') || `git ${argv[0]} failed`);
}
