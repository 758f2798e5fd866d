import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { refuseSystemFolder } from '../artifact/system-folder.ts';
import { exitStatus, type Problem } from '../findings/finding.ts';
import { locate, type Places } from '../findings/locate.ts';
import { noNames, readNames } from '../machine/names.ts';
import { readFactsOf } from '../machine/read.ts';
import { problemAt as pipelineProblemAt } from '../pipeline/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';
import { planFromFacts } from './init/from-facts.ts';
import type { Plan } from './init/plan.ts';
import { planFromAnswers } from './init/questions.ts';
import { profileText } from './init/text.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

/** What a shell reports of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const interrupted = 130;

export interface InitFlags {
  facts?: string[];
  out?: string;
}

/** Writes a first profile, from facts, from a running host or by questions, to standard output or a new file. */
export async function init(host: string | undefined, flags: InitFlags, context: Context): Promise<number> {
  const { cwd, streams, environment } = context;
  const { facts, out } = flags;
  const known = () => (environment.MKAPKOVL_NAMES === '' ? noNames : readNames(environment.MKAPKOVL_NAMES));
  // Before anybody is asked: answers would be lost.
  if (facts === undefined && out !== undefined && existsSync(path.resolve(cwd, out))) {
    const there = problemAt('init-file-exists', { place: { file: out } }, { file: out });
    return finish(null, '', [there], new Map(), context);
  }
  if (host !== undefined) {
    const { planFromHost } = await import('./init/from-host.ts');
    const { plan, problems, texts } = await planFromHost(host, out, await known(), context);
    return plan ? write(plan, problems, texts, flags, context) : finish(null, '', problems, texts, context);
  }
  if (facts === undefined) {
    const { ask } = await import('./init/ask.ts');
    const answers = await ask(streams, environment);
    if (answers === 'interrupted') return interrupted;
    const ended = problemAt('init-not-answered', { place: { file: '' } }, undefined);
    if (answers === 'ended') return finish(null, '', [ended], new Map(), context);
    return write(planFromAnswers(answers), [], new Map(), flags, context);
  }
  const { value, problems, texts } = await readFactsOf(cwd, facts);
  if (!value) return finish(null, '', problems, texts, context);
  const folder = path.resolve(cwd, path.dirname(out ?? '.'));
  const named = facts.map((file) => path.relative(folder, path.resolve(cwd, file)));
  return write(planFromFacts(value, named, await known()), problems, texts, flags, context);
}

function write(
  plan: Plan,
  problems: Problem[],
  texts: ReadonlyMap<string, string>,
  { out }: InitFlags,
  context: Context,
): number {
  const profile = profileText(plan);
  const result = { file: out ?? null, profile };
  if (out === undefined) return finish(result, profile, problems, texts, context);
  try {
    refuseSystemFolder(path.resolve(context.cwd, out));
    writeFileSync(path.resolve(context.cwd, out), profile, { flag: 'wx' });
  } catch (thrown) {
    const where = { place: { file: out } };
    const there = (thrown as NodeJS.ErrnoException).code === 'EEXIST';
    const problem = there
      ? problemAt('init-file-exists', where, { file: out })
      : pipelineProblemAt('out-unwritable', where, { file: out, reason: reasonOf(thrown) });
    return finish(null, '', [...problems, problem], texts, context);
  }
  return finish(result, `${out}\n`, problems, texts, context);
}

function finish(
  result: { file: string | null; profile: string } | null,
  printed: string,
  problems: Problem[],
  texts: ReadonlyMap<string, string>,
  context: Context,
): number {
  const places: Places = { find: () => ({ file: '' }), text: (name) => texts.get(name) };
  const findings = locate(problems, places);
  if (isData(context.format)) writeResult(result, findings, context);
  else {
    context.streams.stdout.write(printed);
    reportFindings(findings, [places], context, 'stderr');
  }
  return exitStatus(findings);
}
