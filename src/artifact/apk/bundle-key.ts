import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, promises, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Problem } from '../../findings/finding.ts';
import { fileLimits, readBounded, TooLarge } from '../../profile/bounded.ts';
import { reasonOf } from '../../profile/read.ts';
import { alpineKeys } from '../../target/apk-keys.ts';
import { problemAt } from '../codes.ts';
import { ownerName } from '../commit/owner.ts';
import { makeFolders } from '../make-folders.ts';

/** The public part of a key, as /etc/apk/keys has it. */
export interface PublicKey {
  /** The name of its file there, by which a signature names the key. */
  name: string;
  text: string;
}

/** The key that signs the index of a bundle. */
export interface BundleKey extends PublicKey {
  /** Its file, as the user named it. */
  file: string;
  privateKey: KeyObject;
  /** Whether it was made just now, so that its file is still to be written. */
  made: boolean;
}

/** 128 bits of security (NIST SP 800-57 part 1), and made within a second or two. */
const bits = 3072;

/** What a file system of any kind can have, and short enough for the header of a signature and a name in an ISO. */
const nameFormat = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,50}$/;

/** Reads the key of a bundle. Where there is no such file, a new key is made, which saveKey writes. */
export const bundleKey = (file: string, cwd: string) => readKey(file, cwd, true);

/** Reads the key of a bundle that was made before. */
export const existingBundleKey = (file: string, cwd: string) => readKey(file, cwd, false);

async function readKey(file: string, cwd: string, make: boolean): Promise<BundleKey | Problem> {
  const refused = (reason: string) => unusable(file, reason, make);
  const base = path.basename(file).replace(/\.(rsa|pem|key)$/, '');
  const name = `${base}.rsa.pub`;
  if (!nameFormat.test(base)) return refused('its name should have at most 50 letters, digits and . _ @ + -');
  if (Object.hasOwn(alpineKeys, name)) return refused("one of Alpine's own keys has this name");
  try {
    const place = path.resolve(cwd, file);
    const isThere = existsSync(place);
    if (!isThere && !make) return refused('there is no such file');
    if (!isThere) return { ...partsOf(await newKey()), name, file, made: true };
    const status = await promises.stat(place);
    if (!status.isFile()) return refused('it is no file');
    if ((status.mode & 0o077) !== 0) return problemAt('bundle-key-exposed', { place: { file } }, { file });
    const key = privateKeyIn((await readBounded(place, fileLimits.secret)).toString('utf8'));
    return typeof key === 'string' ? refused(key) : { ...partsOf(key), name, file, made: false };
  } catch (thrown) {
    if (!(thrown instanceof TooLarge || isOfSystem(thrown))) throw thrown;
    return refused(reasonOf(thrown));
  }
}

/** Writes a new key: whole, for its owner alone, and in place of no other file. */
export function saveKey({ file, privateKey, made }: BundleKey, cwd: string): Problem | undefined {
  if (!made) return undefined;
  const place = path.resolve(cwd, file);
  const whole = `${place}.${ownerName()}`;
  try {
    makeFolders(path.dirname(place), 0o700);
    writeFileSync(whole, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    // Unlike a renamed file, a link takes the place of none.
    linkSync(whole, place);
    return undefined;
  } catch (thrown) {
    if (!isOfSystem(thrown)) throw thrown;
    return unusable(file, `it was to be made, and cannot be written: ${reasonOf(thrown)}`, true);
  } finally {
    rmSync(whole, { force: true });
  }
}

/** The same, with what is to be said of it. */
export function savedKey({ bundleKey: key, cwd }: { bundleKey?: BundleKey | undefined; cwd: string }): Problem[] {
  if (!key?.made) return [];
  const { file, name } = key;
  return [saveKey(key, cwd) ?? problemAt('bundle-key-made', { place: { file } }, { file, name })];
}

const isOfSystem = (thrown: unknown) => typeof (thrown as NodeJS.ErrnoException).syscall === 'string';

const unusable = (file: string, reason: string, make: boolean) =>
  problemAt('bundle-key-unusable', { place: { file } }, { file, reason, make });

const newKey = async () => (await promisify(generateKeyPair)('rsa', { modulusLength: bits })).privateKey;

const partsOf = (privateKey: KeyObject) => ({
  privateKey,
  text: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
});

/** The key, or why it cannot be used. */
function privateKeyIn(text: string): KeyObject | string {
  if (/^-----BEGIN (RSA )?PUBLIC KEY-----/m.test(text)) return 'it is a public key; the private one signs';
  // RFC 7468 and RFC 1421, the older form.
  if (/^(-----BEGIN ENCRYPTED |Proc-Type: 4,ENCRYPTED)/m.test(text))
    return 'it has a passphrase, which is not supported';
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    return 'it is no key in PEM format';
  }
  // apk knows no other kind.
  if (key.asymmetricKeyType !== 'rsa') return `it is a key of the kind ${key.asymmetricKeyType}; apk needs RSA`;
  const { modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  return modulusLength < 2048 ? `it has ${modulusLength} bits, and needs at least 2048` : key;
}
