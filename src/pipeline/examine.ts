import type { PublicKey } from '../artifact/apk/bundle-key.ts';
import { features } from '../features/index.ts';
import { resolve as resolvePassthrough } from '../features/passthrough/resolve.ts';
import { resolve as resolveGuests } from '../features/vms/resolve.ts';
import { type Finding, hasErrors, type Problem } from '../findings/finding.ts';
import { inOrder, locate, type Places } from '../findings/locate.ts';
import type { Host } from '../host/host.ts';
import { profileSchema } from '../host/schema.ts';
import { meaningIn } from '../host/unknown-keys.ts';
import { lockNextTo, type ReadLock, readLock } from '../lockfile/read.ts';
import type { Lock } from '../lockfile/schema.ts';
import { ageProblems } from '../machine/age.ts';
import { type FactsFiles, readFacts, readFactsOf } from '../machine/read.ts';
import type { Facts } from '../machine/schema.ts';
import { problemsOf } from '../profile/issues.ts';
import { loadProfile, type ParsedFiles, shownName } from '../profile/load.ts';
import { oddCharacters } from '../profile/odd-characters.ts';
import { placeholders } from '../profile/placeholders.ts';
import type { Tree } from '../tree/entry.ts';
import type { ReadContents } from '../tree/user-content.ts';
import { buildTree } from './build-tree.ts';
import { problemAt } from './codes.ts';

export interface ExamineOptions {
  /** The folder that relative names refer to. */
  cwd: string;
  /** Facts that replace the profile's: one file, or several of listings. */
  facts?: FactsFiles | undefined;
  /** The lock file; by default the one next to the profile, and none for false. */
  lock?: string | false | undefined;
  /** What is read for the profile `-`. */
  input?: Uint8Array | undefined;
  /** Serial number instead of the profile's. */
  serial?: number | undefined;
  /** A key that the target gets, to trust what a bundle on its medium has. */
  bundleKey?: PublicKey | undefined;
  /** The time to which the age of facts is measured; now by default. */
  now?: Date | undefined;
  /** Changes the merged profile before it is checked, to see what a key leads to (compare/explain). */
  change?: ((data: unknown) => unknown) | undefined;
  /** Contents of users' files, which are read once for several trees. */
  contents?: ReadContents | undefined;
}

/** The result for one profile; with errors among the findings there is no tree. */
export interface Examined {
  /** The profile, as people read it. */
  profile: string;
  findings: Finding[];
  places: Places;
  /** The merged profile, without defaults. */
  data?: unknown;
  host?: Host;
  tree?: Tree;
  answers?: string;
}

/**
 * Everything up to the finished tree: load, resolve, check, contribute, collect, render, lint. Reads files, writes
 * nothing.
 */
export async function examine(profile: string, options: ExamineOptions, shared: ParsedFiles): Promise<Examined> {
  const loaded = loadProfile(profile, profileSchema, options.cwd, shared, options.input);
  const texts = new Map<string, string>();
  const places: Places = {
    ...loaded.origins,
    text: (file) => loaded.origins.text(file) ?? texts.get(file),
  };
  const done = (problems: Problem[], rest: Partial<Examined> = {}): Examined => ({
    profile: shownName(profile, options.input),
    findings: namingCharacters(locate(problems, places), places),
    places,
    ...rest,
  });
  if (loaded.data === undefined) return done(loaded.problems);
  if ((loaded.data as { abstract?: unknown } | null)?.abstract === true)
    return done([...loaded.problems, problemAt('profile-abstract', { path: ['abstract'], key: true }, { profile })]);

  const data = options.change ? options.change(loaded.data) : loaded.data;
  const parsed = profileSchema.safeParse(data);
  const invalid = parsed.success
    ? []
    : problemsOf(parsed.error.issues, profileSchema, data, { meaning: meaningIn(data) });
  const problems = [...loaded.problems, ...invalid.filter(({ code }) => !loaded.incomplete || code !== 'missing-key')];
  if (!parsed.success || problems.length > 0) return done(problems);

  const { machine, lock, problems: unread } = await readEnvironment(profile, parsed.data.facts, options, texts, shared);
  if (hasErrors(unread)) return done(unread);
  const { extends: _, abstract: __, ...rest } = parsed.data;
  const context = { profile: parsed.data, machine, lock };
  const limit = parsed.data.facts_max_age;
  const outdated = machine && limit ? ageProblems(machine, limit, options.now ?? new Date()) : [];
  const host: Host = {
    ...rest,
    signing: { ...rest.signing, ...(options.serial === undefined ? {} : { serial: options.serial }) },
    passthrough: resolvePassthrough(rest.passthrough, context),
    vms: resolveGuests(rest.vms, context),
    machine,
    lock,
  };

  const checked = features.flatMap((feature) => feature.check?.(host) ?? []);
  const found = [...unread, ...outdated, ...placeholders(parsed.data), ...checked];
  const built = await buildTree(host, {
    cwd: options.cwd,
    texts,
    contents: options.contents,
    before: found,
    bundleKey: options.bundleKey,
  });
  return done(built.problems, { data, host, ...built.rendered });
}

/** Errors that an unusual character causes are replaced with one that names it. */
function namingCharacters(findings: Finding[], places: Places): Finding[] {
  const errors = findings.filter(({ class: faultClass, severity }) => faultClass === 'profile' && severity === 'error');
  const { problems, rest } = oddCharacters(errors, places.text);
  const kept = findings.filter((finding) => !errors.includes(finding) || rest.includes(finding));
  return inOrder([...kept, ...locate(problems, places)]);
}

async function readEnvironment(
  profile: string,
  named: string | undefined,
  { cwd, facts, lock = lockNextTo(profile, cwd) }: ExamineOptions,
  texts: Map<string, string>,
  shared: ParsedFiles,
): Promise<{ machine: Facts | null; lock: Lock | null; problems: Problem[] }> {
  const machine =
    facts !== undefined
      ? await readFactsOf(cwd, facts)
      : named === undefined
        ? undefined
        : await readFacts(cwd, named, { path: ['facts'] });
  for (const [file, text] of machine?.texts ?? []) texts.set(file, text);
  const digests = typeof lock === 'string' ? await sharedLock(cwd, lock, shared) : undefined;
  return {
    machine: machine?.value ?? null,
    lock: digests?.value ?? null,
    problems: [...(machine?.problems ?? []), ...(digests?.problems ?? [])],
  };
}

/** A fleet has one lock, which is read once. */
const locks = new WeakMap<ParsedFiles, Map<string, Promise<ReadLock>>>();

function sharedLock(cwd: string, file: string, shared: ParsedFiles): Promise<ReadLock> {
  const known = locks.get(shared) ?? new Map<string, Promise<ReadLock>>();
  locks.set(shared, known);
  const read = known.get(file) ?? readLock(cwd, file);
  known.set(file, read);
  return read;
}
