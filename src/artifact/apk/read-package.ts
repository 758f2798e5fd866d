import { createHash } from 'node:crypto';
import { createReadStream, promises } from 'node:fs';
import { mediumLimits, UnusableMedium } from '../medium.ts';
import { endOfFirstMember, filesIn } from './index-file.ts';

/** A package file: what it says of itself, and the digests that vouch for each part of it. */
export interface PackageFile {
  size: number;
  sha256: string;
  /** As C: of an index has it: over the control segment as it is compressed. */
  checksum: string;
  /** The lines of .PKGINFO, `name = value`, in their order. */
  info: [name: string, value: string][];
}

/** The head of a file grows until the control segment is in it; scripts of packages have a few kB. */
const heads = [2 ** 18, 2 ** 21, 2 ** 24];

/**
 * Reads a package (apk-tools, doc/apk-package.5): gzip members with a signature, the control segment, and the data, whose
 * sha256 is in the control segment. Throws UnusableMedium if it is none, and the system's own errors.
 */
export async function readPackage(file: string): Promise<PackageFile> {
  const { control, end } = await controlOf(file);
  const info = infoOf(control);
  const whole = createHash('sha256');
  const data = createHash('sha256');
  let size = 0;
  for await (const piece of createReadStream(file, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>) {
    whole.update(piece);
    if (size + piece.length > end) data.update(piece.subarray(Math.max(0, end - size)));
    size += piece.length;
  }
  const [, datahash] = info.find(([name]) => name === 'datahash') ?? [];
  // apk-tools 3 installs none without it.
  if (datahash === undefined) throw new UnusableMedium('damaged', 'it has no digest of its files');
  if (data.digest('hex') !== datahash) throw new UnusableMedium('damaged', 'its files are not those that it names');
  const checksum = `Q1${createHash('sha1').update(control).digest('base64')}`;
  return { size, sha256: whole.digest('hex'), checksum, info };
}

/** The control segment, and where it ends. */
async function controlOf(file: string): Promise<{ control: Buffer; end: number }> {
  const handle = await promises.open(file, 'r');
  try {
    const { size } = await handle.stat();
    for (const length of heads) {
      const head = Buffer.alloc(Math.min(length, size));
      await handle.read(head, 0, head.length, 0);
      const found = controlIn(head);
      if (found) return found;
      if (head.length === size) break;
    }
  } finally {
    await handle.close();
  }
  throw new UnusableMedium('no-iso', 'it is not a package of apk');
}

/** Undefined if more of the file is needed. */
function controlIn(head: Buffer): { control: Buffer; end: number } | undefined {
  for (let at = 0; at < head.length; ) {
    const member = head.subarray(at);
    if (member[0] !== 0x1f || member[1] !== 0x8b) return undefined;
    const control = firstMember(member);
    if (!control) return undefined;
    const names = filesIn(control).map(({ name }) => name);
    if (names.includes('.PKGINFO')) return { control, end: at + control.length };
    // Only signatures may be in front of it.
    if (!names.every((name) => name.startsWith('.SIGN.'))) return undefined;
    at += control.length;
  }
  return undefined;
}

/** The first of the members, if all of it is there and sound. */
function firstMember(bytes: Buffer): Buffer | undefined {
  try {
    const member = bytes.subarray(0, endOfFirstMember(bytes, heads.at(-1)));
    filesIn(member);
    return member;
  } catch (thrown) {
    if (thrown instanceof UnusableMedium || thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function infoOf(control: Buffer): PackageFile['info'] {
  const text = filesIn(control).find(({ name }) => name === '.PKGINFO')!.content;
  if (text.length > mediumLimits.text) throw new UnusableMedium('damaged', 'what it says of itself is too long');
  return text
    .toString('utf8')
    .split('\n')
    .flatMap((line): PackageFile['info'] => {
      const at = line.indexOf(' = ');
      return at < 0 || line.startsWith('#') ? [] : [[line.slice(0, at), line.slice(at + 3)]];
    });
}
