import type { Readable } from 'node:stream';

/** A file on a medium. */
export interface MediumFile {
  size: number;
  stream(): Readable;
  read(): Buffer;
}

/** An Alpine medium, in a folder or an image: paths are relative to its root, without a leading slash. */
export interface Medium {
  /** As the user named it. */
  path: string;
  /** Where it is. */
  absolute: string;
  kind: 'iso' | 'folder';
  /** Names in a folder, sorted; none if it is not there. */
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
