import { closeSync, fstatSync, openSync } from 'node:fs';
import { BackgroundDigest } from './background-digest.ts';

/** The sha256 of a large file. */
export async function digestOfFile(file: string, progress?: (done: number) => void): Promise<string> {
  const descriptor = openSync(file, 'r');
  const digest = new BackgroundDigest(progress);
  try {
    digest.add({ descriptor, start: 0, size: fstatSync(descriptor).size });
    return await digest.hex();
  } finally {
    await digest.stop();
    closeSync(descriptor);
  }
}
