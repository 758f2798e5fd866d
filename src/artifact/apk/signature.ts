import { createPublicKey, verify } from 'node:crypto';
import { UnusableMedium } from '../medium.ts';
import { signaturesOf } from './index-file.ts';

/** As in apk-tools: RSA is with SHA-1, whose name older indexes lack. */
const digests: Record<string, string> = { RSA: 'sha1', RSA256: 'sha256', RSA512: 'sha512' };

export type Verdict =
  | { key: string }
  | { fault: 'unsigned' | 'unreadable' }
  | { fault: 'unknown-key' | 'wrong'; key: string };

/** Which of the given public keys has signed an index; keys are by the name of their file. */
export function signerOf(archive: Buffer, keys: Readonly<Record<string, string>>): Verdict {
  try {
    const { signatures, signed } = signaturesOf(archive);
    const known = signatures.filter(({ key }) => Object.hasOwn(keys, key));
    const right = known.find(({ algorithm, key, bytes }) => isRight(signed, keys[key]!, bytes, digests[algorithm]!));
    if (right) return { key: right.key };
    if (known[0]) return { fault: 'wrong', key: known[0].key };
    return signatures[0] ? { fault: 'unknown-key', key: signatures[0].key } : { fault: 'unsigned' };
  } catch (thrown) {
    if (thrown instanceof UnusableMedium || thrown instanceof RangeError) return { fault: 'unreadable' };
    throw thrown;
  }
}

function isRight(signed: Buffer, key: string, signature: Buffer, digest: string): boolean {
  try {
    return verify(digest, signed, createPublicKey(key), signature);
  } catch {
    // A key that is none verifies nothing.
    return false;
  }
}
