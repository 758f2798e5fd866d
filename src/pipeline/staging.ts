import {
  closeSync,
  existsSync,
  fchmodSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { Writable } from 'node:stream';

/**
 * A folder inside the output folder in which files become whole before they get their names. Everything shows up at
 * once, or nothing: on a failure the output folder is as it was. Its names never contain .apkovl.tar.gz, which Alpine's
 * search would take for an overlay. Every method throws the system's error.
 */
export class Staging {
  private files: { from: string; to: string }[] = [];

  private constructor(
    readonly out: string,
    private readonly folder: string,
    private readonly made: string | undefined,
  ) {}

  /** Makes the output folder if need be. */
  static open(out: string): Staging {
    const made = mkdirSync(out, { recursive: true });
    try {
      return new Staging(out, mkdtempSync(path.join(out, '.mkapkovl-')), made);
    } catch (thrown) {
      if (made) rmSync(made, { recursive: true, force: true });
      throw thrown;
    }
  }

  /** A stream into a new file that will be called `name` when everything is committed. */
  create(name: string, mode: number): Writable {
    const descriptor = this.openFile(name, mode);
    return new Writable({
      write(chunk: Buffer, _, done) {
        try {
          writeWhole(descriptor, chunk);
          done();
        } catch (thrown) {
          done(thrown as Error);
        }
      },
      destroy(error, done) {
        closeSync(descriptor);
        done(error);
      },
    });
  }

  write(name: string, mode: number, content: Buffer): void {
    const descriptor = this.openFile(name, mode);
    try {
      writeWhole(descriptor, content);
    } finally {
      closeSync(descriptor);
    }
  }

  private openFile(name: string, mode: number): number {
    const from = path.join(this.folder, String(this.files.length));
    const descriptor = openSync(from, 'wx', mode);
    fchmodSync(descriptor, mode);
    this.files.push({ from, to: path.join(this.out, name) });
    return descriptor;
  }

  /** Gives every file its name, in the order in which they were made; takes everything back if one cannot have it. */
  commit(): void {
    const done: { to: string; kept: string | undefined }[] = [];
    try {
      for (const [index, { from, to }] of this.files.entries()) {
        const kept = existsSync(to) ? path.join(this.folder, `kept-${index}`) : undefined;
        if (kept) renameSync(to, kept);
        done.push({ to, kept });
        renameSync(from, to);
      }
    } catch (thrown) {
      for (const { to, kept } of done.reverse()) {
        if (kept) renameSync(kept, to);
        else rmSync(to, { force: true });
      }
      throw thrown;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Leaves the output folder as it was. */
  discard(): void {
    rmSync(this.folder, { recursive: true, force: true });
    if (this.made) removeEmpty(this.out, this.made);
  }
}

function writeWhole(descriptor: number, content: Buffer): void {
  for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at);
}

function removeEmpty(folder: string, upTo: string): void {
  try {
    rmdirSync(folder);
    if (path.resolve(folder) !== path.resolve(upTo)) removeEmpty(path.dirname(folder), upTo);
  } catch {
    // Somebody else put something there meanwhile: it is theirs.
  }
}
