import { createReadStream, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import type { Medium } from '../../artifact/medium.ts';

/** A folder that is laid out like a medium. */
export function openFolder(named: string, absolute: string): Medium {
  // A folder that cannot be read is reported now.
  readdirSync(absolute);
  const at = (below: string) => path.join(absolute, below);
  return {
    path: named,
    absolute,
    kind: 'folder',
    list: (folder) => (statusOf(at(folder))?.isDirectory() ? readdirSync(at(folder)).sort() : []),
    file: (below) => {
      const found = below.split('/').includes('..') ? undefined : statusOf(at(below));
      if (!found?.isFile()) return undefined;
      return { size: found.size, read: () => readFileSync(at(below)), stream: () => createReadStream(at(below)) };
    },
    close: () => undefined,
  };
}

/** Below a file there is nothing either; Node throws for that. */
function statusOf(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
