import { type BigIntStats, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { UnusableMedium } from './medium.ts';
import { SourceChanged } from './source-changed.ts';

/** A file that is read several times, and that another program could write to meanwhile. */
export interface OpenedSource {
  file: string;
  descriptor: number;
  size: number;
  /** What is another one as soon as the file is, or is written to. */
  identity: string;
  /** When it was last written to, in milliseconds since 1970. */
  changed: number;
  read: (offset: number, length: number) => Buffer;
  /** Throws SourceChanged if the file is not the one that was opened, or was written to. */
  verify: () => void;
  close: () => void;
}

export function openSource(file: string): OpenedSource {
  const descriptor = openSync(file, 'r');
  const opened = fstatSync(descriptor, { bigint: true });
  const size = Number(opened.size);
  return {
    ...{ file, descriptor, size },
    identity: marks.map((mark) => opened[mark]).join('-'),
    changed: Number(opened.ctimeNs > opened.mtimeNs ? opened.ctimeNs : opened.mtimeNs) / 1e6,
    read: (offset, length) => {
      // In a damaged image, numbers can point anywhere.
      if (offset + length > size) throw new UnusableMedium('damaged', 'a part of it is missing');
      const bytes = Buffer.alloc(length);
      readSync(descriptor, bytes, 0, length, offset);
      return bytes;
    },
    verify: () => {
      const now = statSync(file, { bigint: true, throwIfNoEntry: false });
      if (!now || !isSame(now, opened)) throw new SourceChanged();
    },
    close: () => closeSync(descriptor),
  };
}

/** No program can set the time of the last change (ctime), which the kernel does at every write. */
const marks = ['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const;

const isSame = (one: BigIntStats, other: BigIntStats) => marks.every((mark) => one[mark] === other[mark]);
