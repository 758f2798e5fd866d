import { exitStatus } from '../findings/finding.ts';
import { lockProfiles } from '../lock/lock-profiles.ts';
import type { LockSummary } from '../lock/options.ts';
import { fileDisplay } from './progress.ts';
import { reportBases, reportFindings, writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

export interface LockFlags {
  out?: string;
  facts?: string[];
  check?: boolean;
  /** True without names. */
  update?: true | string[];
  apk?: string;
  packages?: boolean;
  mirror?: string;
}

/** Locks what the profiles take from the network, or checks that it is locked. */
export async function lock(profiles: string[], { update, ...flags }: LockFlags, context: Context): Promise<number> {
  const { cwd, environment, streams, quiet } = context;
  const progress = fileDisplay(context);
  const { lock, findings, places, bases } = await lockProfiles(profiles, {
    ...flags,
    ...{ cwd, environment, update: update === true ? [] : update, download: { progress: progress.download } },
  });
  progress.clear();
  if (isData(context.format)) {
    writeResult(lock, findings, context);
    return exitStatus(findings);
  }
  reportFindings(findings, places, context, 'stderr');
  reportBases(bases, context);
  if (lock && exitStatus(findings) === 0) {
    streams.stdout.write(`${lock.file}\n`);
    if (!quiet) streams.stderr.write(`${summary(lock, flags.check === true)}\n`);
  }
  return exitStatus(findings);
}

function summary({ changed, hosts, media, images, packages }: LockSummary, check: boolean): string {
  const counts = [
    `${hosts} host${hosts === 1 ? '' : 's'}`,
    ...media,
    `${images} image${images === 1 ? '' : 's'}`,
    packages === null ? 'no package versions' : `${packages} packages`,
  ];
  const state = check || !changed ? 'up to date' : 'written; commit it next to the profiles';
  return `${state}: ${counts.join(', ')}`;
}
