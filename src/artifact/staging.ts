import {
  closeSync,
  existsSync,
  fchmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder and those above it; returns the outermost one that it made. Node's own way never comes back where
 * making a folder fails with ENOENT though its parent is there, as in /proc.
 */
function makeFolders(folder: string): string | undefined {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const parent = path.dirname(folder);
  const made = existsSync(parent) ? undefined : makeFolders(parent);
  try {
    mkdirSync(folder);
    return made ?? folder;
  } catch (thrown) {
    if (made) rmSync(made, { recursive: true, force: true });
    throw thrown;
  }
}

/** Folders in use, for a program that is told to stop. */
const inUse = new Set<Staging>();

/** Leaves every output folder as it was. Waits for nothing, so that it can be the last thing before a signal is obeyed. */
export function discardAll(): void {
  for (const staging of inUse) staging.discard();
}

/**
 * A folder inside the output folder in which files are completed before they get their names. Everything appears at
 * once, or nothing: on a failure the output folder is as it was. Its names never contain .apkovl.tar.gz, which Alpine's
 * search would take for an overlay. Every method throws the system's error. No signal is served while the folder comes
 * into being or the files get their names, so there is no moment at which one of them could be left behind.
 */
export class Staging {
  private files: { from: string; to: string }[] = [];

  readonly out: string;
  private readonly folder: string;
  private readonly made: string | undefined;

  private constructor(out: string, folder: string, made: string | undefined) {
    this.out = out;
    this.folder = folder;
    this.made = made;
    inUse.add(this);
  }

  /** Makes the output folder if need be. */
  static open(out: string): Staging {
    const made = makeFolders(out);
    try {
      return new Staging(out, mkdtempSync(path.join(out, '.mkapkovl-')), made);
    } catch (thrown) {
      if (made) rmSync(made, { recursive: true, force: true });
      throw thrown;
    }
  }

  /**
   * Makes a new file that will be called `name` when everything is committed. `fill` is given a function that appends
   * to it; the file is closed when the promise settles.
   */
  async create<Result>(
    name: string,
    mode: number,
    fill: (append: (piece: Buffer) => void) => Promise<Result>,
  ): Promise<Result> {
    const from = path.join(this.folder, String(this.files.length));
    const descriptor = openSync(from, 'wx', mode);
    try {
      fchmodSync(descriptor, mode);
      this.files.push({ from, to: path.join(this.out, name) });
      return await fill((piece) => writeWhole(descriptor, piece));
    } finally {
      closeSync(descriptor);
    }
  }

  /** Gives every file its name, in the order in which they were made; takes everything back if one cannot have it. */
  commit(): void {
    const undo: (() => void)[] = [];
    try {
      for (const [index, { from, to }] of this.files.entries()) {
        const kept = keep(to, path.join(this.folder, `kept-${index}`));
        if (kept) undo.push(() => renameSync(kept, to));
        renameSync(from, to);
        if (!kept) undo.push(() => rmSync(to, { force: true }));
      }
    } catch (thrown) {
      for (const back of undo.reverse()) back();
      throw thrown;
    }
    this.close();
  }

  /** Leaves the output folder as it was. */
  discard(): void {
    this.close();
    if (this.made) removeEmpty(this.out, this.made);
  }

  private close(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
    inUse.delete(this);
  }
}

/**
 * Gives what is called `to` a second name, so that it is there until the moment in which it is replaced, and can be
 * brought back; FAT has no second names, and there it is moved. A folder is left alone: nothing may replace it, and
 * rename(2) will say so.
 */
function keep(to: string, kept: string): string | undefined {
  const there = lstatSync(to, { throwIfNoEntry: false });
  if (!there || there.isDirectory()) return undefined;
  try {
    linkSync(to, kept);
  } catch {
    renameSync(to, kept);
  }
  return kept;
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
