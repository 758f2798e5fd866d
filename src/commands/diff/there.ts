import { lstatSync, statSync } from 'node:fs';

/** Whether it is a folder that can be reached; a link to one is one. */
export function isFolder(file: string): boolean {
  try {
    return statSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** Whether something of that name can be reached, also a link to nothing. */
export function isThere(file: string): boolean {
  try {
    lstatSync(file);
    return true;
  } catch {
    return false;
  }
}
