import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Finding, hasErrors, type Problem } from '../findings/finding.ts';
import { locate, type Places, textsOf } from '../findings/locate.ts';
import { identify, misfit } from '../medium/identify.ts';
import { officialMedium } from '../medium/official.ts';
import { isMedium, openMedium, readable, unusable } from '../medium/open.ts';
import { examine } from '../pipeline/examine.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';
import { findQemu } from './hardware/qemu.ts';
import type { Options, PrepareContext, Prepared } from './trial.ts';
import { writeFiles } from './write-files.ts';

export interface NotPrepared {
  findings: Finding[];
  places: Places[];
}

/**
 * Everything up to the start of QEMU: reads the profile as a build does, identifies the medium, and writes all files to
 * a folder.
 */
export async function prepare(options: Options, context: PrepareContext): Promise<Prepared | NotPrepared> {
  const examined = await examine(options.profile, { cwd: context.cwd, facts: options.facts }, new Map());
  const no = (...problems: Problem[]): NotPrepared => {
    const findings = [...examined.findings, ...locate(problems, examined.places)];
    return { findings, places: findings.length > 0 ? [textsOf(findings, examined.places)] : [] };
  };
  const { host, tree } = examined;
  if (!host || !tree || hasErrors(examined.findings)) return no();
  if (options.install && host.install.mode !== 'sys')
    return no(problemAt('trial-nothing-to-install', { path: ['install', 'mode'] }, { mode: host.install.mode }));
  const { alpine } = host;
  if (options.media === undefined)
    return no(problemAt('medium-missing', { place: { file: '' } }, { ...alpine, official: officialMedium(alpine) }));
  const medium = openMedium(options.media, context.cwd);
  if (!isMedium(medium)) return no(medium);
  const found = readable(medium.path, () => identify(medium, alpine.arch));
  const wrong = 'code' in found ? found : misfit(medium, found, alpine);
  const qemu = wrong ? undefined : await findQemu(context.environment);
  if (wrong || 'code' in found || !qemu || 'code' in qemu) {
    medium.close();
    return no(...[wrong ?? (qemu as Problem)]);
  }
  const folder = emptyFolder();
  if (typeof folder !== 'string') {
    medium.close();
    return no(folder);
  }
  const remove = () => rmSync(folder, { recursive: true, force: true });
  context.guard?.(remove);
  const written = await writeFiles({
    examined: { ...examined, host, tree },
    medium,
    found,
    qemu,
    folder,
    options,
    context,
  }).catch((thrown) => {
    const problem = unusable(medium.path, thrown) ?? noRoom(thrown, folder);
    if (problem) return { problems: [problem] };
    medium.close();
    remove();
    throw thrown;
  });
  if ('boots' in written) return written;
  medium.close();
  remove();
  return no(...written.problems);
}

function emptyFolder(): string | Problem {
  try {
    return mkdtempSync(path.join(tmpdir(), 'mkapkovl-try-'));
  } catch (thrown) {
    const problem = noRoom(thrown, tmpdir());
    if (problem) return problem;
    throw thrown;
  }
}

/** The finding for a file of the trial that cannot be written, such as on a full disk. */
function noRoom(thrown: unknown, folder: string): Problem | undefined {
  if (typeof (thrown as NodeJS.ErrnoException).syscall !== 'string') return undefined;
  return problemAt('trial-folder-unwritable', { place: { file: '' } }, { folder, reason: reasonOf(thrown) });
}
