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
 * Creates a folder and its missing parents; returns the outermost one created. Node's recursive mkdir never returns
 * where creating a folder fails with ENOENT although its parent exists, as in /proc.
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

/** Folders in use, to be cleaned up when a signal stops the program. */
const inUse = new Set<Staging>();

/** Restores every output folder. Synchronous, so that it can run last before a signal ends the program. */
export function discardAll(): void {
  for (const staging of inUse) staging.discard();
}

/**
 * A folder inside the output folder in which files are completed before they get their names. All files appear, or
 * none: a failure leaves the output folder as it was. Temporary names never contain .apkovl.tar.gz, which Alpine's
 * search would take for an overlay. Every method throws the system's error. Creating the folder and naming the files
 * are synchronous, so that no signal can leave one of them behind.
 */
export class Staging {
  private files: { from: string; to: string }[] = [];
  private outdated: string[] = [];

  readonly out: string;
  private readonly folder: string;
  private readonly made: string | undefined;

  private constructor(out: string, folder: string, made: string | undefined) {
    this.out = out;
    this.folder = folder;
    this.made = made;
    inUse.add(this);
  }

  /** Creates the output folder if necessary. */
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
   * Creates a file that gets the name `name` on commit. `fill` receives a function that appends to it; the file is
   * closed when its promise settles.
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

  /** Where a created file is until then. */
  stagedFile(name: string): string {
    const to = path.join(this.out, name);
    return this.files.find((file) => file.to === to)?.from ?? to;
  }

  /** Removes a file from the output folder when everything is committed. */
  remove(name: string): void {
    this.outdated.push(path.join(this.out, name));
  }

  /** Removes what is outdated and gives every file its name, in order of creation; undoes all of it if one fails. */
  commit(): void {
    const undo: (() => void)[] = [];
    try {
      for (const [index, file] of this.outdated.entries()) {
        const kept = path.join(this.folder, `removed-${index}`);
        renameSync(file, kept);
        undo.push(() => renameSync(kept, file));
      }
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

  /** Restores the output folder. */
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
 * Hard-links an existing `to` to a second name, so that it exists until it is replaced and can be restored; FAT has no
 * hard links, so there it is moved. A folder is left alone: rename(2) refuses to replace it.
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
    // Another program has created something there meanwhile: keep it.
  }
}
