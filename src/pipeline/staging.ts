import { mkdir, mkdtemp, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * A folder inside the output folder in which files become whole before they get their names. Everything shows up at
 * once, or nothing: on a failure the output folder is as it was. Its names never contain .apkovl.tar.gz, which Alpine's
 * search would take for an overlay.
 */
export class Staging {
  private files: { from: string; to: string }[] = [];

  private constructor(
    readonly out: string,
    private readonly folder: string,
    private readonly made: string | undefined,
  ) {}

  /** Makes the output folder if need be. Throws the system's error. */
  static async open(out: string): Promise<Staging> {
    const made = await mkdir(out, { recursive: true });
    try {
      return new Staging(out, await mkdtemp(path.join(out, '.mkapkovl-')), made);
    } catch (thrown) {
      if (made) await rm(made, { recursive: true, force: true });
      throw thrown;
    }
  }

  /** A new file that will be called `name`; write it, then it waits for commit. */
  async create(name: string, mode: number) {
    const from = path.join(this.folder, String(this.files.length));
    const handle = await open(from, 'wx', mode);
    await handle.chmod(mode);
    this.files.push({ from, to: path.join(this.out, name) });
    return handle;
  }

  async write(name: string, mode: number, content: string | Buffer): Promise<void> {
    const handle = await this.create(name, mode);
    try {
      await handle.writeFile(content);
    } finally {
      await handle.close();
    }
  }

  /** Gives every file its name, in the order in which they were made. Returns the paths. */
  async commit(): Promise<string[]> {
    const done: { to: string; kept: string | undefined }[] = [];
    try {
      for (const [index, { from, to }] of this.files.entries()) {
        const kept = path.join(this.folder, `kept-${index}`);
        const existed = await stat(to).then(
          () => true,
          () => false,
        );
        if (existed) await rename(to, kept);
        done.push({ to, kept: existed ? kept : undefined });
        await rename(from, to);
      }
    } catch (thrown) {
      for (const { to, kept } of done.reverse()) {
        if (kept) await rename(kept, to);
        else await rm(to, { force: true });
      }
      await this.discard();
      throw thrown;
    }
    await rm(this.folder, { recursive: true, force: true });
    return this.files.map(({ to }) => to);
  }

  /** Leaves the output folder as it was. */
  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    if (this.made) await removeEmpty(this.out, this.made);
  }
}

async function removeEmpty(folder: string, upTo: string): Promise<void> {
  try {
    await rmdir(folder);
    if (path.resolve(folder) !== path.resolve(upTo)) await removeEmpty(path.dirname(folder), upTo);
  } catch {
    // Somebody else put something there meanwhile: it is theirs.
  }
}
