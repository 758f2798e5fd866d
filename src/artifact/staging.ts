import { closeSync, fchmodSync, openSync, promises, rmdirSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { guarded } from '../process/cleanup.ts';
import { commitSteps, makeStagingFolder, recover, removeStagingFolder } from './commit/recover.ts';
import { makeFolders } from './make-folders.ts';

/**
 * A folder inside the output folder in which files are completed before they get their names. All files appear, or
 * none: a failure leaves the output folder as it was, and what a kill interrupts the next build completes or takes
 * back. Temporary names never contain .apkovl.tar.gz, which Alpine's search would take for an overlay. Every method
 * throws the system's error. Creating the folder and naming the files are synchronous, so that no signal can leave one
 * of them behind.
 */
export class Staging {
  private files: { from: string; name: string }[] = [];
  private outdated: string[] = [];

  readonly out: string;
  private folder: string | undefined;
  private readonly made: string | undefined;
  /** Restores the output folder when a signal ends the program. */
  private readonly guard = guarded();

  private constructor(out: string, folder: string, made: string | undefined) {
    this.out = out;
    this.folder = folder;
    this.made = made;
    this.guard(() => this.discard());
  }

  /** Creates the output folder if necessary; settles what killed builds left in it. */
  static open(out: string): Staging {
    const made = makeFolders(out);
    try {
      recover(out);
      return new Staging(out, makeStagingFolder(out), made);
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
    const from = path.join(this.folder!, String(this.files.length));
    const descriptor = openSync(from, 'wx', mode);
    try {
      fchmodSync(descriptor, mode);
      this.files.push({ from, name });
      return await fill((piece) => writeWhole(descriptor, piece));
    } finally {
      closeSync(descriptor);
    }
  }

  /** Creates an empty file that gets the name `name` on commit; returns where it is until then. */
  async place(name: string, mode: number): Promise<string> {
    await this.create(name, mode, async () => undefined);
    return this.stagedFile(name);
  }

  /** Where a created file is until then. */
  stagedFile(name: string): string {
    return this.files.find((file) => file.name === name)!.from;
  }

  /** Removes a file from the output folder when everything is committed. */
  remove(name: string): void {
    this.outdated.push(name);
  }

  /**
   * Removes what is outdated and gives every file its name; takes all of it back if one fails. Manifests come last:
   * a program that sees a new one can rely on the files that it describes.
   */
  async commit(): Promise<void> {
    await Promise.all(this.files.map(({ from }) => onDisk(from)));
    const isManifest = ({ name }: { name: string }) => name.endsWith('.manifest.json');
    const ordered = [...this.files.filter((file) => !isManifest(file)), ...this.files.filter(isManifest)];
    const steps = [
      ...this.outdated.map((name) => ({ name })),
      ...ordered.map(({ from, name }) => ({ name, staged: path.basename(from) })),
    ];
    await commitSteps(this.folder!, this.out, steps, (folder) => {
      this.folder = folder;
    });
    this.close();
  }

  /** Restores the output folder. */
  discard(): void {
    this.close();
    if (this.made) removeEmpty(this.out, this.made);
  }

  private close(): void {
    if (this.folder !== undefined) removeStagingFolder(this.folder, this.out);
    this.guard(undefined);
  }
}

/** Waits until the content is on the disk: a rename can survive a power failure that the content does not. */
async function onDisk(file: string): Promise<void> {
  const handle = await promises.open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
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
    // Another program has created something there meanwhile: keep it.
  }
}
