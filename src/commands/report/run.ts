import { statSync } from 'node:fs';
import path from 'node:path';
import { sourceDate } from '../../artifact/source-date.ts';
import { exitStatus, type Finding, hasErrors, type Problem } from '../../findings/finding.ts';
import { locate, nowhere, type Places } from '../../findings/locate.ts';
import { problemAt as pipelineProblemAt } from '../../pipeline/codes.ts';
import type { Shard } from '../../pipeline/select.ts';
import { type MadePages, makePages, type ReportedHost } from '../../report/make-pages.ts';
import { stalePages } from '../../report/stale.ts';
import { writePages } from '../../report/write.ts';
import { problemAt } from '../codes.ts';
import { inputFor } from '../input.ts';
import { deviceNames } from '../names.ts';
import { reportBases, reportFindings, writeResult } from '../report.ts';
import { type Context, isData } from '../streams.ts';

export interface ReportFlags {
  out: string;
  facts?: string[];
  lock?: string;
  shard?: Shard;
}

/**
 * Writes a page for each profile, those with errors too, and an index of several; nothing if one cannot be read. Reads no
 * secret.
 */
export async function report(profiles: string[], flags: ReportFlags, context: Context): Promise<number> {
  const { out, ...rest } = flags;
  const { cwd, environment, version } = context;
  const time = sourceDate(environment);
  if (!time) return finish([noTime(environment.SOURCE_DATE_EPOCH)], context);
  const input = await inputFor(profiles, context);
  const made = await makePages(profiles, {
    ...{ cwd, ...rest, input, version },
    names: await deviceNames(environment),
    time: environment.SOURCE_DATE_EPOCH ? time : undefined,
  });
  if (made.pages.size === 0) return finish(made.findings, context, { ...made, files: [] });
  // The pages of other parts are of this report, too.
  const { problems, files } = await put(made, out, rest.shard === undefined, context);
  const all = [...made.findings, ...locate(problems, nowhere)];
  return finish(all, context, { ...made, files, hosts: hasErrors(problems) ? [] : made.hosts });
}

const noTime = (value = ''): Finding =>
  locate([pipelineProblemAt('source-date-epoch-invalid', { place: { file: '' } }, { value })], nowhere)[0]!;

/** Prints the only page, or writes it to a file, or writes all of them into a folder. */
async function put(
  { pages, hosts }: MadePages,
  out: string,
  whole: boolean,
  { cwd, streams }: Context,
): Promise<{ problems: Problem[]; files: string[] }> {
  const file = isFile(out, cwd);
  if (!file && out !== '-') {
    const problems = await writePages(pages, { cwd, out });
    if (problems.length > 0) return { problems, files: [] };
    const stale = whole ? stalePages(pages, path.resolve(cwd, out)).map((name) => path.join(out, name)) : [];
    return {
      problems: stale.map((file) => problemAt('report-page-stale', { place: { file } }, { file })),
      files: [...pages.keys()].map((name) => path.join(out, name)),
    };
  }
  const [only] = pages.values();
  if (hosts.length !== 1 || only === undefined) {
    const problem = problemAt('report-one-page', { place: { file: out } }, { out, profiles: hosts.length });
    return { problems: [problem], files: [] };
  }
  if (out === '-') {
    streams.stdout.write(only);
    return { problems: [], files: [] };
  }
  const problems = await writePages(new Map([[path.basename(out), only]]), { cwd, out: path.dirname(out) });
  return { problems, files: problems.length > 0 ? [] : [out] };
}

const isFile = (out: string, cwd: string): boolean =>
  /\.html?$/i.test(out) && !statSync(path.resolve(cwd, out), { throwIfNoEntry: false })?.isDirectory();

interface Written {
  places: Places[];
  files: string[];
  bases: string[];
  hosts: ReportedHost[];
}

const nothing: Written = { places: [], files: [], bases: [], hosts: [] };

function finish(findings: Finding[], context: Context, { places, files, bases, hosts }: Written = nothing): number {
  if (isData(context.format)) writeResult({ files, hosts }, findings, context);
  else {
    reportFindings(findings, places, context, 'stderr');
    reportBases(bases, context);
    for (const file of files) context.streams.stdout.write(`${file}\n`);
  }
  return exitStatus(findings);
}
