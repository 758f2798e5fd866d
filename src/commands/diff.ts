import { existingBundleKey } from '../artifact/apk/bundle-key.ts';
import { type Comparison, compare } from '../compare/compare.ts';
import { exitStatus, type Finding } from '../findings/finding.ts';
import { locate, nowhere, type Places } from '../findings/locate.ts';
import { shownName } from '../profile/load.ts';
import { compareFolders, type FoldersCompared } from './diff/folders.ts';
import { foldersMarkdown, foldersText } from './diff/folders-text.ts';
import { diffMarkdown } from './diff/markdown.ts';
import { readSides } from './diff/read-side.ts';
import { diffText } from './diff/text.ts';
import { inputFor } from './input.ts';
import { readPassphrase } from './passphrase.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData, styleOf } from './streams.ts';

export interface DiffFlags {
  facts?: string[];
  lock?: string;
  bundleKey?: string;
  passphraseFile?: string;
}

/** The exit status of two that differ; nothing else has it. */
const different = 4;

/** Prints what changes from one profile, revision, overlay, manifest or running host to another. Reads no secret of a profile. */
export async function diff(before: string, after: string, flags: DiffFlags, context: Context): Promise<number> {
  const { cwd, environment } = context;
  let asked: ReturnType<typeof readPassphrase> | undefined;
  const passphrase = () => {
    asked ??= readPassphrase(flags.passphraseFile, context, false);
    return asked;
  };
  const show = (line: string) => void context.streams.stderr.write(`${line}\n`);
  const key = flags.bundleKey === undefined ? undefined : await existingBundleKey(flags.bundleKey, cwd);
  if (key && 'code' in key) return fail(locate([key], nowhere), [], context);
  const input = await inputFor([before, after], context);
  const reading = { cwd, environment, facts: flags.facts, lock: flags.lock, bundleKey: key, input, show, passphrase };
  const folders = await compareFolders(before, after, reading);
  if (folders && 'findings' in folders) return fail(folders.findings, folders.places, context);
  if (folders) return printHosts(before, after, folders, context);
  const [a, b] = await readSides(before, after, reading);
  if (!('side' in a && 'side' in b)) {
    const refused = [a, b].flatMap((each) => ('side' in each ? [] : [each]));
    return fail(
      refused.flatMap(({ findings }) => findings),
      refused.flatMap(({ places }) => places),
      context,
    );
  }
  const comparison = compare(a.side, b.side);
  const status = comparison.equal ? 0 : different;
  print(shownName(before, input), shownName(after, input), comparison, status, context);
  return status;
}

function printHosts(before: string, after: string, { hosts, refused }: FoldersCompared, context: Context): number {
  const { streams, environment, format } = context;
  const { findings, places } = refused;
  const equal = hosts.every(({ change }) => change === 'none');
  const status = exitStatus(findings) || (equal ? 0 : different);
  if (isData(format)) {
    writeResult({ equal, hosts }, findings, context, status);
    return status;
  }
  reportFindings(findings, places, context, 'stderr');
  if (format === 'markdown') streams.stdout.write(foldersMarkdown(before, after, hosts));
  else streams.stdout.write(foldersText(hosts, styleOf(streams.stdout, environment)));
  return status;
}

function print(before: string, after: string, comparison: Comparison, status: number, context: Context): void {
  const { streams, environment, format } = context;
  if (isData(format)) writeResult(comparison, [], context, status);
  else if (format === 'markdown') streams.stdout.write(diffMarkdown(before, after, comparison));
  else streams.stdout.write(diffText(comparison, styleOf(streams.stdout, environment)));
}

function fail(findings: Finding[], places: Places[], context: Context): number {
  if (isData(context.format)) writeResult(null, findings, context);
  else reportFindings(findings, places, context, 'stderr');
  return exitStatus(findings);
}
