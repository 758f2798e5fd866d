import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Staging } from '../../artifact/staging.ts';
import type { MadeMedium } from '../make/options.ts';
import type { Bundle } from './bundle.ts';

/** Puts the list of what a bundle has next to the medium; without a bundle, removes that of the medium that was there. */
export async function putSbom(
  bundle: Bundle | undefined,
  staging: Staging,
  medium: string,
): Promise<Pick<MadeMedium, 'bundle'>> {
  const name = `${path.basename(medium)}.spdx.json`;
  if (!bundle) {
    if (isOurs(path.join(staging.out, name))) staging.remove(name);
    return {};
  }
  const text = bundle.sbom(path.basename(medium));
  await staging.create(name, 0o644, async (append) => append(Buffer.from(text)));
  return { bundle: { ...bundle.summary, sbom: `${medium}.spdx.json` } };
}

/** Whether a file is such a list: what is none is somebody else's file. */
function isOurs(file: string): boolean {
  const start = Buffer.alloc(1024);
  try {
    if (!statSync(file).isFile()) return false;
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, start);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
  return start.toString('latin1').includes('"https://spdx.org/spdxdocs/mkapkovl-');
}
