import path from 'node:path';
import { OutputFolderBusy } from '../../artifact/commit/recover.ts';
import { cipher } from '../../artifact/encrypt.ts';
import { planAdditions } from '../../artifact/iso9660/add/plan.ts';
import { writeImage } from '../../artifact/iso9660/add/write.ts';
import type { Medium } from '../../artifact/medium.ts';
import { type OpenedSource, openSource } from '../../artifact/opened-source.ts';
import { SourceChanged } from '../../artifact/source-changed.ts';
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
import { rememberedDigest } from './remembered-digest.ts';

/** Writes the new ISO: complete, or not at all. */
export async function writeMedium(
  medium: Medium,
  facts: MediumFacts,
  overlays: readonly OverlayFile[],
  options: MakeOptions,
  bundle?: Bundle,
): Promise<MadeMedium | Problem> {
  const { named, out, cannot, refused, hosts, time, encrypted, description, about, mode } = newMedium(
    medium,
    facts,
    overlays,
    options,
    bundle,
  );
  if (refused) return refused;
  const base = openBase(medium);
  if ('code' in base) return base;
  const remembered = rememberedDigest(base, options);
  let staging: Staging | undefined;
  try {
    const changed = menus(medium, hosts, encrypted ? `.${cipher}` : '');
    if ('code' in changed) return changed;
    const additions = [
      initramfs(overlays, time),
      descriptionAddition(description),
      ...changed,
      ...(bundle?.additions ?? []),
    ];
    const plan = planAdditions(base.read, base.size, additions, time);
    staging = Staging.open(path.dirname(out));
    const image = await staging.place(path.basename(out), mode);
    const sha256 = await writeImage(base, plan, {
      ...{ file: image, mode, before: remembered.digest },
      progress: (done) => options.writing?.(path.basename(out), done, plan.after),
    });
    remembered.keep(sha256);
    const listed = await putSbom(bundle, staging, named);
    await staging.commit();
    staging = undefined;
    return {
      kind: 'iso',
      file: named,
      size: plan.after,
      base: { file: medium.path, version: facts.version, sha256, vouched: null },
      ...about,
      ...listed,
    };
  } catch (thrown) {
    const problem = writingFailed(thrown, medium, named, cannot);
    if (!problem) throw thrown;
    return problem;
  } finally {
    staging?.discard();
    base.close();
  }
}

/** Opens Alpine's ISO again: the stick that it is on may be gone since it was looked at. */
export function openBase(medium: Medium): OpenedSource | Problem {
  try {
    return openSource(medium.absolute);
  } catch {
    return problemAt('media-base-changed', { place: { file: medium.path } }, { file: medium.path });
  }
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
