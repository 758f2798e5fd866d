import { statSync } from 'node:fs';
import path from 'node:path';
import { sourceDate } from '../../artifact/source-date.ts';
import { exitStatus, type Finding, hasErrors, type Problem } from '../../findings/finding.ts';
import { locate, nowhere, type Places } from '../../findings/locate.ts';
import { problemAt as pipelineProblemAt } from '../../pipeline/codes.ts';
import { examineAll } from '../../pipeline/examine-all.ts';
import { reportOf } from '../../report/build-report.ts';
import { type HostPage, withNames } from '../../report/fleet.ts';
import { pagesOf } from '../../report/pages.ts';
import { shown } from '../../report/shown.ts';
import { stalePages } from '../../report/stale.ts';
import { writePages } from '../../report/write.ts';
import { problemAt } from '../codes.ts';
import { deviceNames } from '../names.ts';
import { reportBases, reportFindings, writeResult } from '../report.ts';
import { type Context, isData } from '../streams.ts';

export interface ReportFlags {
  out: string;
  facts?: string;
  lock?: string;
}

/** Writes a page for each profile, those with errors too, and an index of several. Reads no secret. */
export async function report(profiles: string[], { out, facts, lock }: ReportFlags, context: Context): Promise<number> {
  const { cwd, environment, version } = context;
  const time = sourceDate(environment);
  if (!time) return finish([noTime(environment.SOURCE_DATE_EPOCH)], context);
  const now = environment.SOURCE_DATE_EPOCH ? time : undefined;
  const { examined, bases, findings, places } = await examineAll(profiles, { cwd, facts, lock, now });
  const names = await deviceNames(environment);
  const pages = withNames(examined.map((each) => reportOf(each, { names, version, time: now })));
  const { problems, files } = await put(pages, bases, out, context);
  const all = [...findings, ...locate(problems, nowhere)];
  const hosts = hasErrors(problems) ? [] : pages.map(writtenHost);
  return finish(all, context, { places, files, bases, hosts: shown(hosts) });
}

const noTime = (value = ''): Finding =>
  locate([pipelineProblemAt('source-date-epoch-invalid', { place: { file: '' } }, { value })], nowhere)[0]!;

/** Prints the only page, or writes it to a file, or writes all of them into a folder. */
async function put(
  pages: readonly HostPage[],
  bases: readonly string[],
  out: string,
  context: Context,
): Promise<{ problems: Problem[]; files: string[] }> {
  const { cwd, streams } = context;
  const all = pagesOf(pages, bases);
  const file = isFile(out, cwd);
  if (!file && out !== '-') {
    const problems = await writePages(all, { cwd, out });
    if (problems.length > 0) return { problems, files: [] };
    const stale = stalePages(all, path.resolve(cwd, out)).map((name) => path.join(out, name));
    return {
      problems: stale.map((file) => problemAt('report-page-stale', { place: { file } }, { file })),
      files: [...all.keys()].map((name) => path.join(out, name)),
    };
  }
  const [only] = all.values();
  if (pages.length !== 1 || only === undefined) {
    const problem = problemAt('report-one-page', { place: { file: out } }, { out, profiles: pages.length });
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

/** What `--format json` says of a page. */
interface WrittenHost {
  name: string;
  profile: string;
  page: string;
  errors: number;
  warnings: number;
}

const writtenHost = ({ page, report: { name, profile, findings } }: HostPage): WrittenHost => ({
  ...{ name, profile, page },
  ...{ errors: findings.errors, warnings: findings.warnings },
});

interface Written {
  places: Places[];
  files: string[];
  bases: string[];
  hosts: WrittenHost[];
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
