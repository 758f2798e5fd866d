import { secretIn } from './find.ts';

/** So far into a file; what is larger is an image, and no overlay holds more than memory does. */
const bound = 16 * 2 ** 20;
/** Longer than the beginning by which any secret is recognised. */
const overlap = 4096;

/** Looks for a secret in a file that comes in pieces. */
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
