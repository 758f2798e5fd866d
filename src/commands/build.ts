import { bundleKey } from '../artifact/apk/bundle-key.ts';
import { attention } from '../features/summary/attention.ts';
import { exitStatus } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import { build as buildProfiles, filesOf } from '../pipeline/build.ts';
import type { Shard } from '../pipeline/select.ts';
import { guarded } from '../process/cleanup.ts';
import { nextSteps } from './build/next-steps.ts';
import { readPassphrase, weakPassphrase } from './passphrase.ts';
import { progressDisplay } from './progress.ts';
import { reportBases, reportFindings, writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

export interface BuildFlags {
  out: string;
  facts?: string[];
  lock?: string;
  encrypt?: boolean;
  passphraseFile?: string;
  sign?: string;
  serial?: number;
  bundleKey?: string;
  dryRun?: boolean;
  shard?: Shard;
}

/** Builds the artifacts of every profile, or of none. */
export async function build(profiles: string[], flags: BuildFlags, context: Context): Promise<number> {
  // A dry run reads no secrets, and the passphrase is one.
  const sealed = flags.encrypt && !flags.dryRun ? await readPassphrase(flags.passphraseFile, context, true) : undefined;
  const key = flags.bundleKey === undefined ? undefined : await bundleKey(flags.bundleKey, context.cwd);
  if ((sealed && 'problem' in sealed) || (key && 'code' in key)) {
    const refused = [
      sealed && 'problem' in sealed ? sealed.problem : undefined,
      key && 'code' in key ? key : undefined,
    ];
    const findings = locate(
      refused.filter((each) => each !== undefined),
      nowhere,
    );
    return finish({ hosts: [], files: [], bases: [], findings, places: [] }, flags, context);
  }
  const passphrase = sealed?.passphrase;
  const progress = progressDisplay(context);
  const notes: string[] = [];
  const built = await buildProfiles(profiles, {
    shard: flags.shard,
    cwd: context.cwd,
    out: flags.out,
    facts: flags.facts,
    lock: flags.lock,
    serial: flags.serial,
    bundleKey: key,
    sign: flags.sign === undefined ? undefined : { key: flags.sign, terminal: isTerminal(context), started: guarded() },
    dryRun: flags.dryRun,
    encrypt: flags.encrypt,
    passphrase,
    environment: context.environment,
    version: context.version,
    each: ({ host }) => notes.push(...attention(host).map((note) => `${host.hostname}: ${note}`)),
    progress: (done, total) => progress.update({ what: 'building', done, total, unit: 'hosts' }),
  });
  progress.clear();
  built.findings.push(...locate(weakPassphrase(passphrase), nowhere));
  return finish(built, flags, context, profiles, notes);
}

/** Whether ssh-keygen can ask on this process' own terminal. */
function isTerminal({ streams: { stdin, stderr } }: Context): boolean {
  return stdin === process.stdin && stdin.isTTY === true && stderr.isTTY === true;
}

function finish(
  built: Awaited<ReturnType<typeof buildProfiles>>,
  { dryRun }: BuildFlags,
  context: Context,
  profiles: readonly string[] = [],
  notes: readonly string[] = [],
): number {
  const { hosts, files, bases, findings, places } = built;
  if (isData(context.format)) {
    writeResult({ files, hosts }, findings, context);
    return exitStatus(findings);
  }
  reportFindings(findings, places, context, 'stderr');
  reportBases(bases, context);
  if (dryRun) for (const host of hosts) context.streams.stdout.write(`${filesOf(host).join('\n')}\n`);
  else for (const file of files) context.streams.stdout.write(`${file}\n`);
  const secret = hosts.filter(({ holds_secrets }) => holds_secrets);
  if (secret.length > 0 && !dryRun && !context.quiet) {
    context.streams.stderr.write(
      `${secret.map(({ overlay }) => overlay).join(', ')}: contains secrets, readable only by you (0600)\n`,
    );
  }
  if (files.length > 0 && isForPeople(context)) context.streams.stderr.write(nextSteps(hosts, profiles, notes));
  return exitStatus(findings);
}

/** Whether somebody reads along: logs of CI get nothing that is the same every time. */
const isForPeople = ({ format, quiet, environment: { CI } }: Context) => format === 'text' && !quiet && !CI;
