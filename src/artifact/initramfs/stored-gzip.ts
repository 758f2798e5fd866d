import { crc32 } from 'node:zlib';
import type { Content } from './cpio.ts';

/** The most that a stored block of deflate has (RFC 1951, 3.2.4). */
const mostInBlock = 65535;

/** RFC 1952: deflate, no name, no time, "Unix". */
const beginning = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);

/**
 * A gzip file that stores without compressing: overlays are compressed already, its size is known before it is written,
 * and, unlike what zlib compresses, it has the same bytes on every processor.
 */
export function storedGzip({ size, stream }: Content): Content {
  const blocks = Math.max(1, Math.ceil(size / mostInBlock));
  return {
    size: beginning.length + 5 * blocks + size + 8,
    stream: async function* () {
      yield beginning;
      let sum = 0;
      let left = size;
      for await (const block of inBlocks(stream())) {
        sum = crc32(block, sum);
        left -= block.length;
        yield blockHead(block.length, left === 0);
        yield block;
      }
      if (size === 0) yield blockHead(0, true);
      const end = Buffer.alloc(8);
      end.writeUInt32LE(sum, 0);
      end.writeUInt32LE(size % 2 ** 32, 4);
      yield end;
    },
  };
}

function blockHead(length: number, last: boolean): Buffer {
  const head = Buffer.alloc(5);
  head[0] = last ? 1 : 0;
  head.writeUInt16LE(length, 1);
  head.writeUInt16LE(length ^ 0xffff, 3);
  return head;
}

/** The same bytes in pieces of one size, the last one excepted, however they come. */
async function* inBlocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  for await (const piece of source) {
    waiting.push(piece);
    length += piece.length;
    if (length < mostInBlock) continue;
    const all = Buffer.concat(waiting);
    const whole = all.length - (all.length % mostInBlock);
    for (let at = 0; at < whole; at += mostInBlock) yield all.subarray(at, at + mostInBlock);
    waiting = [all.subarray(whole)];
    length = all.length - whole;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
