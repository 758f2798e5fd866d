import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { probeScript } from '#src/commands/probe/script.ts';
import { type Facts, factsSchema } from '#src/machine/schema.ts';
import { onTargetInBytes } from '../alpine/userland.ts';
import { folderWith } from '../run.ts';
import { layOutMachine } from './machines.ts';

interface Run {
  env: Record<string, string>;
  input?: string;
  user?: number;
  /** Folders with programs that the machine has in addition to the applets. */
  packages?: string[];
}

/**
 * Where the probe runs: on Alpine, live or installed; and, because a machine may run something else until it is to become
 * a host, on the Debian that runs the tests, with all that is in PATH there.
 */
export const shells = {
  ash: (words: string[], run: Run) => onTargetInBytes(['ash', ...words], { cwd: '/', ...run }),
  dash: (words: string[], { env, input, user }: Run) =>
    spawnSync('dash', words, {
      cwd: '/',
      env: { PATH: process.env.PATH ?? '', ...env },
      maxBuffer: 2 ** 26,
      ...(input === undefined ? {} : { input }),
      ...(user === undefined ? {} : { uid: user }),
    }),
};
export type Shell = keyof typeof shells;
export const shellNames = Object.keys(shells) as Shell[];

export interface Probed {
  /** What the script printed. */
  text: string;
  facts: Facts;
  /** What could not be measured: the first line of each note. */
  notes: string[];
  stderr: string;
}

/** Runs the script by a shell with a folder as the root of a machine. */
export function probed(root: string, shell: Shell = 'ash', user?: number, packages: string[] = []): Probed {
  // 2026-01-02T03:04:05Z
  const env = { MKAPKOVL_ROOT: root, MKAPKOVL_NOW: '1767323045', LC_ALL: 'C.UTF-8' };
  const options = { input: probeScript(), env, packages, ...(user === undefined ? {} : { user }) };
  const { status, stdout, stderr } = shells[shell](['-s'], options);
  if (status !== 0) throw new Error(`${shell} ended with ${status}: ${stderr}`);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(stdout);
  const notes = [...stderr.toString().matchAll(/^probe: (.*)$/gm)].map(([, note]) => note!);
  return { text, facts: factsSchema.parse(JSON.parse(text)), notes, stderr: stderr.toString() };
}

/** A machine of test/machines as a folder, without what is missing. */
export function rootOf(machine: string, missing: readonly string[] = []): string {
  return layOutMachine(machine, path.join(folderWith(), 'root'), missing);
}
