import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { OutputFolderBusy } from '../artifact/commit/recover.ts';
import { writeWhole } from '../artifact/write-whole.ts';
import { Downloads } from '../download/downloads.ts';
import { type Finding, hasErrors, type Problem } from '../findings/finding.ts';
import { locate, nowhere, withoutRepeats } from '../findings/locate.ts';
import { readLock } from '../lockfile/read.ts';
import { emptyLock, type Lock } from '../lockfile/schema.ts';
import { lockText } from '../lockfile/text.ts';
import { problemAt as pipelineProblemAt } from '../pipeline/codes.ts';
import { examineAll } from '../pipeline/examine-all.ts';
import { selectProfiles } from '../pipeline/select.ts';
import { type WantedHost, wantedOf } from '../pipeline/wanted.ts';
import { reasonOf } from '../profile/read.ts';
import { staleFindings } from './check.ts';
import { problemAt } from './codes.ts';
import { newLock } from './new-lock.ts';
import type { LockOptions, LockResult, LockSummary } from './options.ts';
import { lockFileOf, otherProfiles, updatesOf } from './select.ts';

/** The lock gives the digest. */
const doneHere = ['image-without-digest'];

/** Locks what the profiles take from the network, or says what of the lock is stale. Never throws for a user's mistake. */
export async function lockProfiles(named: readonly string[], options: LockOptions): Promise<LockResult> {
  const result = await lockEach(named, options);
  // What a base lacks is found for every host that extends it.
  return { ...result, findings: withoutRepeats(result.findings) };
}

async function lockEach(named: readonly string[], options: LockOptions): Promise<LockResult> {
  const { cwd } = options;
  const result: LockResult = { lock: null, findings: [], places: [], bases: [] };
  const failed = (...problems: Problem[]) => {
    result.findings.push(...locate(problems, nowhere));
    return result;
  };
  const { profiles } = selectProfiles(named, cwd);
  const file = lockFileOf(profiles, options.out);
  if (typeof file !== 'string') return failed(file);
  const there = existsSync(path.resolve(cwd, file));
  const read = there ? await readLock(cwd, file) : undefined;
  if (read && !read.value) return failed(...read.problems);
  const old = read?.value ?? emptyLock;
  const hosts = await examined(named, otherProfiles(old, file, profiles, cwd), options, result);
  if (hasErrors(result.findings)) return result;
  if (options.check) {
    if (!there) return failed(problemAt('lock-missing', { place: { file: '' } }, { file }));
    result.findings.push(...staleFindings(hosts, old, file), ...locate(withoutPackages(old, options), nowhere));
    result.lock = summaryOf(file, old, hasErrors(result.findings));
    return result;
  }
  const updates = updatesOf(options.update, old);
  if ('code' in updates) return failed(updates);
  const downloads = new Downloads({ ...options.download, ...options, mirror: mirrorOf(hosts, options) });
  try {
    const made = await newLock(hosts, { old, file, updates, downloads, options });
    result.findings.push(...made.findings);
    if (hasErrors(result.findings)) return result;
    result.findings.push(...locate(withoutPackages(made.lock, options), nowhere));
    if (hasErrors(result.findings)) return result;
    const text = lockText(made.lock);
    const changed = !there || readFileSync(path.resolve(cwd, file), 'utf8') !== text;
    if (changed) await writeWhole(path.resolve(cwd, file), text);
    result.lock = summaryOf(file, made.lock, changed);
    return result;
  } catch (thrown) {
    return failed(writingFailed(thrown, file));
  } finally {
    await downloads.close();
  }
}

function mirrorOf(hosts: readonly WantedHost[], { mirror }: LockOptions) {
  return mirror === undefined ? undefined : { from: hosts.map((host) => host.mirror), to: mirror };
}

/** The hosts of the profiles that were named, with the options, and of the others, without. */
async function examined(
  named: readonly string[],
  others: readonly string[],
  { cwd, facts }: LockOptions,
  result: LockResult,
): Promise<WantedHost[]> {
  const all = await examineAll(named, { cwd, facts, lock: false });
  const rest = await examineAll(others, { cwd, lock: false });
  const ofNamed = all.examined.flatMap((each) => wantedOf(each) ?? []);
  const more = rest.examined.flatMap((each) => wantedOf(each) ?? []);
  const hostnames = ofNamed.map(({ hostname }) => hostname);
  result.bases.push(...all.bases);
  result.places.push(...all.places, ...rest.places);
  result.findings.push(...relevant(all.findings), ...relevant(rest.findings));
  return [...ofNamed, ...more.filter(({ hostname }) => !hostnames.includes(hostname))];
}

const relevant = (findings: readonly Finding[]) => findings.filter(({ code }) => !doneHere.includes(code));

function withoutPackages({ packages }: Lock, { apk, packages: demanded }: LockOptions): Problem[] {
  if (packages.every(({ closure }) => closure !== null)) return [];
  const where = { place: { file: '' } };
  return [
    demanded
      ? problemAt('lock-no-apk', where, { program: apk ?? 'apk' })
      : problemAt('lock-without-packages', where, undefined),
  ];
}

function summaryOf(file: string, { hosts, media, images, packages }: Lock, changed: boolean): LockSummary {
  const closures = packages.map(({ closure }) => closure);
  return {
    ...{ file, changed },
    hosts: Object.keys(hosts).length,
    media: Object.keys(media).sort(),
    images: Object.keys(images).length,
    packages: closures.includes(null)
      ? null
      : closures.reduce((sum, closure) => sum + Object.keys(closure ?? {}).length, 0),
  };
}

function writingFailed(thrown: unknown, file: string): Problem {
  const where = { place: { file } };
  if (thrown instanceof OutputFolderBusy) return pipelineProblemAt('out-busy', where, { folder: path.dirname(file) });
  if (typeof (thrown as NodeJS.ErrnoException).syscall !== 'string') throw thrown;
  return pipelineProblemAt('out-unwritable', where, { file, reason: reasonOf(thrown) });
}
