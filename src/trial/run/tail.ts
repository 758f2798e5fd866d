import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** Reads what is appended to a file, which need not exist yet. */
export class Tail {
  private offset = 0;
  private readonly decoder = new StringDecoder('utf8');
  private readonly buffer = Buffer.alloc(65_536);

  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  /** The text appended since the last call. */
  read(): string {
    let handle: number;
    try {
      handle = openSync(this.file, 'r');
    } catch {
      return '';
    }
    let text = '';
    for (;;) {
      const length = readSync(handle, this.buffer, 0, this.buffer.length, this.offset);
      if (length === 0) break;
      this.offset += length;
      text += this.decoder.write(this.buffer.subarray(0, length));
    }
    closeSync(handle);
    return text;
  }
}
