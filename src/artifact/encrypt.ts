import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { turn } from '../process/turns.ts';

/** The extension after `.apkovl.tar.gz` of an encrypted overlay: Alpine's init reads the cipher's name from it. */
export const cipher = 'aes-256-cbc';

/** At once; between two such parts a signal can end the program. */
const partSize = 4 * 2 ** 20;

/**
 * Encrypts as `openssl enc -aes-256-cbc` does without -pbkdf2, because Alpine's initramfs decrypts without it
 * (mkinitfs, initramfs-init.in unpack_apkovl): "Salted__", eight bytes of salt, PKCS#7. The salt is derived from
 * passphrase and content, so that the same input gives the same file. Returns the digest of what `write` receives.
 */
export async function encrypt(
  content: readonly Buffer[],
  passphrase: string,
  write: (piece: Buffer) => void,
): Promise<string> {
  const mark = createHmac('sha256', passphrase);
  for await (const part of partsOf(content)) mark.update(part);
  const salt = mark.digest().subarray(0, 8);
  const { key, iv } = derive(passphrase, salt);
  const cipherer = createCipheriv(cipher, key, iv);
  const hash = createHash('sha256');
  const put = (piece: Buffer) => {
    hash.update(piece);
    write(piece);
  };
  put(Buffer.concat([Buffer.from('Salted__'), salt]));
  for await (const part of partsOf(content)) put(cipherer.update(part));
  put(cipherer.final());
  return hash.digest('hex');
}

async function* partsOf(content: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of content) {
    for (let at = 0; at < piece.length; at += partSize) {
      await turn();
      yield piece.subarray(at, at + partSize);
    }
  }
}

/** Decrypts; undefined if the passphrase is wrong or the content is not encrypted in this format. */
export function decrypt(content: Buffer, passphrase: string): Buffer | undefined {
  if (content.subarray(0, 8).toString('latin1') !== 'Salted__') return undefined;
  const { key, iv } = derive(passphrase, content.subarray(8, 16));
  try {
    const decipherer = createDecipheriv(cipher, key, iv);
    return Buffer.concat([decipherer.update(content.subarray(16)), decipherer.final()]);
  } catch {
    return undefined;
  }
}

/** OpenSSL's EVP_BytesToKey with SHA-256 and one round: 32 bytes of key and 16 of initialisation vector. */
function derive(passphrase: string, salt: Buffer): { key: Buffer; iv: Buffer } {
  const blocks: Buffer[] = [];
  let block = Buffer.alloc(0);
  while (blocks.length < 2) {
    block = createHash('sha256').update(block).update(passphrase).update(salt).digest();
    blocks.push(block);
  }
  const bytes = Buffer.concat(blocks);
  return { key: bytes.subarray(0, 32), iv: bytes.subarray(32, 48) };
}
