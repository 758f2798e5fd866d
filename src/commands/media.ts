import { bundleKey } from '../artifact/apk/bundle-key.ts';
import { attention } from '../features/summary/attention.ts';
import { exitStatus, type Finding } from '../findings/finding.ts';
import { locate, nowhere, type Places } from '../findings/locate.ts';
import type { Announced } from '../medium/bundle/sizes.ts';
import { makeMedium } from '../medium/make/make-medium.ts';
import type { MadeMedium, MediumKind } from '../medium/make/options.ts';
import { selectProfiles } from '../pipeline/select.ts';
import { counted } from './counted.ts';
import { nextSteps } from './media/next-steps.ts';
import { removableDisks } from './media/removable.ts';
import { readPassphrase, weakPassphrase } from './passphrase.ts';
import { fileDisplay } from './progress.ts';
import { reportBases, reportFindings, writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

export interface MediaFlags {
  media?: string;
  mirror?: string;
  out?: string;
  facts?: string[];
  lock?: string;
  bundle?: boolean;
  bundleKey?: string;
  encrypt?: boolean;
  passphraseFile?: string;
}

/** Makes one bootable medium, and says what to do with it. */
export async function media(
  kind: MediumKind,
  profiles: string[],
  flags: MediaFlags,
  context: Context,
): Promise<number> {
  const { cwd, environment, version } = context;
  const sealed = flags.encrypt ? await readPassphrase(flags.passphraseFile, context, true) : undefined;
  if (sealed && 'problem' in sealed) return finish(null, locate([sealed.problem], nowhere), [], context);
  const key = flags.bundleKey === undefined ? undefined : await bundleKey(flags.bundleKey, cwd);
  if (key && 'code' in key) return finish(null, locate([key], nowhere), [], context);
  const progress = fileDisplay(context);
  const notes: string[] = [];
  const { medium, findings, places } = await makeMedium(profiles, {
    ...{ kind, cwd, environment, version, passphrase: sealed?.passphrase },
    ...{ media: flags.media, mirror: flags.mirror, out: flags.out, facts: flags.facts, lock: flags.lock },
    ...{ bundle: flags.bundle, bundleKey: key, announce: (bundle: Announced) => announce(bundle, context) },
    each: ({ host }) => notes.push(...attention(host).map((note) => `${host.hostname}: ${note}`)),
    ...{ progress: progress.building, writing: progress.writing },
    download: { progress: progress.download },
  });
  progress.clear();
  if (!isData(context.format)) reportBases(selectProfiles(profiles, cwd).bases, context);
  return finish(medium, [...findings, ...locate(weakPassphrase(sealed?.passphrase), nowhere)], places, context, notes);
}

/** Before anything is fetched: it can be gigabytes. */
function announce({ packages, images, bytes, unknown }: Announced, { streams, format, quiet }: Context): void {
  if (quiet || isData(format)) return;
  const more = unknown > 0 ? `, and ${counted(unknown, 'image')} of unknown size` : '';
  streams.stderr.write(`bundle: ${counted(packages, 'package')}, ${counted(images, 'image')}, ${bytes} bytes${more}\n`);
}

function finish(
  medium: MadeMedium | null,
  findings: Finding[],
  places: Places[],
  context: Context,
  notes: readonly string[] = [],
): number {
  if (isData(context.format)) {
    writeResult(medium, findings, context);
    return exitStatus(findings);
  }
  reportFindings(findings, places, context, 'stderr');
  if (medium) {
    context.streams.stdout.write(`${medium.file}\n`);
    if (!context.quiet) context.streams.stderr.write(nextSteps(medium, removableDisks(), notes));
  }
  return exitStatus(findings);
}
