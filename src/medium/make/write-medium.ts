import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { OutputFolderBusy } from '../../artifact/commit/recover.ts';
import { cipher } from '../../artifact/encrypt.ts';
import { planAdditions } from '../../artifact/iso9660/add/plan.ts';
import type { ReadAt } from '../../artifact/iso9660/add/volume.ts';
import { SourceChanged, writeImage } from '../../artifact/iso9660/add/write.ts';
import { type Medium, UnusableMedium } from '../../artifact/medium.ts';
import { Staging } from '../../artifact/staging.ts';
import type { Problem } from '../../findings/finding.ts';
import { problemAt as pipelineProblemAt } from '../../pipeline/codes.ts';
import { reasonOf } from '../../profile/read.ts';
import type { Bundle } from '../bundle/bundle.ts';
import { putSbom } from '../bundle/sbom-file.ts';
import { problemAt } from '../codes.ts';
import type { MediumFacts } from '../identify.ts';
import { unusable } from '../open.ts';
import { descriptionAddition, initramfs, menus, type OverlayFile } from './additions.ts';
import { newMedium } from './new-medium.ts';
import type { MadeMedium, MakeOptions } from './options.ts';

/** Bytes for each read of the base. */
const atOnce = 2 ** 20;

/** Writes the new ISO: complete, or not at all. */
export async function writeMedium(
  medium: Medium,
  facts: MediumFacts,
  overlays: readonly OverlayFile[],
  options: MakeOptions,
  bundle?: Bundle,
): Promise<MadeMedium | Problem> {
  const { named, out, cannot, refused, hosts, time, encrypted, description, secret, mode } = newMedium(
    medium,
    facts,
    overlays,
    options,
    bundle,
  );
  if (refused) return refused;
  const reading = openSync(medium.absolute, 'r');
  let staging: Staging | undefined;
  try {
    const changed = menus(medium, hosts, encrypted ? `.${cipher}` : '');
    if ('code' in changed) return changed;
    const { size } = statSync(medium.absolute);
    const additions = [
      initramfs(overlays, time),
      descriptionAddition(description),
      ...changed,
      ...(bundle?.additions ?? []),
    ];
    const plan = planAdditions(readerOf(reading, size), size, additions, time);
    staging = Staging.open(path.dirname(out));
    const base = createReadStream(medium.absolute, { highWaterMark: atOnce }) as AsyncIterable<Buffer>;
    const digests = await staging.create(path.basename(out), mode, (append) => writeImage(base, plan, append));
    const listed = await putSbom(bundle, staging, named);
    await staging.commit();
    staging = undefined;
    return {
      kind: 'iso',
      file: named,
      size: plan.after,
      sha256: digests.after,
      base: { file: medium.path, version: facts.version, sha256: digests.before, vouched: null },
      hosts: description.hosts,
      holds_secrets: secret,
      ...listed,
    };
  } catch (thrown) {
    const problem = writingFailed(thrown, medium, named, cannot);
    if (!problem) throw thrown;
    return problem;
  } finally {
    staging?.discard();
    closeSync(reading);
  }
}

function readerOf(descriptor: number, size: number): ReadAt {
  return (offset, length) => {
    // In a damaged image, numbers can point anywhere.
    if (offset + length > size) throw new UnusableMedium('damaged', 'a part of it is missing');
    const bytes = Buffer.alloc(length);
    readSync(descriptor, bytes, 0, length, offset);
    return bytes;
  };
}

/** The problem for what a user can correct; undefined for a bug. */
export function writingFailed(
  thrown: unknown,
  medium: Medium,
  out: string,
  cannot: (reason: string) => Problem,
): Problem | undefined {
  const damaged = unusable(medium.path, thrown);
  if (damaged) return damaged;
  if (thrown instanceof SourceChanged)
    return problemAt('media-base-changed', { place: { file: medium.path } }, { file: medium.path });
  if (thrown instanceof OutputFolderBusy)
    return pipelineProblemAt('out-busy', { place: { file: out } }, { folder: path.dirname(out) });
  return typeof (thrown as NodeJS.ErrnoException).syscall === 'string' ? cannot(reasonOf(thrown)) : undefined;
}
