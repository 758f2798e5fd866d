import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { hasEnded, ownerName } from '../artifact/commit/owner.ts';
import { jsonOf } from '../artifact/json.ts';
import { makeCacheFolder } from './cache.ts';
import { fileFault } from './fault.ts';
import type { Wanted } from './options.ts';

/** A download that is not complete, and what tells whether the server still has the same file. */
export class Partial {
  readonly file: string;
  private readonly notes: string;
  private readonly claim: string | undefined;

  private constructor(file: string, claim: string | undefined) {
    this.file = file;
    this.notes = `${file}.json`;
    this.claim = claim;
  }

  /** Continues what an earlier run has left. If a run is at it now, this one begins a file of its own. */
  static of(cache: string, { url, sha256 }: Wanted): Partial {
    const folder = path.join(cache, 'partial');
    makeCacheFolder(folder);
    const name = createHash('sha256').update(`${url}\n${sha256}`).digest('hex').slice(0, 32);
    const claim = path.join(folder, `${name}.owner`);
    try {
      if (claimed(claim)) return new Partial(path.join(folder, `${name}.part`), claim);
      const own = new Partial(path.join(folder, `${name}-${ownerName()}.part`), undefined);
      own.remove();
      return own;
    } catch (thrown) {
      throw fileFault(thrown);
    }
  }

  size(): number {
    return statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** The ETag or date by which the server recognizes the file; a weak ETag is equal for different bytes (RFC 9110). */
  validator(): string | undefined {
    try {
      const notes = jsonOf(readFileSync(this.notes, 'utf8')) as { validator?: unknown } | undefined;
      return typeof notes?.validator === 'string' ? notes.validator : undefined;
    } catch {
      return undefined;
    }
  }

  /** Begins again, with what identifies the file that the server has now. */
  begin(validator: string | undefined): void {
    this.remove();
    if (validator !== undefined) writeFileSync(this.notes, JSON.stringify({ validator }), { mode: 0o600 });
  }

  remove(): void {
    rmSync(this.file, { force: true });
    rmSync(this.notes, { force: true });
  }

  /** Lets other runs continue it; what only this run could continue is removed. */
  release(): void {
    if (this.claim === undefined) this.remove();
    else rmSync(this.claim, { force: true });
    if (this.size() === 0) this.remove();
  }
}

/** Whether the file belongs to this run now: no one has it, or who had it has ended. */
function claimed(claim: string): boolean {
  for (let tries = 0; tries < 2; tries++) {
    try {
      writeFileSync(claim, ownerName(), { flag: 'wx', mode: 0o600 });
      return true;
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
      if (!hasEnded(readFileSync(claim, 'utf8'), claim)) return false;
      rmSync(claim, { force: true });
    }
  }
  return false;
}
