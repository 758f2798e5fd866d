import { secretIn } from './find.ts';

/** The maximum searched of a file; a larger file is an image, and an overlay must fit into memory. */
const bound = 16 * 2 ** 20;
/** Longer than the part by which any secret is recognised. */
const overlap = 4096;

/** Searches for a secret in a file that arrives in pieces. */
export class SecretWatch {
  readonly #path: string;
  #carried = '';
  #seen = 0;
  found: string | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  add(piece: Buffer): void {
    if (this.found !== undefined || this.#seen >= bound) return;
    this.#seen += piece.length;
    const text = this.#carried + piece.toString('latin1');
    this.found = secretIn(text, this.#path)?.what;
    this.#carried = text.slice(-overlap);
  }
}
