import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { folderWith } from './run.ts';

export interface SigningKey {
  /** The private key's file; the public one is beside it, with .pub at the end of its name. */
  file: string;
  /** The line of the public key's file. */
  line: string;
}

/** A new key pair of OpenSSH, gone when the test ends. */
export function signingKey(passphrase = '', type = 'ed25519'): SigningKey {
  const file = path.join(folderWith(), 'key');
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'ana@desk', '-f', file]);
  return { file, line: readFileSync(`${file}.pub`, 'utf8').trim() };
}

/** Signs a file as `build --sign` does, without any of its checks; returns the signature's file. */
export function signedByHand(file: string, key: SigningKey, namespace = 'mkapkovl-overlay'): string {
  execFileSync('ssh-keygen', ['-Y', 'sign', '-q', '-n', namespace, '-f', key.file, file], { stdio: 'ignore' });
  const signature = path.join(path.dirname(file), path.basename(file).replace(/\.apkovl\.tar\.gz.*$/, '.sig'));
  copyFileSync(`${file}.sig`, signature);
  return signature;
}
