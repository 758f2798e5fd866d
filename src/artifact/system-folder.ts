import { realpathSync } from 'node:fs';
import path from 'node:path';

/** What the kernel shows there are no files: a new one is in memory, or takes the place of a device. */
const folders = ['/dev', '/proc', '/sys'];

/** POSIX shared memory: a file system for files of any program, which has them until the machine restarts. */
const forFiles = '/dev/shm';

const isInside = (place: string, folder: string) => place === folder || place.startsWith(`${folder}/`);

/** The folder of the system that a place is in, also by way of links; undefined for a place that keeps files. */
export function systemFolderOf(place: string): string | undefined {
  const real = realPlace(path.resolve(place));
  return isInside(real, forFiles) ? undefined : folders.find((folder) => isInside(real, folder));
}

/** Throws, as the system would, for a place that keeps no files. */
export function refuseSystemFolder(place: string): void {
  const folder = systemFolderOf(place);
  if (folder === undefined) return;
  throw Object.assign(new Error(`it is in ${folder}, which keeps no files`), { code: 'no-files', syscall: 'open' });
}

/** The place without links, as far as it exists. */
function realPlace(place: string): string {
  try {
    return realpathSync(place);
  } catch {
    const parent = path.dirname(place);
    return parent === place ? place : path.join(realPlace(parent), path.basename(place));
  }
}
