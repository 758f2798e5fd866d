import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { jsonOf } from '../artifact/json.ts';
import { mediumLimits } from '../artifact/medium.ts';
import type { Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';
import { type Description, descriptionSchema } from './make/description.ts';
import { descriptionFile } from './make/paths.ts';
import { isMedium, openMedium, readable } from './open.ts';

/** Whether a file is an ISO 9660 image, by the mark of its first descriptor; false if it cannot be read. */
export function isIso(named: string, cwd: string): boolean {
  const mark = Buffer.alloc(5);
  const file = path.resolve(cwd, named);
  try {
    // To open a named pipe would wait for its writer.
    if (!statSync(file).isFile()) return false;
    const descriptor = openSync(file, 'r');
    try {
      readSync(descriptor, mark, 0, 5, 16 * 2048 + 1);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
  return mark.toString('latin1') === 'CD001';
}

/** What a medium that mkapkovl made is for. */
export function readDescription(named: string, cwd: string): Description | Problem {
  const medium = openMedium(named, cwd);
  if (!isMedium(medium)) return medium;
  const found = readable(named, () => {
    const text = medium.file(descriptionFile)?.read(mediumLimits.text).toString('utf8');
    const parsed = text === undefined ? undefined : descriptionSchema.safeParse(jsonOf(text));
    if (parsed?.success) return parsed.data;
    const reason =
      text === undefined ? `it has no ${descriptionFile}` : `its ${descriptionFile} is not one of this version`;
    return problemAt('medium-not-ours', { place: { file: named } }, { file: named, reason });
  });
  medium.close();
  return found;
}
