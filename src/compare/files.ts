import { createTwoFilesPatch } from 'diff';
import { printable } from '../findings/excerpt.ts';
import { withoutLiterals } from '../secrets/find.ts';
import { buildIdFile } from '../target/paths.ts';
import { compareBytes } from '../tree/entry.ts';
import type { Side, SideEntry } from './side.ts';

export interface FileChange {
  /** Path on the target, without the leading slash. */
  path: string;
  change: 'added' | 'removed' | 'changed';
  /** A unified diff; absent for a secret, for what is no text, and where one side has only a digest. */
  diff?: string;
  /** What changed in addition to the content, or instead of it. */
  attributes: { what: 'type' | 'mode' | 'owner' | 'target' | 'sha256' | 'secret'; before: string; after: string }[];
}

/** Made from all other files, so that it differs whenever one of them does. */
const derived = [buildIdFile, 'etc/mkapkovl/files'];

/** The differences of two trees, by path. */
export function fileChanges(before: Side, after: Side): FileChange[] {
  const paths = [...new Set([...before.entries.keys(), ...after.entries.keys()])].sort(compareBytes);
  return paths.flatMap((path) => {
    const [a, b] = [before.entries.get(path), after.entries.get(path)];
    if (derived.includes(path)) return [];
    if (!a || !b) return [onOneSide(path, a, b)];
    const change: FileChange = { path, change: 'changed', ...diffOf(path, a, b), attributes: attributesOf(a, b) };
    return change.diff === undefined && change.attributes.length === 0 ? [] : [change];
  });
}

function onOneSide(path: string, a: SideEntry | undefined, b: SideEntry | undefined): FileChange {
  const change = a ? 'removed' : 'added';
  const folder = (a ?? b)!.type === 'directory';
  return { path, change, ...(folder ? {} : diffOf(path, a, b)), attributes: [] };
}

const nothing = '/dev/null';

function diffOf(path: string, a: SideEntry | undefined, b: SideEntry | undefined): { diff?: string } {
  if (a?.secret !== undefined || b?.secret !== undefined || a?.text === b?.text) return {};
  if ((a && a.text === undefined) || (b && b.text === undefined)) return {};
  const [from, to] = [a ? `a/${path}` : nothing, b ? `b/${path}` : nothing];
  const patch = createTwoFilesPatch(from, to, a?.text ?? '', b?.text ?? '', undefined, undefined, { context: 3 });
  // Its first line is a rule of equal signs.
  const lines = patch.split('\n').slice(1).map(shown);
  return { diff: lines.join('\n') };
}

/** Tabs stay: they separate the columns of tables. */
const shown = (line: string) => withoutLiterals(line).split('\t').map(printable).join('\t');

function attributesOf(a: SideEntry, b: SideEntry): FileChange['attributes'] {
  const changed = (what: 'type' | 'mode' | 'owner' | 'target') =>
    a[what] === b[what]
      ? []
      : [{ what, before: withoutLiterals(a[what] ?? ''), after: withoutLiterals(b[what] ?? '') }];
  const known = a.sha256 !== undefined && b.sha256 !== undefined;
  const digests =
    known && a.sha256 !== b.sha256 && (a.text === undefined || b.text === undefined)
      ? [{ what: 'sha256' as const, before: a.sha256!, after: b.sha256! }]
      : [];
  return [
    ...changed('type'),
    ...changed('mode'),
    ...changed('owner'),
    ...changed('target'),
    ...digests,
    ...secrets(a, b),
  ];
}

/** Files with a secret on both sides of which nothing is known: a profile's is not read, and a manifest has none. */
export function secretsNotCompared(before: Side, after: Side): string[] {
  const both = [...before.entries].filter(([path, { secret }]) => {
    const other = after.entries.get(path)?.secret;
    return secret !== undefined && other !== undefined && !isComparable(secret, other);
  });
  return both.map(([path]) => path).sort(compareBytes);
}

const isComparable = (a: string, b: string): boolean =>
  a !== '' && b !== '' && a.startsWith('from ') === b.startsWith('from ');

/** Says only that a secret is another one. */
function secrets({ secret: a }: SideEntry, { secret: b }: SideEntry): FileChange['attributes'] {
  if ((a === undefined) !== (b === undefined))
    return [
      {
        what: 'secret',
        before: a === undefined ? 'no secret' : 'a secret',
        after: b === undefined ? 'no secret' : 'a secret',
      },
    ];
  const other = a !== undefined && b !== undefined && isComparable(a, b) && a !== b;
  return other ? [{ what: 'secret', before: 'a secret', after: 'another secret' }] : [];
}
