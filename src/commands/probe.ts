import path from 'node:path';
import { exitStatus, type Problem } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import type { Facts } from '../machine/schema.ts';
import { problemAt } from './codes.ts';
import { factsOf } from './probe/answer.ts';
import { measure } from './probe/run.ts';
import { defaultFile, saveFacts } from './probe/save.ts';
import { probeScript } from './probe/script.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

export interface ProbeFlags {
  out?: string;
  script?: boolean;
}

interface Result {
  /** The facts file; null if the facts were only printed. */
  file: string | null;
  facts: Facts;
}

const somewhere = { place: { file: '' } };

/** Probes this machine, or another one over ssh; or prints the script that does so. */
export async function probe(host: string | undefined, flags: ProbeFlags, context: Context): Promise<number> {
  if (flags.script) {
    const script = probeScript();
    if (isData(context.format)) writeResult({ script }, [], context);
    else context.streams.stdout.write(script);
    return 0;
  }
  const { environment, cwd, streams } = context;
  const show = (line: string) => void streams.stderr.write(`${line}\n`);
  const { answer, reason, notes } = await measure({ host, cwd, environment, show });
  const problems: Problem[] = notes.map((note) => problemAt('probe-not-measured', somewhere, note));
  const end = (problem: Problem) => finish(null, [...problems, problem], '', context);
  if (answer === null) return end(problemAt('probe-failed', somewhere, { host, reason }));
  const read = factsOf(answer);
  if ('reason' in read) return end(problemAt('probe-answer-invalid', somewhere, { host, reason: read.reason }));
  const { facts } = read;
  if (host === undefined && flags.out === undefined) return finish({ file: null, facts }, problems, answer, context);
  const file = flags.out ?? defaultFile(facts, host);
  const unwritable = await saveFacts(path.resolve(cwd, file), answer, facts);
  if (unwritable) return end(problemAt('probe-unwritable', { place: { file } }, { file, reason: unwritable }));
  return finish({ file, facts }, problems, `${file}\n`, context);
}

function finish(result: Result | null, problems: Problem[], printed: string, context: Context): number {
  const findings = locate(problems, nowhere);
  if (isData(context.format)) writeResult(result, findings, context);
  else {
    reportFindings(findings, [], context, 'stderr');
    context.streams.stdout.write(printed);
  }
  return exitStatus(findings);
}
