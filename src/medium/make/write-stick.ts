import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import path from 'node:path';
import { BackgroundDigest } from '../../artifact/digest/background-digest.ts';
import { cipher } from '../../artifact/encrypt.ts';
import { planStick } from '../../artifact/fat/plan.ts';
import { missingPrograms, ProgramFailed } from '../../artifact/fat/programs.ts';
import { writeStickImage } from '../../artifact/fat/write.ts';
import type { Addition } from '../../artifact/iso9660/add/plan.ts';
import type { Medium } from '../../artifact/medium.ts';
import { Staging } from '../../artifact/staging.ts';
import type { Problem } from '../../findings/finding.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { putSbom } from '../bundle/sbom-file.ts';
import { problemAt } from '../codes.ts';
import type { MediumFacts } from '../identify.ts';
import { descriptionAddition, initramfs, menus, type OverlayFile, overlayAddition } from './additions.ts';
import type { MediumHost } from './host.ts';
import { newMedium } from './new-medium.ts';
import type { MadeMedium, MakeOptions } from './options.ts';
import { stickFiles } from './stick-files.ts';
import { openBase, writingFailed } from './write-medium.ts';

/** Alpine's search for overlays (mkinitfs, nlplug-findfs.c). */
const isOverlay = (name: string) => name.includes('.apkovl.tar.gz');

/**
 * Whether the overlay is at the top of the stick, where lbu replaces it. Only where there is one host: Alpine applies the
 * first overlay that it finds. An installation needs none there.
 */
const isAtTop = (hosts: readonly MediumHost[]) => hosts.length === 1 && hosts[0]!.mode === 'diskless';

/** What a stick cannot be made for, or what is other than one may expect. */
export function notForSticks(
  medium: Medium,
  hosts: readonly MediumHost[],
  { environment }: Pick<MakeOptions, 'environment'>,
): Problem[] {
  const where = { place: { file: medium.path } };
  const missing = missingPrograms(environment);
  if (missing.length > 0) return [problemAt('media-usb-no-program', where, { programs: missing.join(', ') })];
  const overlay = isAtTop(hosts) ? medium.list('').find(isOverlay) : undefined;
  return [
    ...(overlay === undefined
      ? []
      : [problemAt('media-usb-other-overlay', where, { file: medium.path, overlay, hostname: hosts[0]!.hostname })]),
    ...(hosts.length === 1 ? [] : hosts)
      .filter(({ mode }) => mode === 'diskless')
      .map(({ hostname, profile }) => problemAt('media-usb-lbu-ignored', { place: { file: profile } }, { hostname })),
  ];
}

/** Writes the image of a stick: complete, or not at all. */
export async function writeStick(
  medium: Medium,
  facts: MediumFacts,
  overlays: readonly OverlayFile[],
  options: MakeOptions,
  bundle?: Bundle,
): Promise<MadeMedium | Problem> {
  const { environment } = options;
  const { named, out, cannot, refused, time, encrypted, description, about, mode } = newMedium(
    medium,
    facts,
    overlays,
    options,
    bundle,
  );
  if (refused) return refused;
  const source = openBase(medium);
  if ('code' in source) return source;
  const digest = new BackgroundDigest(source.descriptor, source.size);
  let staging: Staging | undefined;
  try {
    const additions = additionsFor(medium, overlays, {
      time,
      encrypted,
      description: descriptionAddition(description),
    });
    if ('code' in additions) return additions;
    const plan = planStick(stickFiles(medium, [...additions, ...(bundle?.additions ?? [])]));
    if ('reason' in plan)
      return problemAt('media-usb-cannot-hold', { place: { file: medium.path } }, { file: medium.path, ...plan });
    staging = Staging.open(path.dirname(out));
    const file = await staging.place(path.basename(out), mode);
    const serial = createHash('sha256').update(JSON.stringify(description)).digest().readUInt32BE(0);
    await writeStickImage(
      file,
      { ...plan, serial, loader: 'boot/syslinux' },
      {
        ...{ environment, time },
        progress: (done, total) => options.writing?.(path.basename(out), done, total),
      },
    );
    const base = await digest.hex();
    source.verify();
    const { size } = statSync(file);
    const listed = await putSbom(bundle, staging, named);
    await staging.commit();
    staging = undefined;
    return {
      ...{ kind: 'usb', file: named, size, ...about, ...listed },
      base: { file: medium.path, version: facts.version, sha256: base, vouched: null },
    };
  } catch (thrown) {
    const problem = failed(thrown) ?? writingFailed(thrown, medium, named, cannot);
    if (!problem) throw thrown;
    return problem;
  } finally {
    staging?.discard();
    await digest.stop();
    source.close();
  }
}

function additionsFor(
  medium: Medium,
  overlays: readonly OverlayFile[],
  { time, encrypted, description }: { time: Date; encrypted: boolean; description: Addition },
): Addition[] | Problem {
  const hosts = overlays.map(({ host }) => host);
  const atTop = isAtTop(hosts);
  const changed = menus(medium, hosts, encrypted ? `.${cipher}` : '', atTop);
  if ('code' in changed) return changed;
  const top = atTop ? overlays.map((each) => overlayAddition(path.basename(each.file), 0o600, each)) : [];
  return [initramfs(overlays, time, atTop), description, ...changed, ...top];
}

const failed = (thrown: unknown) =>
  thrown instanceof ProgramFailed
    ? problemAt('media-usb-failed', { place: { file: '' } }, { program: thrown.program, reason: thrown.message })
    : undefined;
