import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { refuseSystemFolder } from './system-folder.ts';

/**
 * Creates a folder and its missing parents; returns the outermost one created. Node's recursive mkdir never returns
 * where creating a folder fails with ENOENT although its parent exists, as in /proc. Throws for a place that keeps no
 * files, also where the folder is there.
 */
export function makeFolders(folder: string, mode = 0o777): string | undefined {
  refuseSystemFolder(folder);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const parent = path.dirname(folder);
  const made = existsSync(parent) ? undefined : makeFolders(parent, mode);
  try {
    mkdirSync(folder, { mode });
    return made ?? folder;
  } catch (thrown) {
    if (made) rmSync(made, { recursive: true, force: true });
    throw thrown;
  }
}
