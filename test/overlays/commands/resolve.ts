import { readFileSync } from 'node:fs';
import { overlayFiles } from '../../support/overlays.ts';
import type { Running } from './calls.ts';
import type { Program } from './programs.ts';
import { holesIn } from './shell.ts';
import { ashBuiltins, openrcFunctions } from './tables/builtins.ts';
import { computed } from './tables/computed.ts';
import { type Packaged, packaged } from './tables/packaged.ts';
import { takesCommand } from './tables/wrappers.ts';

const applets = new Set(
  readFileSync('test/support/alpine/applets.txt', 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
);

/** Programs that every overlay has in the usual folders. */
const overlayPrograms = new Set(
  [...overlayFiles().keys()].flatMap((file) => /^agent\/usr\/local\/bin\/(.+)$/.exec(file)?.[1] ?? []),
);

export type Source = 'function' | 'builtin' | 'openrc' | 'applet' | 'package' | 'own' | 'computed' | 'argument';

/** Where a command of a program comes from; undefined if from nowhere. */
export function sourceOf(
  { words: [name = ''], file, within, inTarget }: Running,
  program: Program,
): Source | undefined {
  if (holesIn(name).length > 0) {
    if (/^⟨[@*]⟩$/.test(name) && takesCommand[within ?? ''] !== undefined) return 'argument';
    const row = computed.find((each) => each.file === file && each.word === name);
    return row?.functions?.every((each) => program.functions.has(each)) === false ? undefined : row && 'computed';
  }
  if (rowFor(name, file, inTarget)) return 'package';
  if (!inTarget) {
    if (program.functions.has(name)) return 'function';
    if (ashBuiltins.has(name)) return 'builtin';
    if (openrcFunctions.has(name) && file.includes('/init.d/')) return 'openrc';
    if (overlayPrograms.has(name)) return 'own';
  }
  return applets.has(name) ? 'applet' : undefined;
}

function rowFor(name: string, file: string, inTarget = false): Packaged | undefined {
  return packaged.find(
    (row) => row.command === name && row.files.includes(scriptOf(file)) && (row.inTarget ?? false) === inTarget,
  );
}

/** Whether it is a command of a package without which the line works. */
export const isOptional = ({ words: [name = ''], file, inTarget }: Running): boolean =>
  rowFor(name, file, inTarget)?.brought.by === 'nothing';

/** The script that a text inside of it (`FILE:LINE`) belongs to. */
export function scriptOf(file: string): string {
  return file.replace(/:\d+$/, '');
}

/** Commands of the programs that have no source, each with its place. */
export function withoutSource(programs: Program[]): string[] {
  const found = programs.flatMap((program) =>
    program.runs
      .filter((call) => sourceOf(call, program) === undefined)
      .map(({ file, line, words }) => `${scriptOf(file)}:${line} ${words[0]}`),
  );
  return [...new Set(found)];
}
