import path from 'node:path';
import { decrypt } from '../artifact/encrypt.ts';
import { type Archived, type OverlayEntry, UnpackedTooLarge, unpack } from '../artifact/unpack.ts';
import { printable } from '../findings/excerpt.ts';
import { exitStatus, type Problem } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import { isIso, readDescription } from '../medium/read-description.ts';
import { fileLimits, readBounded } from '../profile/bounded.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { problemAt } from './codes.ts';
import { mediumText } from './inspect/medium.ts';
import { readPassphrase } from './passphrase.ts';
import { reportFindings, writeJson, writeResult } from './report.ts';
import type { Context } from './streams.ts';

type Contents = { entries: Archived[] } | { text: string } | { problem: Problem };

/** Lists an overlay, or prints one of its entries; answer files and manifests are printed unchanged. */
export async function inspect(
  file: string,
  entry: string | undefined,
  flags: { passphraseFile?: string },
  context: Context,
): Promise<number> {
  if (isIso(file, context.cwd)) return inspectMedium(file, entry, context);
  const name = entry?.replace(/^\/+|\/+$/g, '');
  const passphrase = () => readPassphrase(flags.passphraseFile, context, false);
  const result = await contentsOf(file, { cwd: context.cwd, wanted: name, passphrase });
  if ('problem' in result) return fail(result.problem, context);
  if ('text' in result) {
    if (entry !== undefined) return fail(problemAt('artifact-no-entry', { place: { file } }, { file, entry }), context);
    if (context.format === 'json') writeResult({ text: result.text }, [], context);
    else context.streams.stdout.write(result.text);
    return 0;
  }
  if (entry === undefined) return list(result.entries, context);
  const found = result.entries.find((each) => each.path === name);
  if (!found) return fail(problemAt('artifact-no-entry', { place: { file } }, { file, entry }), context);
  const { content, ...described } = found;
  if (context.format === 'json') {
    writeJson(
      { result: { ...described, ...(found.secret ? {} : { content: content.toString('utf8') }) }, findings: [] },
      context,
    );
  } else if (found.type === 'directory') {
    return list(
      result.entries.filter((each) => each.path.startsWith(`${name}/`)),
      context,
    );
  } else {
    context.streams.stdout.write(found.secret ? '<secret>\n' : found.type === 'link' ? `${found.target}\n` : content);
  }
  return 0;
}

/** Says what a medium is for; its overlays are inspected where build writes them. */
function inspectMedium(file: string, entry: string | undefined, context: Context): number {
  if (entry !== undefined) return fail(problemAt('artifact-no-entry', { place: { file } }, { file, entry }), context);
  const found = readDescription(file, context.cwd);
  if ('code' in found) return fail(found, context);
  if (context.format === 'json') writeResult({ medium: found }, [], context);
  else context.streams.stdout.write(mediumText(found));
  return 0;
}

function list(entries: Archived[], context: Context): number {
  const described = entries.map(({ content: _, ...rest }) => rest);
  if (context.format === 'json') writeResult({ entries: described }, [], context);
  else for (const each of described) context.streams.stdout.write(`${line(each)}\n`);
  return 0;
}

function line({ type, mode, owner, size, path: name, target, secret }: OverlayEntry): string {
  const letter = { directory: 'd', link: 'l', file: '-' }[type] ?? '?';
  const amount = secret ? 'secret' : String(size ?? '-');
  return `${letter} ${mode} ${owner} ${amount.padStart(8)} ${printable(name)}${target === undefined ? '' : ` -> ${printable(target)}`}`;
}

function fail(problem: Problem, context: Context): number {
  const findings = locate([problem], nowhere);
  if (context.format === 'json') writeResult(null, findings, context);
  else reportFindings(findings, [], context, 'stderr');
  return exitStatus(findings);
}

interface Reading {
  /** The folder that a relative name refers to. */
  cwd: string;
  /** The entry whose content is needed; true for all. */
  wanted: string | true | undefined;
  /** Called only if the file is encrypted. */
  passphrase: () => Promise<{ passphrase: string } | { problem: Problem }>;
}

/** Reads an artifact: the entries of an overlay, or the text of an answer file or a manifest. */
export async function contentsOf(file: string, { cwd, wanted, passphrase }: Reading): Promise<Contents> {
  const place = { place: { file } };
  const refuse = (reason: string) => ({ problem: problemAt('artifact-unreadable', place, { file, reason }) });
  let bytes: Buffer;
  try {
    bytes = await readBounded(path.resolve(cwd, file), fileLimits.artifact);
  } catch (thrown) {
    return { problem: profileProblemAt('file-unreadable', place, { file, reason: reasonOf(thrown) }) };
  }
  if (bytes.subarray(0, 8).toString('latin1') === 'Salted__') {
    const given = await passphrase();
    if ('problem' in given) return given;
    const opened = decrypt(bytes, given.passphrase);
    if (!opened || !isGzip(opened)) return refuse('the passphrase cannot decrypt it');
    bytes = opened;
  }
  if (!isGzip(bytes)) {
    if (/\.(answers|manifest\.json)$/.test(file)) return { text: bytes.toString('utf8') };
    return refuse('it is neither gzip nor encrypted');
  }
  try {
    return { entries: await unpack(bytes, wanted) };
  } catch (thrown) {
    if (thrown instanceof UnpackedTooLarge) return refuse(thrown.message);
    return refuse('it is damaged or truncated');
  }
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;
