import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';

type Environment = Readonly<Record<string, string | undefined>>;

/** A program ended with an error, or could not be started. */
export class ProgramFailed extends Error {
  readonly program: string;

  constructor(program: string, reason: string) {
    super(reason);
    this.program = program;
  }
}

/** Of mtools, and of syslinux in the form that writes through mtools and needs no rights. */
const programs = ['mformat', 'mmd', 'mcopy', 'mattrib', 'syslinux'];

/** Where distributions put the boot code: Debian, Fedora and Alpine, Arch. */
const bootCodes = [
  '/usr/lib/syslinux/mbr/mbr.bin',
  '/usr/lib/SYSLINUX/mbr.bin',
  '/usr/share/syslinux/mbr.bin',
  '/usr/lib/syslinux/bios/mbr.bin',
];

const placesOf = ({ PATH = '' }: Environment) => [...PATH.split(':').filter(Boolean), '/usr/sbin', '/sbin'];

/** What is missing for making sticks; empty if nothing is. */
export function missingPrograms(environment: Environment, codes: readonly string[] = bootCodes): string[] {
  const places = placesOf(environment);
  const missing = programs.filter((name) => !places.some((place) => can(path.join(place, name), constants.X_OK)));
  return codes.some((file) => can(file, constants.R_OK)) ? missing : [...missing, 'mbr.bin'];
}

function can(file: string, mode: number): boolean {
  try {
    accessSync(file, mode);
    return true;
  } catch {
    return false;
  }
}

/** The code that starts the active partition. */
export const bootCode = (): Buffer => readFileSync(bootCodes.find((file) => can(file, constants.R_OK))!);

export interface ProgramSettings {
  environment: Environment;
  /** Where the image is. */
  folder: string;
  /** Of everything on it. FAT has no time before 1980. */
  time: Date;
}

const earliest = Date.UTC(1980, 0, 1);

/** Runs a program so that its result depends on nothing but its arguments and input: no settings, zone or language. */
export async function runProgram(
  [program = '', ...words]: readonly string[],
  { environment, folder, time }: ProgramSettings,
  input?: Readable,
): Promise<void> {
  const seconds = Math.floor(Math.max(earliest, time.getTime()) / 1000);
  const { failed, stderr, shortMessage } = await execa(program, words, {
    cwd: folder,
    env: {
      PATH: placesOf(environment).join(':'),
      // mtools reads ~/.mtoolsrc, and syslinux leaves its settings for mtools in TMPDIR.
      ...{ HOME: folder, TMPDIR: folder, LC_ALL: 'C', TZ: 'UTC', MTOOLS_SKIP_CHECK: '1' },
      SOURCE_DATE_EPOCH: String(seconds),
    },
    ...{ extendEnv: false, reject: false, stdout: 'ignore' },
    ...(input ? { input } : { stdin: 'ignore' }),
  });
  if (failed) throw new ProgramFailed(program, stderr.trim().split('\n').at(-1) || (shortMessage ?? 'it failed'));
}
