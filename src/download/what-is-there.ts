import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { DownloadFault } from './fault.ts';

export function otherFile(file: string, found: string, wanted: string): DownloadFault {
  return new DownloadFault('other-file', `${whatIsThere(file)}, sha256 ${found}, not ${wanted}`);
}

export function whatIsThere(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return isPage(file) ? 'a web page' : size === 0 ? 'an empty file' : `a file of ${size} bytes`;
}

/** No image is HTML; a login page or an error with status 200 is. */
export function isPage(file: string): boolean {
  if (!statSync(file, { throwIfNoEntry: false })) return false;
  const start = Buffer.alloc(256);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  return /^\s*(<!doctype html|<html|<head|<\?xml[^>]*>\s*<!doctype html)/i.test(start.toString('latin1'));
}
