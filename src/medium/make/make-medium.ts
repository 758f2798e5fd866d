import { createHash } from 'node:crypto';
import { createReadStream, rmSync, statSync } from 'node:fs';
import { savedKey } from '../../artifact/apk/bundle-key.ts';
import { mostInFile } from '../../artifact/initramfs/cpio.ts';
import { temporaryFolder } from '../../artifact/temporary-folder.ts';
import { Downloads } from '../../download/downloads.ts';
import { hasErrors, type Problem } from '../../findings/finding.ts';
import { locate, nowhere } from '../../findings/locate.ts';
import { type BuiltHost, build, type Complete } from '../../pipeline/build.ts';
import { examine } from '../../pipeline/examine.ts';
import { selectProfiles } from '../../pipeline/select.ts';
import { guarded } from '../../process/cleanup.ts';
import { type Base, baseMedium } from '../base.ts';
import { makeBundle } from '../bundle/bundle.ts';
import { problemAt } from '../codes.ts';
import { officialMedium } from '../official.ts';
import { isMedium, openMedium } from '../open.ts';
import { withoutUefi } from './firmware.ts';
import { type MediumHost, mediumHost, sameMachine } from './host.ts';
import type { Made, MakeOptions } from './options.ts';
import { suits } from './suits.ts';
import { writeMedium } from './write-medium.ts';
import { notForSticks, writeStick } from './write-stick.ts';

/** Warnings about diskless hosts whose medium somebody else prepares: ours has the options, and keeps the devices. */
const doneHere = ['kernel-options-diskless', 'initramfs-driver-diskless'];

/** Makes one bootable medium for the hosts, or nothing. Never throws for a user's mistake. */
export async function makeMedium(profiles: readonly string[], options: MakeOptions): Promise<Made> {
  const base = options.media === undefined ? await downloadedBase(profiles, options) : named(options.media);
  if ('medium' in base) return base;
  const medium = openMedium(base.file, options.cwd);
  if (!isMedium(medium)) return refused(medium);
  const folder = temporaryFolder('media');
  if (typeof folder !== 'string') {
    medium.close();
    return refused(folder);
  }
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const guard = guarded();
  guard(remove);
  try {
    const hosts: MediumHost[] = [];
    const complete: Complete[] = [];
    const each = (one: Complete) => {
      complete.push(one);
      options.each?.(one);
      hosts.push(mediumHost(one.profile, one.host, one.tree));
    };
    // A new key is written only after every check and download.
    const bundleKey = options.bundleKey && { ...options.bundleKey, made: false };
    const built = await build(profiles, { ...options, bundleKey, out: folder, each });
    const findings = [
      ...locate(base.problems, nowhere),
      ...built.findings.filter(({ code }) => !doneHere.includes(code)),
    ];
    const { places } = built;
    if (hasErrors(findings)) return { medium: null, findings, places };
    const facts = suits(medium, hosts, options);
    const ofSticks = options.kind === 'usb' ? notForSticks(medium, hosts, options) : [];
    const problems =
      'code' in facts ? [facts] : [...chosenBy(hosts), ...ofSticks, ...withoutUefi(medium, options.kind)];
    findings.push(...locate(problems, nowhere));
    if ('code' in facts || hasErrors(findings)) return { medium: null, findings, places };
    const overlays = await Promise.all(built.hosts.map((each, index) => overlayOf(each, hosts[index]!)));
    const large = overlaysTooLarge(overlays);
    if (large.length > 0) return { medium: null, findings: [...findings, ...locate(large, nowhere)], places };
    const bundle =
      options.bundle && options.bundleKey ? await makeBundle(complete, options.bundleKey, options) : undefined;
    if (Array.isArray(bundle)) return { medium: null, findings: [...findings, ...locate(bundle, nowhere)], places };
    findings.push(...locate(savedKey(options), nowhere));
    if (hasErrors(findings)) return { medium: null, findings, places };
    const write = options.kind === 'usb' ? writeStick : writeMedium;
    const made = await write(medium, facts, overlays, options, bundle);
    if ('code' in made) return { medium: null, findings: [...findings, ...locate([made], nowhere)], places };
    return { medium: { ...made, base: { ...made.base, vouched: base.vouched } }, findings, places };
  } finally {
    medium.close();
    remove();
    guard(undefined);
  }
}

const refused = (...problems: Problem[]): Made => ({
  medium: null,
  findings: locate(problems, nowhere),
  places: [],
});

type Named = Omit<Base, 'vouched'> & { vouched: Base['vouched'] | null };

const named = (file: string): Named => ({ file, vouched: null, problems: [] });

/** The ISO of the first profile, if it can be read; the others' must be the same one. */
async function downloadedBase(names: readonly string[], options: MakeOptions): Promise<Named | Made> {
  const [first = ''] = selectProfiles(names, options.cwd).profiles;
  const { host, findings, places } = await examine(first, options, new Map());
  if (!host) return { medium: null, findings, places: [places] };
  const { alpine, lock } = host;
  const mirror = options.mirror === undefined ? undefined : { from: [alpine.mirror], to: options.mirror };
  const downloads = new Downloads({ ...options.download, cwd: options.cwd, environment: options.environment, mirror });
  try {
    const base = await baseMedium(alpine, lock, downloads);
    if (!('code' in base)) return base;
    const where = { place: { file: '' } };
    return refused(base, problemAt('media-base-missing', where, { ...alpine, official: officialMedium(alpine) }));
  } finally {
    await downloads.close();
  }
}

/** Whether each machine can be recognized, and as one host only. */
function chosenBy(hosts: readonly MediumHost[]): Problem[] {
  const same = sameMachine(hosts);
  if (same) {
    const [other, { hostname, profile }] = same;
    return [problemAt('media-same-machine', { place: { file: profile } }, { hostname, other: other.hostname })];
  }
  if (hosts.length === 1) return [];
  return hosts
    .filter(({ match: { serial, uuid } }) => serial === undefined && uuid === undefined)
    .map(({ hostname, profile }) => problemAt('media-host-without-match', { place: { file: profile } }, { hostname }));
}

export function overlaysTooLarge(
  overlays: readonly { size: number; host: Pick<MediumHost, 'profile' | 'hostname'> }[],
): Problem[] {
  return overlays
    .filter(({ size }) => size > mostInFile)
    .map(({ size, host: { profile, hostname } }) =>
      problemAt('media-overlay-too-large', { place: { file: profile } }, { hostname, size, most: mostInFile }),
    );
}

async function overlayOf(built: BuiltHost, host: MediumHost) {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(built.overlay)) hash.update(piece as Buffer);
  return { built, host, file: built.overlay, size: statSync(built.overlay).size, sha256: hash.digest('hex') };
}
