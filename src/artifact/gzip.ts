import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

/** Bytes, and their compressed form. */
export interface Part {
  plain: Buffer;
  deflated: Buffer;
}

/**
 * A full flush ends on a byte boundary, and what follows refers to nothing before it (zlib.h, Z_FULL_FLUSH), so parts
 * can be joined.
 */
const joinable = { finishFlush: constants.Z_FULL_FLUSH };

/** Compresses bytes so that any number of files can contain them. */
export function part(plain: Buffer): Part {
  return { plain, deflated: deflateRawSync(plain, joinable) };
}

/** RFC 1952: deflate, no name, no time; always with "Unix" as the operating system, wherever this runs. */
const beginning = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/** RFC 1951: an empty final block. */
const lastBlock = Buffer.from([3, 0]);

/** Bytes for each write. */
const enough = 256 * 1024;

/** One gzip member made of parts. `write` receives the pieces in order. */
export class Gzip {
  private readonly plainHash = createHash('sha256');
  private readonly hash = createHash('sha256');
  private sum = 0;
  private length = 0;
  private waiting: Buffer[] = [beginning];
  private waitingLength = 0;

  private readonly write: (piece: Buffer) => void;

  constructor(write: (piece: Buffer) => void) {
    this.write = write;
  }

  add({ plain, deflated }: Part): void {
    this.take(plain);
    this.put(deflated);
  }

  /** Adds content that is too large to hold in memory. */
  async stream(pieces: AsyncIterable<Buffer>): Promise<void> {
    const deflate = createDeflateRaw(joinable);
    deflate.on('data', (piece: Buffer) => {
      try {
        this.put(piece);
      } catch (thrown) {
        deflate.destroy(thrown as Error);
      }
    });
    const ended = once(deflate, 'end');
    // The await below reports its failure; until then it must not end the process.
    ended.catch(() => undefined);
    try {
      for await (const piece of pieces) {
        this.take(piece);
        if (!deflate.write(piece)) await Promise.race([once(deflate, 'drain'), ended]);
      }
      deflate.end();
      await ended;
    } finally {
      deflate.destroy();
    }
  }

  /** Completes the file; returns the digests of its content and of the file itself. */
  end(): { plain: string; gzip: string } {
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(this.sum, 0);
    trailer.writeUInt32LE(this.length % 2 ** 32, 4);
    this.put(lastBlock);
    this.put(trailer);
    this.flush();
    return { plain: this.plainHash.digest('hex'), gzip: this.hash.digest('hex') };
  }

  private take(plain: Buffer): void {
    // For an empty buffer zlib returns the initial checksum, not the current one.
    if (plain.length === 0) return;
    this.plainHash.update(plain);
    this.sum = crc32(plain, this.sum);
    this.length += plain.length;
  }

  private put(piece: Buffer): void {
    this.waiting.push(piece);
    this.waitingLength += piece.length;
    if (this.waitingLength >= enough) this.flush();
  }

  private flush(): void {
    const piece = Buffer.concat(this.waiting);
    this.waiting = [];
    this.waitingLength = 0;
    this.hash.update(piece);
    this.write(piece);
  }
}
