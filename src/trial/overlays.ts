import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pack } from '../artifact/pack.ts';
import { readSecrets } from '../artifact/secrets.ts';
import { sourceDate } from '../artifact/source-date.ts';
import type { Problem } from '../findings/finding.ts';
import type { Host } from '../host/host.ts';
import { compareBytes, type Tree, type TreeEntry } from '../tree/entry.ts';
import { problemAt } from './codes.ts';
import type { Substitution } from './trial.ts';

interface SecretContext {
  cwd: string;
  environment: Readonly<Record<string, string | undefined>>;
}

/** Writes a tree as the overlay that Alpine looks for; secrets are read as a build does. */
export async function writeOverlay(
  tree: Tree,
  folder: string,
  { hostname, install }: Pick<Host, 'hostname' | 'install'>,
  { cwd, environment }: SecretContext,
): Promise<Problem[]> {
  const { secrets, problems } = await readSecrets(tree, environment, cwd, install.mode === 'sys');
  if (problems.length > 0) return problems;
  const pieces: Buffer[] = [];
  await pack(tree, secrets, sourceDate(environment) ?? new Date(0), (piece) => pieces.push(piece));
  writeFileSync(path.join(folder, `${hostname}.apkovl.tar.gz`), Buffer.concat(pieces), { mode: 0o600 });
  return [];
}

/** Paths whose entries differ between the trees. */
export function pathsThatDiffer(one: Tree, other: Tree): string[] {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return [...paths].filter((path) => substance(one.get(path)) !== substance(other.get(path))).sort(compareBytes);
}

/** Everything about an entry that a target would see; for a secret its reference. */
function substance(entry: TreeEntry | undefined): string {
  if (!entry) return '';
  const { path: _, origin: __, ...rest } = entry;
  return JSON.stringify(rest);
}

/** A warning about files that differ although nothing that they depend on was substituted: a bug in mkapkovl. */
export function differencesToReport(
  paths: readonly string[],
  trees: readonly Tree[],
  substitutions: readonly Substitution[],
): Problem[] {
  const files = unexplained(paths, trees, substitutions).join(', ');
  return files === '' ? [] : [problemAt('trial-unexplained-difference', { place: { file: '' } }, { files })];
}

/** Files that differ although no substitution mentions their feature. */
export function unexplained(
  paths: readonly string[],
  trees: readonly Tree[],
  substitutions: readonly Substitution[],
): string[] {
  // The tables of the overlay's content, its build id and the trial's own files always differ; the summary differs with
  // whatever was substituted.
  const explained = new Set([
    'trial',
    'collected',
    ...(substitutions.length > 0 ? ['summary'] : []),
    ...substitutions.flatMap(({ features }) => features),
  ]);
  const entries = (path: string) => trees.flatMap((tree) => tree.get(path) ?? []);
  // A folder exists for its content, which is compared itself.
  const folder = (path: string) => entries(path).length < trees.length && entries(path)[0]?.type === 'directory';
  return paths.filter(
    (path) => !folder(path) && entries(path).some(({ origin: { feature } }) => !explained.has(feature)),
  );
}
