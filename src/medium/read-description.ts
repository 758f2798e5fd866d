import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { isStick, openStick } from '../artifact/fat/read.ts';
import { jsonOf } from '../artifact/json.ts';
import { mediumLimits } from '../artifact/medium.ts';
import type { Problem } from '../findings/finding.ts';
import { problemAt } from './codes.ts';
import { type Description, descriptionSchema } from './make/description.ts';
import { descriptionFile } from './make/paths.ts';
import { isMedium, openMedium, readable } from './open.ts';

/** What image a file is: of a CD by the mark of its first descriptor, or of a stick; undefined if it cannot be read. */
export function imageKind(named: string, cwd: string): 'iso' | 'stick' | undefined {
  const file = path.resolve(cwd, named);
  try {
    // To open a named pipe would wait for its writer.
    if (!statSync(file).isFile()) return undefined;
    const descriptor = openSync(file, 'r');
    try {
      const read = (at: number, length: number) => {
        const bytes = Buffer.alloc(length);
        readSync(descriptor, bytes, 0, length, at);
        return bytes;
      };
      if (read(16 * 2048 + 1, 5).toString('latin1') === 'CD001') return 'iso';
      return isStick(read) ? 'stick' : undefined;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}

/** What a medium that mkapkovl made is for. */
export function readDescription(named: string, cwd: string): Description | Problem {
  const open = () => openStick(named, path.resolve(cwd, named));
  const medium = imageKind(named, cwd) === 'stick' ? readable(named, open) : openMedium(named, cwd);
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
