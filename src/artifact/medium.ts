import type { Readable } from 'node:stream';

/** A file on a medium. */
export interface MediumFile {
  size: number;
  stream(): Readable;
  /** The content; throws UnusableMedium if it has more bytes than `most`. */
  read(most: number): Buffer;
}

/** An Alpine medium, as a folder or an image; paths are relative to its root, without a leading slash. */
export interface Medium {
  /** The name that the user gave. */
  path: string;
  /** Where it is. */
  absolute: string;
  kind: 'iso' | 'stick' | 'folder';
  /** The sorted names in a folder; empty if it does not exist. */
  list(folder: string): string[];
  file(path: string): MediumFile | undefined;
  close(): void;
}

/** Bytes that files of a medium may have, far above what Alpine's have. */
export const mediumLimits = { text: 2 ** 20, index: 64 * 2 ** 20, unpacked: 512 * 2 ** 20, boot: 2 ** 30 };

/** A size that no file of an Alpine medium has. */
export function refuseLarger(size: number, most: number, name: string): void {
  if (size > most) throw new UnusableMedium('damaged', `${name} has ${size} bytes, more than the limit of ${most}`);
}

/** Why a medium cannot be used. */
export class UnusableMedium extends Error {
  readonly kind: 'unreadable' | 'truncated' | 'no-iso' | 'damaged';

  constructor(kind: 'unreadable' | 'truncated' | 'no-iso' | 'damaged', message: string) {
    super(message);
    this.kind = kind;
  }
}
