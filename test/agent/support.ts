import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { folderWith } from '../support/run.ts';

interface RunOptions {
  arguments?: string[];
  env?: Record<string, string>;
  /** Whether there is nothing but busybox and the stand-ins: none of the test machine's own programs. */
  alone?: boolean;
}

/** A folder that the agent takes for the root of its target, gone when the test ends. */
export interface FakeRoot {
  folder: string;
  /** Writes a file; a mode of its own if it needs one. */
  write(name: string, content: string, mode?: number): void;
  read(name: string): string;
  /** Puts a program of that name in front of the machine's own ones. */
  stub(name: string, script: string): void;
  /** Runs a script of the agent, or any other of the root, by busybox ash in a process group of its own. */
  run(script: string, options?: RunOptions): SpawnSyncReturns<string>;
  /** What is there, by path: mode and content or target. Without the folders that are named. */
  snapshot(without?: string[]): Record<string, string>;
}

const hostPath = `${process.env.PATH}:/usr/sbin:/sbin`;

/** A fake root with the agent and the given files in it. The clock stands still, and nothing waits. */
export function fakeRoot(files: Record<string, string> = {}): FakeRoot {
  const folder = folderWith(files);
  const programs = path.join(folder, 'fake/programs');
  mkdirSync(programs, { recursive: true });
  cpSync('overlays/agent', folder, { recursive: true });
  const write = (name: string, content: string, mode = 0o644) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  };
  return {
    folder,
    write,
    read: (name) => readFileSync(path.join(folder, name), 'utf8'),
    // What a stand-in itself calls is the test machine's.
    stub: (name, script) => write(`fake/programs/${name}`, `#!/bin/sh\nPATH=$PATH:${hostPath}\n${script}`, 0o755),
    run: (script, { arguments: words = [], env = {}, alone = false } = {}) =>
      spawnSync(
        'setsid',
        ['-w', 'busybox', 'ash', '-c', sourcing(programs, alone), path.join(folder, script), ...words],
        {
          cwd: folder,
          encoding: 'utf8',
          env: {
            PATH: `${programs}:${hostPath}`,
            MKAPKOVL_ROOT: folder,
            MKAPKOVL_NOW: '1700000000',
            MKAPKOVL_PAUSE: '0',
            ...env,
          },
        },
      ),
    snapshot: (without = []) => snapshotOf(folder, without),
  };
}

/** Applets of Debian's busybox 1.37 that Alpine's 1.36 lacks (`busybox --list` of both), as far as an agent might want them. */
const onlyDebians =
  'ar crc32 fsfreeze ftpget ftpput httpd logname lsscsi mt nuke patch svc taskset tc telnet ts w xz'.split(' ');

/**
 * Debian's busybox takes its own applets before anything in PATH, Alpine's does not; only a function comes before an
 * applet. Names that cannot be a function's are no applets.
 */
function sourcing(programs: string, alone: boolean): string {
  const names = readdirSync(programs).filter((name) => /^\w+$/.test(name));
  const own = names.map((name) => `${name}() { "${programs}/${name}" "$@"; }`);
  const absent = onlyDebians
    .filter((name) => !names.includes(name))
    .map((name) => `${name}() { echo "sh: ${name}: not found" >&2; return 127; }`);
  return [...(alone ? [`PATH=${programs}`] : []), ...own, ...absent, '. "$0"'].join('\n');
}

/** Follows no link: /sys is full of those that lead back. */
function snapshotOf(folder: string, without: string[], within = ''): Record<string, string> {
  const names = readdirSync(path.join(folder, within)).map((name) => path.join(within, name));
  const entries = names
    .filter((name) => !without.includes(name))
    .flatMap((name): [string, string][] => {
      const file = path.join(folder, name);
      const state = lstatSync(file);
      const mode = (state.mode & 0o7777).toString(8);
      if (state.isSymbolicLink()) return [[name, readlinkSync(file)]];
      if (!state.isDirectory()) return [[name, `${mode} ${readFileSync(file, 'utf8')}`]];
      return [[name, `${mode}/`], ...Object.entries(snapshotOf(folder, without, name))];
    });
  return Object.fromEntries(entries);
}
