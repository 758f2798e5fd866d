import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../artifact/temporary-folder.ts';
import { guarded } from '../process/cleanup.ts';
import type { RepositoryIndex } from './read-index.ts';

export interface Apk {
  program: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Name and version of each package, as apk would install them; or why it would not. */
export type Solved =
  | { packages: { name: string; version: string }[] }
  | { failed: 'no-program' | 'unsolvable' | 'other'; reason: string };

/** How long apk may take, in milliseconds; it needs a few seconds. */
const patience = 120_000;

/**
 * Asks apk what it would install on an empty root. It decides as on the target (install_if, provider priorities,
 * versions), from the very indexes that were verified, without the network.
 */
export async function solve(
  world: readonly string[],
  arch: string,
  indexes: readonly RepositoryIndex[],
  keys: Readonly<Record<string, string>>,
  apk: Apk,
): Promise<Solved> {
  const folder = temporaryFolder('apk');
  if (typeof folder !== 'string') return { failed: 'other', reason: folder.message };
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const guard = guarded();
  guard(remove);
  try {
    layOut(folder, arch, indexes, keys);
    const common = [
      ...['--root', path.join(folder, 'root'), '--arch', arch, '--keys-dir', path.join(folder, 'keys')],
      ...['--repositories-file', path.join(folder, 'repositories'), '--no-network', '--no-progress', '--no-cache'],
    ];
    const begun = await run(apk, [...common, 'add', '--initdb', ...(await usermode(apk))]);
    if ('failed' in begun) return begun;
    const solved = await run(apk, [...common, 'add', '--simulate', ...world]);
    return 'failed' in solved ? solved : { packages: installedIn(solved.stdout) };
  } finally {
    remove();
    guard(undefined);
  }
}

/** Whether there is such a program; it need not work. */
export async function isThere(apk: Apk): Promise<boolean> {
  const version = await run(apk, ['--version']);
  return 'stdout' in version || version.failed !== 'no-program';
}

function layOut(
  folder: string,
  arch: string,
  indexes: readonly RepositoryIndex[],
  keys: Readonly<Record<string, string>>,
): void {
  for (const name of ['root', 'keys']) mkdirSync(path.join(folder, name));
  for (const [name, text] of Object.entries(keys)) writeFileSync(path.join(folder, 'keys', name), text);
  const lines = indexes.map(({ line, bytes }, index) => {
    const repository = path.join(folder, `repository-${index}`);
    mkdirSync(path.join(repository, arch), { recursive: true });
    writeFileSync(path.join(repository, arch, 'APKINDEX.tar.gz'), bytes);
    const [tag = ''] = /^@\S+\s+/.exec(line) ?? [];
    return `${tag}${repository}\n`;
  });
  writeFileSync(path.join(folder, 'repositories'), lines.join(''));
}

/** apk-tools 3 begins a root for anyone but root only with this option, which 2 does not know. */
async function usermode(apk: Apk): Promise<string[]> {
  if (process.getuid?.() === 0) return [];
  const version = await run(apk, ['--version']);
  return 'stdout' in version && /^apk-tools [3-9]\./.test(version.stdout) ? ['--usermode'] : [];
}

async function run(
  { program, environment }: Apk,
  words: readonly string[],
): Promise<{ stdout: string } | Extract<Solved, { failed: string }>> {
  const { execa } = await import('execa');
  const { PATH } = environment;
  const env = { LC_ALL: 'C', ...(PATH === undefined ? {} : { PATH }) };
  const ended = await execa(program, words, {
    env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: patience,
  });
  if (!ended.failed) return { stdout: ended.stdout };
  if (ended.code === 'ENOENT' || ended.code === 'EACCES') return { failed: 'no-program', reason: '' };
  const said = `${ended.stderr}\n${ended.stdout}`;
  const reason = said
    .replace(/^.*?ERROR: /s, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 600);
  if (/unable to select packages/.test(said))
    return { failed: 'unsolvable', reason: reason.replace(/^unable to select packages: /, '') };
  return { failed: 'other', reason: reason || `it ended with ${ended.exitCode ?? ended.signal ?? 'no status'}` };
}

/** Lines such as "(3/250) Installing busybox (1.36.1-r19)". */
function installedIn(text: string): { name: string; version: string }[] {
  return [...text.matchAll(/^\(\s*\d+\/\d+\) Installing (\S+) \((\S+)\)/gm)].map(([, name = '', version = '']) => ({
    name,
    version,
  }));
}
