import { promises } from 'node:fs';
import type { Problem } from '../findings/finding.ts';
import { namespace } from '../target/signatures.ts';
import { problemAt } from './codes.ts';

export interface Signer {
  /** The file of the private key, or of the public one if an agent has the private one; as the user named it. */
  key: string;
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
  /** Whether there is a terminal on which ssh-keygen may ask for a passphrase, a PIN or a touch. */
  terminal?: boolean | undefined;
  /** Gets what stops ssh-keygen while it runs, for a program that is asked to stop; undefined when it has ended. */
  started?: ((stop: (() => void) | undefined) => void) | undefined;
}

/** How long an agent or a hardware key without a terminal may take, in milliseconds. */
const patience = 300_000;

/** Without a terminal no one could answer: the question is refused, where OpenSSH would wait for an answer. */
const unasked = { SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force' };

/** Signs a file with ssh-keygen, which leaves the signature in FILE.sig; returns what went wrong. */
export async function sign(file: string, signer: Signer): Promise<Problem | undefined> {
  const { key, cwd, environment, terminal, started } = signer;
  const { execa } = await import('execa');
  const running = execa('ssh-keygen', ['-Y', 'sign', '-q', '-n', namespace, '-f', key, file], {
    cwd,
    env: terminal ? environment : { ...unasked, ...environment },
    extendEnv: false,
    stdin: terminal ? 'inherit' : 'ignore',
    stdout: 'ignore',
    // On a terminal it shows there itself what it waits for.
    stderr: terminal ? 'inherit' : 'pipe',
    reject: false,
    ...(terminal ? {} : { timeout: patience }),
  });
  started?.(() => running.kill());
  const ended = await running;
  started?.(undefined);
  if (!ended.failed) return undefined;
  if (ended.code === 'ENOENT') return problemAt('sign-no-program', { place: { file: '' } }, undefined);
  return problemAt('sign-failed', { place: { file: key } }, { key, reason: reasonOf(ended) });
}

interface Ended {
  stderr?: string | undefined;
  signal?: string | undefined;
  timedOut: boolean;
}

function reasonOf({ stderr = '', signal, timedOut }: Ended): string {
  if (timedOut) return 'the key did not answer';
  if (signal) return `ssh-keygen was ended by ${signal}`;
  return stderr.trim().split('\n').at(-1) || 'see the message of ssh-keygen above';
}

/** Whether one of the signers of a host made the signature of a file. */
export async function isAllowed(file: string, signers: string, hostname: string, signer: Signer): Promise<boolean> {
  const { execa } = await import('execa');
  const list = `${file}.signers`;
  await promises.writeFile(list, signers);
  const words = ['-Y', 'verify', '-f', list, '-I', hostname, '-n', namespace, '-s', `${file}.sig`];
  const { failed } = await execa('ssh-keygen', words, {
    inputFile: file,
    env: signer.environment,
    extendEnv: false,
    stdout: 'ignore',
    stderr: 'ignore',
    reject: false,
  });
  return !failed;
}
