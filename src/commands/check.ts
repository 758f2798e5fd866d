import { exitStatus } from '../findings/finding.ts';
import { examineAll } from '../pipeline/examine-all.ts';
import type { Shard } from '../pipeline/select.ts';
import { inputFor } from './input.ts';
import { count, reportBases, reportFindings, writeFindings } from './report.ts';
import { type Context, isData } from './streams.ts';

export interface CheckFlags {
  facts?: string[];
  lock?: string;
  shard?: Shard;
}

/** Only reports findings: writes nothing, reads no secret. */
export async function check(profiles: string[], flags: CheckFlags, context: Context): Promise<number> {
  const input = await inputFor(profiles, context);
  const { findings, places, bases } = await examineAll(profiles, { cwd: context.cwd, ...flags, input });
  if (isData(context.format)) writeFindings(findings, context);
  else {
    reportBases(bases, context);
    if (findings.length > 0) reportFindings(findings, places, context, 'stdout');
    else if (!context.quiet) context.streams.stdout.write(`${count([])}\n`);
  }
  return exitStatus(findings);
}
