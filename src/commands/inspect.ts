import { promises } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import tar from 'tar-stream';
import { decrypt } from '../artifact/encrypt.ts';
import { printable } from '../findings/excerpt.ts';
import { exitStatus, type Problem } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import { problemAt as profileProblemAt } from '../profile/codes.ts';
import { reasonOf } from '../profile/read.ts';
import { SecretWatch } from '../secrets/stream.ts';
import { secretsFolder } from '../target/paths.ts';
import { problemAt } from './codes.ts';
import { readPassphrase } from './passphrase.ts';
import { reportFindings, writeJson, writeResult } from './report.ts';
import type { Context } from './streams.ts';

interface Entry {
  path: string;
  type: string;
  mode: string;
  owner: string;
  size?: number;
  target?: string;
  secret?: true;
}

interface Archived extends Entry {
  content: Buffer;
}

/** Lists an overlay, or prints one of its entries; answer files and manifests are printed unchanged. */
export async function inspect(
  file: string,
  entry: string | undefined,
  flags: { passphraseFile?: string },
  context: Context,
): Promise<number> {
  const result = await read(file, flags.passphraseFile, context);
  if ('problem' in result) return fail(result.problem, context);
  if ('text' in result) {
    if (entry !== undefined) return fail(problemAt('artifact-no-entry', { place: { file } }, { file, entry }), context);
    if (context.format === 'json') writeResult({ text: result.text }, [], context);
    else context.streams.stdout.write(result.text);
    return 0;
  }
  if (entry === undefined) return list(result.entries, context);
  const name = entry.replace(/^\/+|\/+$/g, '');
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

function list(entries: Archived[], context: Context): number {
  const described = entries.map(({ content: _, ...rest }) => rest);
  if (context.format === 'json') writeResult({ entries: described }, [], context);
  else for (const each of described) context.streams.stdout.write(`${line(each)}\n`);
  return 0;
}

function line({ type, mode, owner, size, path: name, target, secret }: Entry): string {
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

async function read(
  file: string,
  passphraseFile: string | undefined,
  context: Context,
): Promise<{ entries: Archived[] } | { text: string } | { problem: Problem }> {
  const place = { place: { file } };
  const refuse = (reason: string) => ({ problem: problemAt('artifact-unreadable', place, { file, reason }) });
  let bytes: Buffer;
  try {
    bytes = await promises.readFile(path.resolve(context.cwd, file));
  } catch (thrown) {
    return { problem: profileProblemAt('file-unreadable', place, { file, reason: reasonOf(thrown) }) };
  }
  if (bytes.subarray(0, 8).toString('latin1') === 'Salted__') {
    const given = await readPassphrase(passphraseFile, context, false);
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
    return { entries: await extract(gunzipSync(bytes)) };
  } catch {
    return refuse('it is damaged or truncated');
  }
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** A secret that the build added, or a user's file that contains one. */
function isSecret(at: string, content: Buffer): boolean {
  if (at.startsWith(`${secretsFolder}/`)) return true;
  const watch = new SecretWatch(at);
  watch.add(content);
  return watch.found !== undefined;
}

async function extract(bytes: Buffer): Promise<Archived[]> {
  const archive = tar.extract();
  archive.end(bytes);
  const entries: Archived[] = [];
  for await (const part of archive) {
    const { name, type, mode = 0, uid = 0, gid = 0, size, linkname } = part.header;
    const chunks: Buffer[] = [];
    for await (const chunk of part) chunks.push(chunk as Buffer);
    const at = name.replace(/\/$/, '');
    const content = Buffer.concat(chunks);
    const secret = isSecret(at, content);
    entries.push({
      path: at,
      type: type === 'symlink' ? 'link' : (type ?? 'file'),
      mode: mode.toString(8).padStart(4, '0'),
      owner: `${uid}:${gid}`,
      ...(type === 'file' && !secret ? { size: size ?? 0 } : {}),
      ...(linkname ? { target: linkname } : {}),
      ...(secret ? { secret } : {}),
      content,
    });
  }
  return entries;
}
