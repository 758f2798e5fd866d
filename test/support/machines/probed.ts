import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { probeScript } from '#src/commands/probe/script.ts';
import { type Facts, factsSchema } from '#src/machine/schema.ts';
import { folderWith } from '../run.ts';
import { layOutMachine } from './machines.ts';

export const shells = [['busybox', 'ash'], ['dash']];

export interface Probed {
  /** What the script printed. */
  text: string;
  facts: Facts;
  /** What could not be measured: the first line of each note. */
  notes: string[];
  stderr: string;
}

/** Runs the script by a shell with a folder as the root of a machine. */
export function probed(root: string, shell: readonly string[] = ['busybox', 'ash'], user?: number): Probed {
  const [program, ...words] = shell;
  // 2026-01-02T03:04:05Z
  const env = { PATH: process.env.PATH ?? '', MKAPKOVL_ROOT: root, MKAPKOVL_NOW: '1767323045', LC_ALL: 'C.UTF-8' };
  const options = { input: probeScript(), env, cwd: '/', maxBuffer: 2 ** 26, ...(user ? { uid: user } : {}) };
  const { status, stdout, stderr } = spawnSync(program!, [...words, '-s'], options);
  if (status !== 0) throw new Error(`${shell.join(' ')} ended with ${status}: ${stderr}`);
  const text = new TextDecoder('utf-8', { fatal: true }).decode(stdout);
  const notes = [...stderr.toString().matchAll(/^probe: (.*)$/gm)].map(([, note]) => note!);
  return { text, facts: factsSchema.parse(JSON.parse(text)), notes, stderr: stderr.toString() };
}

/** A machine of test/machines as a folder, without what is missing. */
export function rootOf(machine: string, missing: readonly string[] = []): string {
  return layOutMachine(machine, path.join(folderWith(), 'root'), missing);
}
