import { exitStatus, type Finding } from '../findings/finding.ts';
import { locate, type Places, textsOf, withoutRepeats } from '../findings/locate.ts';
import { problemAt } from '../pipeline/codes.ts';
import { examine } from '../pipeline/examine.ts';
import { count, printed, reportFindings, writeJson } from './report.ts';
import type { Context } from './streams.ts';

export interface CheckFlags {
  facts?: string;
  lock?: string;
}

/** Only reports findings: writes nothing, reads no secret. */
export async function check(profiles: string[], flags: CheckFlags, context: Context): Promise<number> {
  const shared = new Map();
  const findings: Finding[] = [];
  const places: Places[] = [];
  const names = new Map<string, string>();
  for (const profile of profiles) {
    const examined = await examine(profile, { cwd: context.cwd, ...flags }, shared);
    const hostname = examined.host?.hostname;
    const other = hostname === undefined ? undefined : names.get(hostname);
    if (hostname !== undefined) names.set(hostname, other ?? profile);
    const twice =
      other === undefined || hostname === undefined
        ? []
        : [problemAt('duplicate-hostname', { path: ['hostname'] }, { hostname, file: other })];
    const found = [...examined.findings, ...locate(twice, examined.places)];
    findings.push(...found);
    if (found.length > 0) places.push(textsOf(found, examined.places));
  }
  const told = withoutRepeats(findings);
  if (context.format === 'json') writeJson(told.map(printed), context);
  else if (told.length > 0) reportFindings(told, places, context, 'stdout');
  else if (!context.quiet) context.streams.stdout.write(`${count([])}\n`);
  return exitStatus(findings);
}
