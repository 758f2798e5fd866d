import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Prepared } from '../trial.ts';
import type { Judgement } from './judge.ts';
import type { Timeline } from './timeline.ts';

/** The record of a trial, for comparison with others; docs/trial.md describes it. */
export interface TrialRecord extends Timeline {
  schema: 1;
  tool_version: string;
  hostname: string;
  build_id: string | null;
  verdict: Judgement['verdict'];
  accelerator: Prepared['accelerator']['name'];
  medium: { release: string; kernel: string };
}

export function recordOf(
  { hostname, buildId, accelerator, medium: { release, kernel } }: Prepared,
  { verdict }: Judgement,
  timeline: Timeline,
  version: string,
): TrialRecord {
  return {
    schema: 1,
    tool_version: version,
    hostname,
    build_id: buildId ?? null,
    verdict,
    accelerator: accelerator.name,
    medium: { release, kernel },
    ...timeline,
  };
}

/** Throws the system's error if it cannot be written. */
export function keepRecord(file: string, record: TrialRecord): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
}
