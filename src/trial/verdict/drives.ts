import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Drive } from '../trial.ts';

/** Whether an image that was created blank was never written to. Most such images occupy no space at all. */
export function isBlank({ file }: Drive): boolean {
  if (statSync(file).blocks === 0) return true;
  const piece = Buffer.alloc(1 << 20);
  const zero = Buffer.alloc(1 << 20);
  const handle = openSync(file, 'r');
  try {
    for (;;) {
      const length = readSync(handle, piece);
      if (length === 0) return true;
      if (piece.compare(zero, 0, length, 0, length) !== 0) return false;
    }
  } finally {
    closeSync(handle);
  }
}
