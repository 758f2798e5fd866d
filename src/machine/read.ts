import path from 'node:path';
import type { Problem, Where } from '../findings/finding.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt as listingProblemAt } from './listings/codes.ts';
import { listed } from './needs/need.ts';
import type { Facts } from './schema.ts';

/** One file, or several of pasted listings. */
export type FactsFiles = string | readonly string[];

interface Read<T> {
  value: T | null;
  problems: Problem[];
  /** The texts of the files that were read, for findings that show a line. */
  texts: ReadonlyMap<string, string>;
}

/**
 * Reads facts about a machine: our own, a report of nixos-facter, or listings that somebody pasted into a file. `where`
 * is the place that names the file: a profile's path, or the command line. With warnings there still is a value.
 */
export async function readFacts(cwd: string, file: string, where: Where): Promise<Read<Facts>> {
  const read = await readText(cwd, file, where);
  if (read.text === undefined) return failed([read.problem]);
  // Loaded only when needed, because most runs have no facts to read.
  const { factsFromText } = await import('./listings/read-facts-text.ts');
  return { ...factsFromText(read.text, file, where), texts: new Map([[file, read.text]]) };
}

/** Reads facts from several files, such as separate listings. Findings have the line numbers of their own file. */
export async function readFactsOf(cwd: string, named: FactsFiles): Promise<Read<Facts>> {
  const files = typeof named === 'string' ? [named] : named;
  if (files.length === 0) throw new TypeError('no file is named');
  const texts = new Map<string, string>();
  const pieces: string[] = [];
  const starts: { file: string; line: number }[] = [];
  for (const file of files) {
    const read = await readText(cwd, file, { place: { file } });
    if (read.text === undefined) return failed([read.problem], texts);
    starts.push({ file, line: pieces.join('').split('\n').length });
    pieces.push(`${read.text}\n\n`);
    texts.set(file, read.text);
  }
  const [first = ''] = files;
  const { factsFromText, isWhole } = await import('./listings/read-facts-text.ts');
  const whole = files.length > 1 ? [...texts].filter(([, text]) => isWhole(text)) : [];
  if (whole.length > 0)
    return failed(
      whole.map(([file]) => listingProblemAt('facts-not-joined', { place: { file } }, { file })),
      texts,
    );
  const where = { place: { file: first } };
  const { value, problems } = factsFromText(
    files.length === 1 ? texts.get(first)! : pieces.join(''),
    listed(files),
    where,
  );
  const located = problems.map((problem) => {
    const line = 'place' in problem.where ? problem.where.place.line : undefined;
    const start = line === undefined ? undefined : starts.findLast((each) => each.line <= line);
    if (line === undefined || !start) return problem;
    const place = {
      ...('place' in problem.where ? problem.where.place : {}),
      file: start.file,
      line: line - start.line + 1,
    };
    return { ...problem, where: { place } };
  });
  return { value, problems: located, texts };
}

const failed = (problems: Problem[], texts: ReadonlyMap<string, string> = new Map()) => ({
  value: null,
  problems,
  texts,
});

type Text = { text: string } | { text?: undefined; problem: Problem };

async function readText(cwd: string, file: string, where: Where): Promise<Text> {
  try {
    return { text: decoded(await readBounded(path.resolve(cwd, file), fileLimits.facts)) };
  } catch (thrown) {
    const named = 'path' in where && where.path?.length;
    return {
      problem:
        named && (thrown as NodeJS.ErrnoException).code === 'ENOENT'
          ? profileProblemAt('file-not-found', where, { file, what: 'the file' })
          : profileProblemAt('file-unreadable', where, { file, reason: reasonOf(thrown) }),
    };
  }
}

/** PowerShell redirects output into files as UTF-16. */
function decoded(bytes: Buffer): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
}
