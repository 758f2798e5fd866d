import path from 'node:path';
import { refuseSystemFolder } from '../artifact/system-folder.ts';
import { exitStatus, type Finding, type Problem } from '../findings/finding.ts';
import { locate, nowhere, type Places } from '../findings/locate.ts';
import { problemAt } from '../pipeline/codes.ts';
import { guarded } from '../process/cleanup.ts';
import { reasonOf } from '../profile/read.ts';
import { prepare } from '../trial/prepare.ts';
import type { Options, Prepared } from '../trial/trial.ts';
import { runTrial, type Tried } from '../trial/try.ts';
import { printTrial } from '../trial/verdict/text.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData, styleOf } from './streams.ts';
import { trialProgress } from './try/progress.ts';

export interface TryFlags extends Partial<Omit<Options, 'profile' | 'timeout'>> {
  timeout: number;
  out: string;
}

/** Boots the built overlay in a virtual machine, and reports which promises of the profile held. */
export async function tryProfile(profile: string, flags: TryFlags, context: Context): Promise<number> {
  const began = performance.now();
  const { cwd, environment, version, streams, quiet, format } = context;
  const { out, install = false, uefi = false, offline = false, keep = false, timeout } = flags;
  const options = { ...flags, install, uefi, offline, keep };
  try {
    refuseSystemFolder(path.resolve(cwd, out));
  } catch (thrown) {
    return finish(null, locate([unwritable(thrown, out)], nowhere), [], '', context);
  }
  const guard = guarded();
  const prepared = await prepare({ profile, ...options }, { cwd, environment, version, guard });
  if (!('boots' in prepared)) return finish(null, prepared.findings, prepared.places ?? [], '', context);
  const { accelerator } = prepared;
  if (!quiet && format === 'text') {
    const how = { kvm: 'with KVM', tcg: 'emulated (TCG), which is slow' }[accelerator.name];
    streams.stderr.write(`${prepared.hostname}: in QEMU, ${how}: ${accelerator.why}\n`);
  }
  const progress = trialProgress(context);
  const tried = await runTrial(prepared, {
    ...{ environment, version, cwd, out, keep, timeout },
    left: timeout - (performance.now() - began) / 1000,
    show: progress.update,
    guard,
  })
    .catch((thrown) => unwritable(thrown, out))
    .finally(progress.clear);
  if ('code' in tried) {
    const findings = [...(prepared.findings ?? []), ...locate([tried], nowhere)];
    return finish(null, findings, prepared.places ?? [], '', context);
  }
  const findings = [...(prepared.findings ?? []), ...locate(tried.judgement.problems, nowhere)];
  const printed = printTrial(prepared, tried.judgement, tried.timeline, styleOf(streams.stdout, environment));
  if (format === 'text') lastWords(tried, context);
  return finish(resultOf(prepared, tried), findings, prepared.places ?? [], printed + ending(tried), context);
}

/** The finding for a record or log that cannot be written; any other error is a bug. */
function unwritable(thrown: unknown, out: string): Problem {
  if (typeof (thrown as NodeJS.ErrnoException).syscall !== 'string') throw thrown;
  return problemAt('out-unwritable', { place: { file: out } }, { file: out, reason: reasonOf(thrown) });
}

/** The last console lines, if the trial was not completed. */
function lastWords({ observed }: Tried, { streams, environment }: Context): void {
  const last = observed.boots.at(-1);
  if (!last?.failure) return;
  const { dim } = styleOf(streams.stderr, environment);
  // The agent's log is more informative than the shutdown that followed.
  for (const line of last.report.sections.get('log')?.lines.slice(-20) ?? last.last)
    streams.stderr.write(`${dim(`| ${line}`)}\n`);
}

function ending({ files, kept }: Tried): string {
  const lines = [`Record: ${files.record}`, `Console: ${files.log}`];
  if (kept) lines.push(`Kept: ${kept.folder}; start it again with ${kept.start}`);
  return `${lines.join('\n')}\n`;
}

function resultOf(prepared: Prepared, { judgement, observed, timeline, files, kept }: Tried) {
  const { hostname, accelerator, medium, substitutions, filesThatDiffer } = prepared;
  const last = observed.boots.at(-1);
  return {
    hostname,
    verdict: judgement.verdict,
    accelerator,
    medium,
    substitutions,
    files_that_differ: filesThatDiffer,
    promises: judgement.promises,
    timeline,
    stopped: last?.failure
      ? { failure: last.failure, last_lines: last.last, guest_log: last.report.sections.get('log')?.lines ?? [] }
      : null,
    ...files,
    kept: kept ?? null,
  };
}

function finish(
  result: ReturnType<typeof resultOf> | null,
  findings: readonly Finding[],
  places: readonly Places[],
  printed: string,
  context: Context,
): number {
  if (isData(context.format)) writeResult(result, findings, context);
  else {
    context.streams.stdout.write(printed);
    reportFindings(findings, places, context, 'stderr');
  }
  return exitStatus(findings);
}
