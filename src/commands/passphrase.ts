import { once } from 'node:events';
import path from 'node:path';
import type { Problem } from '../findings/finding.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';
import type { Context, Streams } from './streams.ts';

type Answer = { passphrase: string } | { problem: Problem };

/**
 * The passphrase of an encrypted overlay: from a file, from MKAPKOVL_PASSPHRASE, or asked for on a terminal (twice when
 * it is a new one).
 */
export async function readPassphrase(file: string | undefined, context: Context, chosen: boolean): Promise<Answer> {
  const { environment, streams, cwd } = context;
  if (file !== undefined) {
    try {
      const bytes = await readBounded(path.resolve(cwd, file), fileLimits.secret);
      return usable(bytes.toString('utf8').replace(/\r?\n$/, ''));
    } catch (thrown) {
      return { problem: profileProblemAt('file-unreadable', { place: { file } }, { file, reason: reasonOf(thrown) }) };
    }
  }
  if (environment.MKAPKOVL_PASSPHRASE) return usable(environment.MKAPKOVL_PASSPHRASE);
  const missing = { problem: problemAt('encrypt-no-passphrase', { place: { file: '' } }, undefined) };
  if (!streams.stdin.isTTY || !streams.stderr.isTTY) return missing;
  const passphrase = await ask('Passphrase of the overlay: ', streams);
  if (passphrase === undefined) return missing;
  const again = chosen && passphrase !== '' ? await ask('Repeat it: ', streams) : passphrase;
  return passphrase === again ? usable(passphrase) : refused('the two entries differ');
}

/** Alpine derives the key quickly, so a short passphrase is quick to guess. */
export function weakPassphrase(passphrase: string | undefined): Problem[] {
  if (passphrase === undefined || passphrase.length >= 16) return [];
  return [problemAt('encrypt-weak-passphrase', { place: { file: '' } }, { length: passphrase.length })];
}

function usable(passphrase: string): Answer {
  if (passphrase === '') return refused('it is empty');
  // It will be typed on one line of a console.
  return /[\x00-\x1f\x7f]/.test(passphrase)
    ? refused('it contains line breaks or control characters, which cannot be typed at boot')
    : { passphrase };
}

function refused(reason: string): Answer {
  return { problem: problemAt('encrypt-passphrase-unusable', { place: { file: '' } }, { reason }) };
}

/** Reads one line from the terminal without showing it; undefined if the terminal is closed or the user gives up. */
async function ask(question: string, { stdin, stderr }: Streams): Promise<string | undefined> {
  // Loaded only when needed: it takes longer than a whole build.
  const { createInterface } = process.getBuiltinModule('node:readline/promises');
  const { Writable } = process.getBuiltinModule('node:stream');
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // Ask only now, when the terminal no longer shows what is typed.
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  stderr.write(question);
  try {
    // End of input or an interrupt closes it; depending on the version of Node, the question is then rejected or never
    // answered.
    const answer = lines.question('').catch(() => undefined);
    return await Promise.race([answer, once(lines, 'close').then(() => undefined)]);
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
