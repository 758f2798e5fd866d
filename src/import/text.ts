import path from 'node:path';
import type { Readable } from 'node:stream';
import type { Problem } from '../findings/finding.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { profileSizeLimit, readUpTo, reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';

/** The text of a file, or of standard input where the name is a dash. */
export async function readText(
  name: string,
  cwd: string,
  stdin: Readable,
): Promise<{ text: string; problems: [] } | { text?: undefined; problems: Problem[] }> {
  const file = name === '-' ? 'standard input' : name;
  const refuse = (problem: Problem) => ({ problems: [problem] });
  const where = { place: { file } };
  let bytes: Buffer | undefined;
  try {
    bytes = name === '-' ? await streamUpTo(stdin) : readUpTo(path.resolve(cwd, name), profileSizeLimit);
  } catch (thrown) {
    return refuse(profileProblemAt('file-unreadable', where, { file, reason: reasonOf(thrown) }));
  }
  if (!bytes) return refuse(problemAt('import-too-large', where, { file, limit: profileSizeLimit }));
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes);
    if (text.includes('\0')) return refuse(problemAt('import-not-text', where, { file }));
    return text.trim() === '' ? refuse(problemAt('import-empty', where, { file })) : { text, problems: [] };
  } catch {
    return refuse(problemAt('import-not-text', where, { file }));
  }
}

async function streamUpTo(stream: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    if (length > profileSizeLimit) return undefined;
  }
  return Buffer.concat(chunks);
}
