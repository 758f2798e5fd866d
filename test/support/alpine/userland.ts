import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { busybox } from './busybox.ts';
import { appletsRoom, folderOfProcess } from './room.ts';

/** An unpacked minirootfs of Alpine, if the environment names one. Without it, Debian's busybox stands in for it. */
const alpineRoot = process.env.MKAPKOVL_ALPINE_ROOT;

/** Whether scripts of the target can run here at all. */
export const hasUserland = alpineRoot ? process.getuid?.() === 0 : busybox !== undefined;

interface Options {
  cwd: string;
  /** Folders with the programs that the overlay's packages bring, or with what stands for them; they come first. */
  packages?: string[];
  env?: Record<string, string>;
  input?: string;
  /** Another user than the one that runs the tests. */
  user?: number;
}

const systemPath = '/usr/sbin:/usr/bin:/sbin:/bin';

let copied: string | undefined;

/** A copy of the minirootfs, for this process. */
function alpineCopy(): string {
  if (copied !== undefined) return copied;
  if (!existsSync(path.join(alpineRoot!, 'bin/busybox'))) throw new Error(`no minirootfs of Alpine: ${alpineRoot}`);
  copied = folderOfProcess('mkapkovl-alpine-');
  execFileSync('cp', ['-a', `${alpineRoot}/.`, copied]);
  return copied;
}

/** The shell of the target, for the first line of a script. */
export const targetShell = () => (alpineRoot ? '/bin/ash' : path.join(appletsRoom(), 'ash'));

/** An applet, as words of the shell: for what stands in front of it under its name. */
export const applet = (name: string) => (alpineRoot ? `/bin/busybox ${name}` : path.join(appletsRoom(), name));

/** The path of a program of Debian's, which no PATH of the target has: for what stands in for a package's program. */
export function debian(program: string): string {
  const found = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file));
  if (found === undefined) return `/no-${program}-on-this-machine`;
  return alpineRoot ? `/debian${found.startsWith('/usr') ? '' : '/usr'}${found}` : found;
}

interface Command {
  words: [string, ...string[]];
  env: Record<string, string>;
}

/**
 * What runs a program as the target would: it finds the applets of Alpine's busybox, what `packages` have, and nothing
 * else. With MKAPKOVL_ALPINE_ROOT applets and shell are Alpine's own, in a copy of that root in which the folder of
 * temporary files is where it is outside.
 */
export function commandOnTarget(words: [string, ...string[]], { packages = [], env = {}, user }: Options): Command {
  const PATH = [...packages, alpineRoot ? systemPath : appletsRoom()].join(':');
  if (!alpineRoot) return { words, env: { ...env, PATH } };
  const script = path.resolve('test/support/alpine/enter.sh');
  const enter = ['/bin/sh', script, alpineCopy(), tmpdir(), PATH, `${user ?? ''}`];
  return { words: ['/usr/bin/unshare', '-m', ...enter, ...words], env: { ...env, PATH: systemPath } };
}

/** A script of Debian's that starts that, with the words that it is given behind it. */
export function launcher(words: [string, ...string[]], options: Options): string {
  const { words: all, env } = commandOnTarget(words, options);
  const assigned = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return `#!/bin/sh\nexec /usr/bin/env ${[...assigned, ...all].map((word) => `'${word}'`).join(' ')} "$@"\n`;
}

/** Runs that, in a process group of its own. */
export function onTarget(words: [string, ...string[]], options: Options): SpawnSyncReturns<string> {
  const { stdout, stderr, output, ...rest } = onTargetInBytes(words, options);
  return { ...rest, stdout: `${stdout}`, stderr: `${stderr}`, output: output.map((each) => each && `${each}`) };
}

/** The same, with what it printed as bytes. */
export function onTargetInBytes(words: [string, ...string[]], options: Options): SpawnSyncReturns<Buffer> {
  const { cwd, input, user } = options;
  const command = commandOnTarget(words, options);
  const as = alpineRoot || user === undefined ? {} : { uid: user, gid: user };
  return spawnSync('/usr/bin/setsid', ['-w', ...command.words], {
    cwd,
    maxBuffer: 2 ** 28,
    env: command.env,
    ...as,
    ...(input === undefined ? {} : { input }),
  });
}
