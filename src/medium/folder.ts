import { createReadStream, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';
import { type Medium, refuseLarger } from '../artifact/medium.ts';

/** A folder with the layout of a medium. */
export function openFolder(named: string, absolute: string): Medium {
  // Reports an unreadable folder immediately.
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
      const { size } = found;
      const read = (most: number) => {
        refuseLarger(size, most, below);
        return readFileSync(at(below));
      };
      return { size, read, stream: () => createReadStream(at(below)) };
    },
    close: () => undefined,
  };
}

/** A path below a file does not exist either; Node throws a different error for it. */
function statusOf(place: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
