import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runBoots } from './run/boots.ts';
import type { Moment, Observed } from './run/observed.ts';
import { startAgain } from './run/start-again.ts';
import type { Prepared } from './trial.ts';
import { type Judgement, judge } from './verdict/judge.ts';
import { keepRecord, recordOf } from './verdict/record.ts';
import { type Timeline, timelineOf } from './verdict/timeline.ts';

export interface TrialOptions {
  environment: Readonly<Record<string, string | undefined>>;
  version: string;
  cwd: string;
  /** Folder for the record and the log. */
  out: string;
  keep: boolean;
  left: number;
  timeout: number;
  stall?: number | undefined;
  show: (moment: Moment) => void;
  guard: (undo: (() => void) | undefined) => void;
}

export interface Tried {
  judgement: Judgement;
  observed: Observed;
  timeline: Timeline;
  /** The files that were written, by kind. */
  files: { record: string; log: string };
  /** The folder that was kept, and the script in it that restarts the machine. */
  kept?: { folder: string; start: string } | undefined;
}

/** Runs and judges a prepared trial, and leaves only a record, a log and what the user wants to keep. */
export async function runTrial(prepared: Prepared, options: TrialOptions): Promise<Tried> {
  const { environment, version, cwd, out, keep, left, timeout, stall, show, guard } = options;
  const files = {
    record: path.join(out, `${prepared.hostname}.trial.json`),
    log: path.join(out, `${prepared.hostname}.trial.log`),
  };
  const discard = () => rmSync(prepared.folder, { recursive: true, force: true });
  let done = false;
  try {
    const observed = await runBoots(prepared, {
      ...{ environment, left, timeout, show, log: path.resolve(cwd, files.log) },
      ...(stall === undefined ? {} : { stall }),
      guard: (end) =>
        guard(() => {
          end?.();
          if (!keep) discard();
        }),
    });
    const judgement = judge(prepared, observed);
    const timeline = timelineOf(observed);
    keepRecord(path.resolve(cwd, files.record), recordOf(prepared, judgement, timeline, version));
    const kept = keep ? keepAll(prepared) : undefined;
    done = true;
    return { judgement, observed, timeline, files, kept };
  } finally {
    await prepared.close();
    if (!keep || !done) discard();
    guard(undefined);
  }
}

function keepAll({ folder, boots }: Prepared): { folder: string; start: string } {
  const start = path.join(folder, 'start.sh');
  writeFileSync(start, startAgain(boots.at(-1)!, folder), { mode: 0o755 });
  return { folder, start };
}
