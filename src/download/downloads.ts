import { renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { EnvHttpProxyAgent } from 'undici';
import type { Problem } from '../findings/finding.ts';
import { readBounded } from '../profile/bounded.ts';
import { reasonOf } from '../profile/read.ts';
import { cacheFolder, digestOf, fromCache, keptFile, makeCacheFolder } from './cache.ts';
import { problemAt } from './codes.ts';
import { connectionFault, DownloadFault, fileFault } from './fault.ts';
import { knownDigest, noteDigest } from './known.ts';
import { type DownloadOptions, type Limits, usualLimits, type Wanted } from './options.ts';
import { Partial } from './partial.ts';
import { receive } from './receive.ts';
import { connectionsOf, discard, headerOf, lengthOf, refusalOf, request } from './request.ts';
import { isPage, otherFile, whatIsThere } from './what-is-there.ts';

/** A file that is complete and is what was wanted. */
export interface Downloaded {
  file: string;
  sha256: string;
  size: number;
}

/** What a run takes from the network, or from a folder in its place. Nothing is returned that was not verified. */
export class Downloads {
  private readonly options: DownloadOptions;
  private readonly limits: Limits;
  private readonly cache: string;
  private connections: EnvHttpProxyAgent | undefined;

  constructor(options: DownloadOptions) {
    this.options = options;
    this.limits = { ...usualLimits, ...options.limits };
    this.cache = cacheFolder(options.environment);
  }

  /** A whole file, from the cache if its digest is known and it is there. */
  file(wanted: Wanted): Promise<Downloaded | Problem> {
    return this.reported(wanted.url, async () => {
      const source = this.sourceOf(wanted.url);
      if ('file' in source) return this.local(source.file, wanted);
      const kept = wanted.sha256 === undefined ? undefined : await fromCache(this.cache, wanted.sha256);
      if (kept) return ofSize({ ...kept, sha256: wanted.sha256! }, wanted);
      return this.fetched({ ...wanted, url: source.url });
    });
  }

  /**
   * A file that something else than its sha256 identifies, which `check` compares: from the cache, if it is there by
   * what `id` names, or else downloaded. What is refused is not kept. `source` is for people: the address, or the file of
   * a local mirror.
   */
  async checked<Checked extends Downloaded>(
    wanted: Omit<Wanted, 'sha256'>,
    id: string,
    check: (file: string, source: string) => Promise<Checked | Problem>,
  ): Promise<Checked | Problem> {
    const known = knownDigest(this.cache, id);
    const remote = this.remoteOf(wanted.url);
    const kept = known && remote ? await fromCache(this.cache, known) : undefined;
    const sound = kept && (await check(kept.file, wanted.url));
    if (sound && !('code' in sound)) return sound;
    const fresh = await this.file(wanted);
    if ('code' in fresh) return fresh;
    const checked = await check(fresh.file, remote ?? fresh.file);
    if (remote) {
      if ('code' in checked) rmSync(fresh.file, { force: true });
      else noteDigest(this.cache, id, checked.sha256);
    }
    return checked;
  }

  /** A small file, such as an index; at most `most` bytes. */
  bytes(url: string, most: number): Promise<Buffer | Problem> {
    return this.reported(url, async () => {
      const source = this.sourceOf(url);
      if ('file' in source)
        return readBounded(source.file, most).catch((thrown: unknown) => {
          throw new DownloadFault('final', `${source.file}: ${reasonOf(thrown)}`, source.file);
        });
      return this.again(() => this.whole(source.url, most));
    });
  }

  /** The size that a server says a file has; undefined if it does not. */
  async size(url: string): Promise<number | undefined> {
    try {
      const source = this.sourceOf(url);
      if ('file' in source) return statSync(source.file, { throwIfNoEntry: false })?.size;
      const answer = await request({ url: source.url, method: 'HEAD' }, await this.dispatcher(), this.limits);
      await discard(answer);
      const page = headerOf(answer, 'content-type')?.startsWith('text/html');
      return answer.statusCode === 200 && !page ? lengthOf(answer) : undefined;
    } catch {
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.connections?.close();
    this.connections = undefined;
  }

  private sourceOf(url: string): { file: string } | { url: string } {
    const { mirror, cwd } = this.options;
    const from = mirror?.from.map((each) => each.replace(/\/+$/, '')).find((each) => url.startsWith(`${each}/`));
    const inside = from === undefined ? undefined : url.slice(from.length);
    const address = mirror && inside !== undefined ? mirror.to.replace(/\/+$/, '') + inside : url;
    if (/^https?:\/\//.test(address)) return { url: address };
    if (inside === undefined) throw new DownloadFault('final', 'only http and https are supported');
    return { file: path.resolve(cwd, address) };
  }

  /** The address that a file is downloaded from, unless it is one of a local mirror. */
  private remoteOf(url: string): string | undefined {
    const source = /^https?:\/\//.test(url) ? this.sourceOf(url) : { file: url };
    return 'url' in source ? source.url : undefined;
  }

  private async dispatcher(): Promise<EnvHttpProxyAgent> {
    this.connections ??= await connectionsOf(this.options, this.limits);
    return this.connections;
  }

  private async local(file: string, { sha256, size }: Wanted): Promise<Downloaded> {
    const found = await digestOf(file).catch((thrown: unknown) => {
      throw new DownloadFault('final', `${file}: ${reasonOf(thrown)}`, file);
    });
    if (sha256 !== undefined && found !== sha256) throw otherFile(file, found, sha256);
    const there = { file, sha256: found, size: statSync(file).size };
    // Without the digest, the caller compares more than the size, and says what is different.
    return sha256 === undefined ? there : ofSize(there, { size });
  }

  private async whole(url: string, most: number): Promise<Buffer> {
    const answer = await request({ url }, await this.dispatcher(), this.limits);
    if (answer.statusCode !== 200) {
      await discard(answer);
      throw refusalOf(answer);
    }
    const pieces: Buffer[] = [];
    let size = 0;
    try {
      for await (const piece of answer.body) {
        size += piece.length;
        if (size > most) throw new DownloadFault('other-file', `it has more than ${most} bytes`);
        pieces.push(piece);
      }
    } catch (thrown) {
      answer.body.destroy();
      throw connectionFault(thrown);
    }
    return Buffer.concat(pieces);
  }

  private async fetched(wanted: Wanted): Promise<Downloaded> {
    const receiving = { dispatcher: await this.dispatcher(), limits: this.limits, options: this.options };
    const partial = Partial.of(this.cache, wanted);
    let continued = false;
    const attempt = () => {
      continued ||= partial.size() > 0;
      return receive(wanted, partial, receiving);
    };
    const complete = async () => {
      await this.again(attempt, () => partial.size());
      return this.kept(partial, wanted);
    };
    try {
      return await complete().catch((thrown: unknown) => {
        // Two parts can be of different files: the file in one piece decides.
        if (!continued || !(thrown instanceof DownloadFault) || thrown.kind !== 'other-file') throw thrown;
        partial.remove();
        return complete();
      });
    } catch (thrown) {
      if (thrown instanceof DownloadFault && !['again', 'final'].includes(thrown.kind)) partial.remove();
      throw thrown;
    } finally {
      partial.release();
    }
  }

  /** Names a complete file by its contents, once they are what was wanted. */
  private async kept(partial: Partial, { sha256 }: Wanted): Promise<Downloaded> {
    try {
      const size = partial.size();
      const found = size === 0 ? emptyDigest : await digestOf(partial.file);
      if (sha256 !== undefined && found !== sha256) throw otherFile(partial.file, found, sha256);
      if (size === 0 || isPage(partial.file)) throw new DownloadFault('other-file', whatIsThere(partial.file));
      const file = keptFile(this.cache, found);
      makeCacheFolder(path.dirname(file));
      renameSync(partial.file, file);
      return { file, sha256: found, size };
    } catch (thrown) {
      throw fileFault(thrown);
    }
  }

  /** Tries again what another try may mend, as long as tries bring something. */
  private async again<Result>(attempt: () => Promise<Result>, progress = () => 0): Promise<Result> {
    const { attempts, pause } = this.limits;
    let best = progress();
    for (let failed = 1; ; failed++) {
      try {
        return await attempt();
      } catch (thrown) {
        const fault = connectionFault(thrown);
        if (progress() > best) failed = 1;
        best = Math.max(best, progress());
        if (fault.kind !== 'again' || failed >= attempts) throw fault;
        await new Promise((resolve) => setTimeout(resolve, pause * failed));
      }
    }
  }

  private async reported<Result>(url: string, work: () => Promise<Result>): Promise<Result | Problem> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof DownloadFault)) throw thrown;
      return this.problemOf(url, thrown);
    }
  }

  private problemOf(url: string, { kind, message: reason, file }: DownloadFault): Problem {
    const where = { place: { file: '' } };
    const folder = this.cache;
    if (kind === 'no-space') return problemAt('download-no-space', where, { url, folder });
    if (kind === 'cache') return problemAt('cache-unwritable', where, { folder, reason });
    if (kind === 'proxy') return problemAt('proxy-invalid', where, { reason });
    if (kind === 'other-file') return problemAt('download-not-the-file', where, { url, reason });
    return problemAt('download-failed', where, { url, reason, file });
  }
}

/** The file, if its size is the one that is wanted: what is announced by that must be true. */
function ofSize(file: Downloaded, { size }: Pick<Wanted, 'size'>): Downloaded {
  if (size === undefined || size === file.size) return file;
  throw new DownloadFault('other-file', `it has ${file.size} bytes, not ${size}`);
}

const emptyDigest = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
