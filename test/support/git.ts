import { execFileSync } from 'node:child_process';

/** Runs git in a folder, as somebody; returns what it printed. */
export const git = (cwd: string, ...argv: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...argv], { cwd, encoding: 'utf8' }).trim();

/** Makes a repository of a folder, with all that is in it. */
export function commitAll(cwd: string): void {
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '-m', 'one');
}
