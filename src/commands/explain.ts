import { causeNamer, causeWords, explainedEntry, explainedFile } from '../compare/explain/explained.ts';
import { causesOf } from '../compare/explain/file.ts';
import { effectsOf } from '../compare/explain/key.ts';
import { near, nearKeys, pathOf } from '../compare/explain/keys.ts';
import type { Rebuildable } from '../compare/explain/rebuild.ts';
import { type Side, sideOfTree } from '../compare/side.ts';
import { exitStatus, type Finding, hasErrors, type Problem } from '../findings/finding.ts';
import { locate, nowhere, type Places } from '../findings/locate.ts';
import { examine } from '../pipeline/examine.ts';
import { shownName } from '../profile/load.ts';
import { sortedEntries, type Tree } from '../tree/entry.ts';
import { problemAt } from './codes.ts';
import { diffText } from './diff/text.ts';
import { entriesText, fileText } from './explain/text.ts';
import { inputFor } from './input.ts';
import { reportFindings, writeResult } from './report.ts';
import { type Context, isData, styleOf } from './streams.ts';

export interface ExplainFlags {
  key?: string;
  facts?: string[];
  lock?: string;
}

interface Explainable {
  base: Rebuildable;
  tree: Tree;
  side: Side;
  places: Places;
}

/** Says what led to a file of the target, or what a key becomes. Reads no secret, and writes nothing. */
export async function explain(
  profile: string,
  path: string | undefined,
  { key, facts, lock }: ExplainFlags,
  context: Context,
): Promise<number> {
  const input = await inputFor([profile], context);
  const options = { cwd: context.cwd, facts, lock, input, contents: new Map() };
  const { host, tree, data, findings, places } = await examine(profile, options, new Map());
  if (!host || !tree || hasErrors(findings)) {
    const errors = findings.filter(({ severity }) => severity === 'error');
    return fail(errors, [places], context);
  }
  const side = sideOfTree(shownName(profile, input), host, tree);
  const all = { base: { profile, options, data, host }, tree, side, places };
  if (key !== undefined) return explainKey(key, all, context);
  return path === undefined ? list(all, context) : explainPath(path, all, context);
}

function list({ base, tree, side, places }: Explainable, context: Context): number {
  const name = causeNamer(base.data, places);
  const entries = sortedEntries(tree)
    .filter(({ type }) => type !== 'directory')
    .map((entry) => explainedEntry(entry, side.entries.get(entry.path)!, name));
  print({ entries }, entriesText(entries), context);
  return 0;
}

async function explainPath(asked: string, { base, tree, side, places }: Explainable, context: Context) {
  const path = asked.replace(/^\/+|\/+$/g, '');
  const entry = tree.get(path);
  const before = side.entries.get(path);
  if (!entry || !before) {
    const profile = side.name;
    const similar = near(path, [...tree.keys()], (each) => each.split('/').at(-1)!);
    return refuse(
      problemAt('explain-no-path', { place: { file: profile } }, { profile, path, near: similar }),
      context,
    );
  }
  const causes = await causesOf(entry, before, base);
  const file = explainedFile(entry, before, causes, causeNamer(base.data, places));
  print({ file }, fileText(file, styleOf(context.streams.stdout, context.environment)), context);
  return 0;
}

async function explainKey(asked: string, { base, side, places }: Explainable, context: Context) {
  const { data, host } = base;
  const profile = side.name;
  const { machine: _, lock: __, ...values } = host;
  const path = pathOf(asked, [data, values]);
  if (!path || path.length === 0) {
    const similar = nearKeys(asked, [data, values]);
    return refuse(
      problemAt('explain-no-key', { place: { file: profile } }, { profile, key: asked, near: similar }),
      context,
    );
  }
  const cause = causeNamer(data, places)(path);
  const effects = await effectsOf(path, side, base);
  if (!effects)
    return refuse(
      problemAt('explain-key-fixed', { place: { file: profile } }, { key: cause.key, nested: path.length > 1 }),
      context,
    );
  const { compared, value, comparison } = effects;
  const other = `${compared === 'renamed' ? 'named ' : ''}${JSON.stringify(value)} instead`;
  const than = compared === 'left out' ? compared : other;
  const style = styleOf(context.streams.stdout, context.environment);
  const text = `${style.bold(`${causeWords(cause)}: what it changes, compared with the profile with it ${than}`)}\n\n${diffText(comparison, style)}`;
  print({ key: cause, ...effects }, text, context);
  return 0;
}

function print(result: unknown, text: string, context: Context): void {
  if (isData(context.format)) writeResult(result, [], context);
  else context.streams.stdout.write(text);
}

const refuse = (problem: Problem, context: Context) => fail(locate([problem], nowhere), [], context);

function fail(findings: Finding[], places: Places[], context: Context): number {
  if (isData(context.format)) writeResult(null, findings, context);
  else reportFindings(findings, places, context, 'stderr');
  return exitStatus(findings);
}
