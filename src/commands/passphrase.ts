import { promises } from 'node:fs';
import path from 'node:path';
import { type Problem, problemAt } from '../findings/finding.ts';
import { reasonOf } from '../profile/read.ts';
import type { Context, Streams } from './streams.ts';

/**
 * The passphrase of an encrypted overlay: from a file, from MKAPKOVL_PASSPHRASE, or asked for on a terminal (twice
 * where it is chosen).
 */
export async function readPassphrase(
  file: string | undefined,
  { environment, streams, cwd }: Context,
  chosen: boolean,
): Promise<{ passphrase: string } | { problem: Problem }> {
  const missing = { problem: problemAt('encrypt-no-passphrase', { place: { file: '' } }, undefined) };
  if (file !== undefined) {
    try {
      const passphrase = (await promises.readFile(path.resolve(cwd, file), 'utf8')).replace(/\r?\n$/, '');
      return usable(passphrase) ? { passphrase } : missing;
    } catch (thrown) {
      return { problem: problemAt('file-unreadable', { place: { file } }, { file, reason: reasonOf(thrown) }) };
    }
  }
  const given = environment.MKAPKOVL_PASSPHRASE;
  if (given) return usable(given) ? { passphrase: given } : missing;
  if (!streams.stdin.isTTY || !streams.stderr.isTTY) return missing;
  const passphrase = await ask('Passphrase of the overlay: ', streams);
  const again = chosen ? await ask('Once more: ', streams) : passphrase;
  return passphrase === again && usable(passphrase) ? { passphrase } : missing;
}

/** At boot it is typed on one line of a console. */
function usable(passphrase: string): boolean {
  return passphrase !== '' && !/[\x00-\x1f\x7f]/.test(passphrase);
}

/** Reads one line from the terminal without showing it. */
async function ask(question: string, { stdin, stderr }: Streams): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const { Writable } = await import('node:stream');
  stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  try {
    return await lines.question('');
  } finally {
    lines.close();
    stderr.write('\n');
  }
}
