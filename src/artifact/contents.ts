import path from 'node:path';
import type { Problem } from '../findings/finding.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';
import { decrypt } from './encrypt.ts';
import { type Archived, UnpackedTooLarge, unpack } from './unpack.ts';

type Contents = { entries: Archived[] } | { text: string } | { problem: Problem };

interface Reading {
  /** The folder that a relative name refers to. */
  cwd: string;
  /** The entry whose content is needed; true for all. */
  wanted: string | true | undefined;
  /** Called only if the file is encrypted. */
  passphrase: () => Promise<{ passphrase: string } | { problem: Problem }>;
}

/** Reads an artifact: the entries of an overlay, or the text of an answer file or a manifest. */
export async function contentsOf(file: string, { cwd, wanted, passphrase }: Reading): Promise<Contents> {
  const place = { place: { file } };
  const refuse = (reason: string) => ({ problem: problemAt('artifact-unreadable', place, { file, reason }) });
  let bytes: Buffer;
  try {
    bytes = await readBounded(path.resolve(cwd, file), fileLimits.artifact);
  } catch (thrown) {
    return { problem: profileProblemAt('file-unreadable', place, { file, reason: reasonOf(thrown) }) };
  }
  if (bytes.subarray(0, 8).toString('latin1') === 'Salted__') {
    const given = await passphrase();
    if ('problem' in given) return given;
    const opened = decrypt(bytes, given.passphrase);
    if (!opened || !isGzip(opened)) return refuse('the passphrase cannot decrypt it');
    bytes = opened;
  }
  if (!isGzip(bytes)) {
    if (/\.(answers|manifest\.json)$/.test(file)) return { text: bytes.toString('utf8') };
    return refuse('it is neither gzip nor encrypted');
  }
  try {
    return { entries: await unpack(bytes, wanted) };
  } catch (thrown) {
    if (thrown instanceof UnpackedTooLarge) return refuse(thrown.message);
    return refuse('it is damaged or truncated');
  }
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;
