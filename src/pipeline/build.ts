import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { type BundleKey, savedKey } from '../artifact/apk/bundle-key.ts';
import { recover } from '../artifact/commit/recover.ts';
import { cipher, encrypt } from '../artifact/encrypt.ts';
import { manifest } from '../artifact/manifest.ts';
import { pack } from '../artifact/pack.ts';
import { readSecrets } from '../artifact/secrets.ts';
import type { Signer } from '../artifact/sign.ts';
import { sourceDate } from '../artifact/source-date.ts';
import { Staging } from '../artifact/staging.ts';
import { type Finding, hasErrors, type Problem } from '../findings/finding.ts';
import { locate, nowhere, type Places, textsOf, withoutRepeats } from '../findings/locate.ts';
import type { Host } from '../host/host.ts';
import { turn } from '../process/turns.ts';
import type { ParsedFiles } from '../profile/load.ts';
import { compareBytes, isSecret, type Tree } from '../tree/entry.ts';
import { problemAt } from './codes.ts';
import { hostnamesTaken } from './duplicate-hostname.ts';
import { type Examined, type ExamineOptions, examine } from './examine.ts';
import { identify } from './identify.ts';
import { staleLock } from './lock-stale.ts';
import { type Shard, selectProfiles } from './select.ts';
import { beforeSigning, removeSignature, signOverlay } from './sign-overlay.ts';
import { writingFailed } from './writing-failed.ts';

export interface BuildOptions extends ExamineOptions {
  /** Which part of the profiles to build. */
  shard?: Shard | undefined;
  /** The output folder, as the user named it. */
  out: string;
  /** Whether the overlay is encrypted; a dry run can name it without the passphrase. */
  encrypt?: boolean | undefined;
  /** The passphrase that encrypts the overlay. */
  passphrase?: string | undefined;
  /** Signs overlays with this key, by ssh-keygen. */
  sign?: Pick<Signer, 'key' | 'terminal' | 'started'> | undefined;
  /** Its public part is in the overlay; a new one is written before the overlays. */
  bundleKey?: BundleKey | undefined;
  /** Examine everything, but read no secrets and write nothing. */
  dryRun?: boolean | undefined;
  environment: Readonly<Record<string, string | undefined>>;
  version: string;
  /** Called with each host that was built, for what else is made of it. */
  each?: (examined: Complete) => void;
  /** Called after each host, for a progress display. */
  progress?: (done: number, total: number) => void;
}

/** A profile without an error. */
export type Complete = Examined & { host: Host; tree: Tree };

/** What was built for one host. */
export interface BuiltHost {
  hostname: string;
  /** sha256 of the tree, in hexadecimal; the same for the same input. */
  build_id: string;
  /** File name of the overlay. */
  overlay: string;
  /** File name of the signature, of a signed overlay. */
  signature?: string;
  /** File name of the answer file for setup-alpine. */
  answers: string;
  /** File name of the manifest, which is JSON. */
  manifest: string;
  /** Whether the overlay contains secrets, so that its files have mode 0600. */
  holds_secrets: boolean;
}

export interface Built {
  hosts: BuiltHost[];
  /** The files that were written, in order. */
  files: string[];
  /** Profiles that were left out, because they are only extended by others. */
  bases: string[];
  findings: Finding[];
  /** The sources of each profile, for carets. */
  places: Places[];
}

/**
 * Builds every profile, or none: files appear only when all of them are complete. Never throws for a user's mistake.
 */
export async function build(named: readonly string[], options: BuildOptions): Promise<Built> {
  const { profiles, elsewhere, bases } = selectProfiles(named, options.cwd, options.shard);
  const shared: ParsedFiles = new Map();
  const result: Built = { hosts: [], files: [], bases, findings: [], places: [] };
  const taken = hostnamesTaken(elsewhere, options.cwd, shared);
  let staging: Staging | undefined;
  let failed = sourceDate(options.environment) === undefined;
  if (failed) result.findings.push(...locate([noSourceDate(options)], nowhere));
  try {
    const out = path.resolve(options.cwd, options.out);
    // First of all, and even if this build fails: nothing may take a torn set for a build.
    if (!options.dryRun && statSync(out, { throwIfNoEntry: false })?.isDirectory()) recover(out);
    for (const [index, profile] of profiles.entries()) {
      await turn();
      const examined = await examine(profile, options, shared);
      const problems = [...taken(examined), ...staleLock(examined, options), ...beforeWriting(examined, options)];
      const found = [...examined.findings, ...locate(problems, examined.places)];
      if (!failed && !hasErrors(found)) {
        if (!options.dryRun) staging ??= Staging.open(out);
        const { host, findings } = await buildOne(examined, options, staging);
        found.push(...findings);
        if (host) result.hosts.push(host);
        if (host && isComplete(examined)) options.each?.(examined);
      } else if (examined.tree && !options.dryRun) {
        // Nothing will be written, but read the other secrets too, so that all missing ones are reported at once.
        const { problems } = await readSecrets(examined.tree, options.environment, options.cwd, installs(examined));
        found.push(...locate(problems, examined.places));
      }
      failed ||= hasErrors(found);
      if (found.length > 0) result.places.push(textsOf(found, examined.places));
      result.findings.push(...found);
      options.progress?.(index + 1, profiles.length);
    }
    if (staging && !hasErrors(result.findings)) result.findings.push(...locate(savedKey(options), nowhere));
    if (hasErrors(result.findings)) staging?.discard();
    else if (staging) {
      await staging.commit();
      result.files = result.hosts.flatMap(filesOf);
      result.findings.push(...otherOverlays(result.hosts, options));
    }
  } catch (thrown) {
    staging?.discard();
    const problem = writingFailed(thrown, options);
    if (!problem) throw thrown;
    result.findings.push(...locate([problem], nowhere));
  }
  result.findings = withoutRepeats(result.findings);
  return hasErrors(result.findings) ? { ...result, hosts: [], files: [] } : result;
}

const installs = ({ host }: Pick<Examined, 'host'>) => host?.install.mode === 'sys';

const isComplete = (examined: Examined): examined is Complete => Boolean(examined.host && examined.tree);

/** In the order of writing. */
export function filesOf({ overlay, signature, answers, manifest }: BuiltHost): string[] {
  return [overlay, ...(signature === undefined ? [] : [signature]), answers, manifest];
}

function noSourceDate({ environment }: BuildOptions): Problem {
  const value = environment.SOURCE_DATE_EPOCH ?? '';
  return problemAt('source-date-epoch-invalid', { place: { file: '' } }, { value });
}

function beforeWriting({ host, tree }: Examined, { passphrase, dryRun, sign }: BuildOptions): Problem[] {
  if (!host) return [];
  const mustEncrypt = host.install.encrypt?.overlay === 'encrypted' && passphrase === undefined && !dryRun;
  return [
    ...(tree ? beforeSigning(host, sign !== undefined) : []),
    ...(mustEncrypt
      ? [problemAt('overlay-must-be-encrypted', { path: ['install', 'encrypt', 'overlay'] }, undefined)]
      : []),
  ];
}

/** Renders one host into the staging folder; without one (a dry run) only returns the file names. */
async function buildOne(
  { host, tree, answers = '', places }: Examined,
  options: BuildOptions,
  staging: Staging | undefined,
): Promise<{ host?: BuiltHost; findings: Finding[] }> {
  if (!host || !tree) return { findings: [] };
  const id = identify(tree);
  const plain = `${host.hostname}.apkovl.tar.gz`;
  const encrypted = options.encrypt || options.passphrase !== undefined;
  const overlay = encrypted ? `${plain}.${cipher}` : plain;
  const holdsSecrets = [...tree.values()].some(isSecret);
  const name = (file: string) => path.join(options.out, file);
  const built: BuiltHost = {
    hostname: host.hostname,
    build_id: id,
    overlay: name(overlay),
    ...(options.sign ? { signature: name(`${host.hostname}.sig`) } : {}),
    answers: name(`${host.hostname}.answers`),
    manifest: name(`${host.hostname}.manifest.json`),
    holds_secrets: holdsSecrets,
  };
  if (!staging) return { host: built, findings: [] };

  const { secrets, problems } = await readSecrets(tree, options.environment, options.cwd, installs({ host }));
  if (problems.length > 0) return { findings: locate(problems, places) };
  const mode = holdsSecrets ? 0o600 : 0o644;
  const mtime = sourceDate(options.environment) ?? new Date(0);
  let digests: Awaited<ReturnType<typeof pack>>;
  if (options.passphrase !== undefined) {
    const chunks: Buffer[] = [];
    const packed = await pack(tree, secrets, mtime, (piece) => chunks.push(piece));
    const { passphrase } = options;
    const sealed = await staging.create(overlay, mode, (append) => encrypt(chunks, passphrase, append));
    digests = { tar: packed.tar, apkovl: sealed };
  } else {
    digests = await staging.create(overlay, mode, (append) => pack(tree, secrets, mtime, append));
  }
  const { signature, problems: unsigned } = options.sign
    ? await signOverlay(staging.stagedFile(overlay), host, tree, { ...options, ...options.sign })
    : removeSignature(`${host.hostname}.sig`, staging, options);
  const found = locate(unsigned, places);
  if (hasErrors(unsigned)) return { findings: found };
  if (signature) await staging.create(`${host.hostname}.sig`, 0o644, async (append) => append(signature));
  await staging.create(`${host.hostname}.answers`, 0o644, async (append) => append(Buffer.from(answers)));
  const described = {
    hostname: host.hostname,
    release: host.alpine.release,
    version: options.version,
    buildId: id,
    overlay,
    digests,
    signature,
    serial: host.signing.serial,
    answers,
    tree,
  };
  await staging.create(`${host.hostname}.manifest.json`, mode, async (append) =>
    append(Buffer.from(manifest(described))),
  );
  return { host: built, findings: found };
}

/**
 * An overlay of the same host under the other name could end up on the medium too, and it is undefined which of the two
 * Alpine loads.
 */
function otherOverlays(hosts: BuiltHost[], { cwd, out }: BuildOptions): Finding[] {
  const there = readdirSync(path.resolve(cwd, out));
  const written = new Set(hosts.map(({ overlay }) => path.basename(overlay)));
  const other = there
    .filter((file) => !written.has(file) && hosts.some(({ hostname }) => file.startsWith(`${hostname}.apkovl.tar.gz`)))
    .sort(compareBytes);
  return other.flatMap((file) =>
    locate(
      [problemAt('other-overlay-present', { place: { file: path.join(out, file) } }, { file: path.join(out, file) })],
      nowhere,
    ),
  );
}
