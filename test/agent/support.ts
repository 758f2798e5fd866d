import type { SpawnSyncReturns } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { type AgentRoot, agentIn } from '../support/agent-root.ts';
import { onTarget, targetShell } from '../support/alpine/userland.ts';
import { folderWith } from '../support/run.ts';

interface RunOptions {
  arguments?: string[];
  env?: Record<string, string>;
  /** Another user than the one that runs the tests. */
  user?: number | undefined;
}

/** A folder that the agent takes for the root of its target, gone when the test ends. */
export interface FakeRoot extends AgentRoot {
  /** What a package, or the base system beside busybox, brings under that name; or instead of an applet. */
  stub(name: string, script: string): void;
  /** Runs a script of the agent, or any other of the root, as the target does. */
  run(script: string, options?: RunOptions): SpawnSyncReturns<string>;
  /** What is there, by path: mode and content or target. Without the folders that are named. */
  snapshot(without?: string[]): Record<string, string>;
}

/** A fake root with the agent and the given files in it. The clock stands still, and nothing waits. */
export function fakeRoot(files: Record<string, string> = {}): FakeRoot {
  const folder = folderWith(files);
  const programs = path.join(folder, 'fake/programs');
  mkdirSync(programs, { recursive: true });
  const root = agentIn(folder);
  return {
    ...root,
    stub: (name, script) => root.write(`fake/programs/${name}`, `#!${targetShell()}\n${script}`, 0o755),
    run: (script, { arguments: words = [], env = {}, user } = {}) =>
      onTarget(['ash', path.join(folder, script), ...words], {
        cwd: folder,
        packages: [programs],
        env: { MKAPKOVL_ROOT: folder, MKAPKOVL_NOW: '1700000000', MKAPKOVL_PAUSE: '0', ...env },
        ...(user === undefined ? {} : { user }),
      }),
    snapshot: (without = []) => snapshotOf(folder, without),
  };
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

/** The files that the agent locks, and their modes: whoever can open one can lock it, and hold up the agent. */
export function locks(root: FakeRoot): Record<string, string> {
  const files = Object.entries(root.snapshot()).filter(([name]) => /^run\/mkapkovl\/[^/]*\.(lock|watch)$/.test(name));
  return Object.fromEntries(files.map(([name, content]) => [name, content.split(' ')[0]!]));
}
