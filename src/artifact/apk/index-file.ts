import { gunzipSync, inflateRawSync } from 'node:zlib';
import { mediumLimits, UnusableMedium } from '../medium.ts';

/** A signature of an index: the algorithm and the name of the key's file, as in .SIGN.RSA.NAME. */
export interface IndexSignature {
  algorithm: string;
  key: string;
  bytes: Buffer;
}

interface TarFile {
  name: string;
  content: Buffer;
}

/**
 * The file APKINDEX of an archive: a signature and the index, each gzipped on its own, so decompressed they are
 * consecutive tar archives (apk-tools, doc/apk-package.5). For what a signature vouches for, give it only the signed
 * bytes: another APKINDEX could be in front of them.
 */
export function indexText(archive: Buffer): string {
  const index = filesIn(archive).find(({ name }) => name === 'APKINDEX');
  return index?.content.toString('utf8') ?? '';
}

/** The signatures of an index, and the bytes that they are over: all that follows the first gzip member. */
export function signaturesOf(archive: Buffer): { signatures: IndexSignature[]; signed: Buffer } {
  const end = endOfFirstMember(archive);
  const signatures = filesIn(archive.subarray(0, end)).flatMap(({ name, content }) => {
    const [, algorithm, key] = /^\.SIGN\.(RSA|RSA256|RSA512)\.([^/]+)$/.exec(name) ?? [];
    return algorithm && key ? [{ algorithm, key, bytes: content }] : [];
  });
  return { signatures, signed: archive.subarray(end) };
}

/** The files of a gzipped tar archive, which may lack its end. */
export const filesIn = (archive: Buffer) => filesOf(unzipped(archive));

function filesOf(tar: Buffer): TarFile[] {
  const files: TarFile[] = [];
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('latin1', at, at + 100).replace(/\0.*$/s, '');
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136).replace(/[\0 ].*$/s, ''), 8) || 0;
    if (name !== '') files.push({ name, content: tar.subarray(at + 512, at + 512 + size) });
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

function unzipped(archive: Buffer): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: mediumLimits.unpacked });
  } catch {
    throw new UnusableMedium('damaged', 'its APKINDEX.tar.gz cannot be unpacked');
  }
}

/** RFC 1952: the header has ten bytes and what its flags say, and eight bytes follow the data. */
export function endOfFirstMember(archive: Buffer, most = 2 ** 20): number {
  const flags = archive[3] ?? 0;
  let at = 10;
  if (flags & 4) at += 2 + archive.readUInt16LE(at);
  for (const named of [8, 16]) if (flags & named) at = archive.indexOf(0, at) + 1;
  if (flags & 2) at += 2;
  try {
    const inflated = inflateRawSync(archive.subarray(at), { info: true, maxOutputLength: most });
    return at + (inflated as unknown as { engine: { bytesWritten: number } }).engine.bytesWritten + 8;
  } catch {
    throw new UnusableMedium('damaged', 'its APKINDEX.tar.gz begins with no signature');
  }
}
