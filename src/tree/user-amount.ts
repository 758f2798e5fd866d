import { promises } from 'node:fs';
import path from 'node:path';

/** The target unpacks the overlay into a tmpfs, where even an empty file takes about this much. */
const least = 4096;

/** Counts what a profile wants to have in its overlay, before anything of it is read. */
export class Amount {
  #bytes = 0;
  #entries = 0;
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get exceeded(): boolean {
    return this.#bytes > this.#limit;
  }

  get facts(): { bytes: number; entries: number; limit: number } {
    return { bytes: this.#bytes, entries: this.#entries, limit: this.#limit };
  }

  add(bytes: number): void {
    this.#bytes += Math.max(least, bytes);
    this.#entries += 1;
  }

  /** Counts everything below a folder; stops when it is too much. What cannot be read is reported when it is read. */
  async addFolder(folder: string): Promise<void> {
    const children = await promises.readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const child of children) {
      if (this.exceeded) return;
      const at = path.join(folder, child.name);
      const info = child.isFile() ? await promises.lstat(at).catch(() => undefined) : undefined;
      this.add(info?.size ?? 0);
      if (child.isDirectory()) await this.addFolder(at);
    }
  }
}

/** proc(5) and sysfs(5): these files are made when they are read: they show this machine, such as its environment. */
export function ofKernel(real: string): boolean {
  return /^\/(proc|sys)(\/|$)/.test(real);
}
