import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runBoots } from '#src/trial/run/boots.ts';
import type { Moment, Observed } from '#src/trial/run/observed.ts';
import type { BootPlan, Prepared } from '#src/trial/trial.ts';
import { folderWith } from '../../support/run.ts';

/**
 * A program in QEMU's place. Its lines are sh, with `say` for the console, `tell` for what the guest reports on its second
 * serial port, and $1 for the boot's name.
 */
export function machine(script: string, boots: ('medium' | 'disk')[] = ['medium']): Prepared {
  const folder = folderWith();
  const program = path.join(folder, 'qemu');
  const begin = `#!/bin/sh
for word; do case $word in file:*) told=\${word#file:} ;; esac; done
say() { printf '%s\\r\\n' "$@"; }
tell() { printf '%s\\n' "$@" >> "$told"; }
`;
  writeFileSync(program, `${begin}${script}\n`, { mode: 0o755 });
  const plan = (name: BootPlan['name'], index: number): BootPlan => ({
    ...{ name, program, words: [name] },
    ends: index === boots.length - 1 ? 'poweroff' : 'reboot',
  });
  return {
    hostname: 'kvm1',
    folder,
    buildId: 'b1',
    accelerator: { name: 'tcg', why: 'there is no /dev/kvm' },
    medium: { path: '/media/alpine.iso', release: '3.23', kernel: 'lts' },
    ...{ substitutions: [], untested: [], filesThatDiffer: [], boots: boots.map(plan) },
    close: async () => {},
  };
}

export interface Followed extends Observed {
  /** The file that the console was written to. */
  log: string;
  moments: Moment[];
}

/** Runs it with a stall limit and a time that tests can wait for. */
export async function follow(
  prepared: Prepared,
  options: { stall?: number; grace?: number; left?: number; guard?: (end: (() => void) | undefined) => void } = {},
): Promise<Followed> {
  const moments: Moment[] = [];
  const log = path.join(folderWith(), 'console.log');
  const observed = await runBoots(prepared, {
    environment: { PATH: process.env.PATH },
    left: 30,
    timeout: 30,
    ...{ log, show: (moment: Moment) => void moments.push(moment), guard: () => {} },
    ...options,
  });
  return { ...observed, log, moments };
}

/** What the console of a medium's boot says, and the guest, up to the runlevel default. */
export const started = `say '[    0.000000] Linux version 6.12.0-0-lts' '[    3.746371] Alpine Init 3.12.0-r0'
say ' * Mounting boot media: ok.' ' * Loading user settings from /media/vdb/kvm1.apkovl.tar.gz: ok.'
say ' * Installing packages to root filesystem: ok.' '   OpenRC 0.62 is starting up Linux 6.12.0-0-lts (x86_64)'
tell "at 20.00 begun 1 \${kind:-diskless} b1"`;

/** The report of a guest that matches its profile. */
export const converged = `tell 'at 40.00 runlevel' 'at 41.00 converging' "$(printf 'record\\t1795000000\\tdone\\tpackages\\tadded vim')"
tell 'at 60.00 converged' 'begin verify' '| []' 'end verify 0' 'at 70.00 verified' 'at 71.00 end 0'
say '[   75.000000] reboot: Power down'`;
