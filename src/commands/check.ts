import { exitStatus } from '../findings/finding.ts';
import { examineAll } from '../pipeline/examine-all.ts';
import { count, reportFindings, writeFindings } from './report.ts';
import { type Context, isData } from './streams.ts';

export interface CheckFlags {
  facts?: string;
  lock?: string;
}

/** Only reports findings: writes nothing, reads no secret. */
export async function check(profiles: string[], flags: CheckFlags, context: Context): Promise<number> {
  const { findings, places } = await examineAll(profiles, { cwd: context.cwd, ...flags });
  if (isData(context.format)) writeFindings(findings, context);
  else if (findings.length > 0) reportFindings(findings, places, context, 'stdout');
  else if (!context.quiet) context.streams.stdout.write(`${count([])}\n`);
  return exitStatus(findings);
}
