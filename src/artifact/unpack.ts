import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { SecretWatch } from '../secrets/stream.ts';
import { secretsFolder } from '../target/paths.ts';

/** An entry of an overlay. */
export interface OverlayEntry {
  /** Path on the target, without a slash at the beginning. */
  path: string;
  /** `file`, `directory` or `link`. */
  type: string;
  /** Mode in four octal digits, such as 0644. */
  mode: string;
  /** Numeric owner and group, such as 0:0. */
  owner: string;
  /** Size of a file in bytes; absent for a secret. */
  size?: number;
  /** What a link points to. */
  target?: string;
  /** Whether it is, or contains, a secret. */
  secret?: true;
}

/** With its content, if that was wanted. */
export interface Archived extends OverlayEntry {
  content: Buffer;
}

/** A few bytes can unpack to any number of zeros. What is larger does not fit into the memory of a target. */
const limit = 2 * 2 ** 30;
/** What is printed is held in memory. */
const mostWanted = 256 * 2 ** 20;

export class UnpackedTooLarge extends Error {}

/**
 * The entries of an overlay; `wanted` is the one whose content is needed, or true for all. Throws for a damaged one, and
 * for one that no target could unpack.
 */
export async function unpack(gzip: Buffer, wanted: string | true | undefined, most = limit): Promise<Archived[]> {
  const archive = tar.extract();
  const unzip = createGunzip();
  let length = 0;
  unzip.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length > most) unzip.destroy(new UnpackedTooLarge(`unpacked it has more than ${most / 2 ** 20} MiB`));
  });
  unzip.on('error', (thrown) => archive.destroy(thrown));
  Readable.from([gzip]).pipe(unzip).pipe(archive);
  const entries: Archived[] = [];
  for await (const part of archive) {
    const { name, type, mode = 0, uid = 0, gid = 0, size, linkname } = part.header;
    const at = name.replace(/\/$/, '');
    const { content, secret } = await contentOf(part as AsyncIterable<Buffer>, at, wanted === true || at === wanted);
    entries.push({
      path: at,
      type: type === 'symlink' ? 'link' : (type ?? 'file'),
      mode: mode.toString(8).padStart(4, '0'),
      owner: `${uid}:${gid}`,
      ...(type === 'file' && !secret ? { size: size ?? 0 } : {}),
      ...(linkname ? { target: linkname } : {}),
      ...(secret ? { secret } : {}),
      content,
    });
  }
  return entries;
}

/** The content, and whether it is a secret that the build added, or a user's file that contains one. */
async function contentOf(part: AsyncIterable<Buffer>, at: string, wanted: boolean) {
  const watch = new SecretWatch(at);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of part) {
    watch.add(piece);
    length += piece.length;
    if (wanted && length > mostWanted)
      throw new UnpackedTooLarge(`${at} has more than ${mostWanted / 2 ** 20} MiB, too much to print`);
    if (wanted) pieces.push(piece);
  }
  const secret = at.startsWith(`${secretsFolder}/`) || watch.found !== undefined;
  return { content: Buffer.concat(pieces), ...(secret ? { secret: true as const } : { secret: undefined }) };
}
