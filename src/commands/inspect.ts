import { contentsOf } from '../artifact/contents.ts';
import type { Archived, OverlayEntry } from '../artifact/unpack.ts';
import { printable } from '../findings/excerpt.ts';
import { exitStatus, type Problem } from '../findings/finding.ts';
import { locate, nowhere } from '../findings/locate.ts';
import { imageKind, readDescription } from '../medium/read-description.ts';
import { problemAt } from './codes.ts';
import { mediumText } from './inspect/medium.ts';
import { readPassphrase } from './passphrase.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData } from './streams.ts';

/** What an overlay says of itself, by the feature summary. */
const summaryFile = 'etc/mkapkovl/README';

/** Lists an overlay after its summary, or prints one of its entries; answer files and manifests are printed unchanged. */
export async function inspect(
  file: string,
  entry: string | undefined,
  flags: { passphraseFile?: string },
  context: Context,
): Promise<number> {
  if (imageKind(file, context.cwd)) return inspectMedium(file, entry, context);
  const name = entry?.replace(/^\/+|\/+$/g, '');
  const passphrase = () => readPassphrase(flags.passphraseFile, context, false);
  const result = await contentsOf(file, { cwd: context.cwd, wanted: name ?? summaryFile, passphrase });
  if ('problem' in result) return fail(result.problem, context);
  if ('text' in result) {
    if (entry !== undefined) return fail(problemAt('artifact-no-entry', { place: { file } }, { file, entry }), context);
    if (isData(context.format)) writeResult({ text: result.text }, [], context);
    else context.streams.stdout.write(result.text);
    return 0;
  }
  if (entry === undefined) {
    const summary = result.entries.find(({ path, secret }) => path === summaryFile && !secret);
    const lines = summary?.content.toString('utf8').split('\n') ?? [];
    if (!isData(context.format)) for (const each of lines) context.streams.stdout.write(`${printable(each)}\n`);
    return list(result.entries, context);
  }
  const found = result.entries.find((each) => each.path === name);
  if (!found) return fail(problemAt('artifact-no-entry', { place: { file } }, { file, entry }), context);
  const { content, ...described } = found;
  if (isData(context.format)) {
    writeResult({ ...described, ...(found.secret ? {} : { content: content.toString('utf8') }) }, [], context);
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
  if (isData(context.format)) writeResult({ medium: found }, [], context);
  else context.streams.stdout.write(mediumText(found));
  return 0;
}

function list(entries: Archived[], context: Context): number {
  const described = entries.map(({ content: _, ...rest }) => rest);
  if (isData(context.format)) writeResult({ entries: described }, [], context);
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
  if (isData(context.format)) writeResult(null, findings, context);
  else reportFindings(findings, [], context, 'stderr');
  return exitStatus(findings);
}
