import { createHash } from 'node:crypto';
import { indexText, signaturesOf } from '../artifact/apk/index-file.ts';
import { type IndexPackage, packagesIn } from '../artifact/apk/packages.ts';
import { signerOf } from '../artifact/apk/signature.ts';
import { mediumLimits, UnusableMedium } from '../artifact/medium.ts';
import type { Downloads } from '../download/downloads.ts';
import type { Problem } from '../findings/finding.ts';
import { repositoryAddress } from '../target/repositories.ts';
import { problemAt } from './codes.ts';

/** The index of a repository, and which of the keys signed it. */
export interface RepositoryIndex {
  /** The line of /etc/apk/repositories. */
  line: string;
  sha256: string;
  key: string;
  bytes: Buffer;
  packages: IndexPackage[];
}

/** Downloads the index of a repository; nothing of it is read before its signature was verified. */
export async function readIndex(
  line: string,
  arch: string,
  keys: Readonly<Record<string, string>>,
  downloads: Downloads,
): Promise<RepositoryIndex | Problem> {
  const url = `${repositoryAddress(line).replace(/\/+$/, '')}/${arch}/APKINDEX.tar.gz`;
  const bytes = await downloads.bytes(url, mediumLimits.index);
  if ('code' in bytes) return bytes;
  const where = { path: ['alpine', 'repositories'] };
  const signer = signerOf(bytes, keys);
  if (!('fault' in signer)) {
    const packages = packagesOf(bytes);
    if (!packages) return problemAt('index-unreadable', where, { url });
    return { line, sha256: createHash('sha256').update(bytes).digest('hex'), key: signer.key, bytes, packages };
  }
  switch (signer.fault) {
    case 'wrong':
      return problemAt('index-signature-wrong', where, { url, key: signer.key });
    case 'unknown-key':
      return problemAt('index-key-unknown', where, { url, key: signer.key });
    default:
      return problemAt(signer.fault === 'unsigned' ? 'index-unsigned' : 'index-unreadable', where, { url });
  }
}

/** Only from the signed bytes: what is in front of them could be anyone's. */
function packagesOf(bytes: Buffer): IndexPackage[] | undefined {
  try {
    return packagesIn(indexText(signaturesOf(bytes).signed));
  } catch (thrown) {
    if (thrown instanceof UnusableMedium) return undefined;
    throw thrown;
  }
}
