import type { Readable } from 'node:stream';

/** A file on a medium. */
export interface MediumFile {
  size: number;
  stream(): Readable;
  read(): Buffer;
}

/** An Alpine medium, as a folder or an image; paths are relative to its root, without a leading slash. */
export interface Medium {
  /** The name that the user gave. */
  path: string;
  /** Where it is. */
  absolute: string;
  kind: 'iso' | 'folder';
  /** The sorted names in a folder; empty if it does not exist. */
  list(folder: string): string[];
  file(path: string): MediumFile | undefined;
  close(): void;
}

/** Why a medium cannot be used. */
export class UnusableMedium extends Error {
  readonly kind: 'unreadable' | 'truncated' | 'no-iso' | 'damaged';

  constructor(kind: 'unreadable' | 'truncated' | 'no-iso' | 'damaged', message: string) {
    super(message);
    this.kind = kind;
  }
}
