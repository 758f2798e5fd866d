import { withoutLiterals } from '../secrets/find.ts';
import { isOfAlpine } from './running.ts';
import type { Side } from './side.ts';

/** A thing of the host that one side has and the other has not. */
export interface ItemChange {
  kind: string;
  name: string;
  change: 'added' | 'removed';
  /** When the change takes effect, if that is not at once. */
  effect?: string;
}

const restart = 'needs a restart of the host';

/** What a tree says in lists and in the names of files: an overlay has it, as well as what a profile renders. */
const kinds: { kind: string; effect?: string; of: (side: Side) => string[] }[] = [
  { kind: 'service', of: (side) => named(side, /^etc\/runlevels\/[^/]+\/([^/]+)$/) },
  { kind: 'package', of: packages },
  { kind: 'kernel option', effect: restart, of: (side) => lines(side, 'etc/mkapkovl/kernel-options') },
  { kind: 'module', effect: restart, of: (side) => lines(side, 'etc/modules') },
  { kind: 'guest', of: (side) => named(side, /^etc\/mkapkovl\/libvirt\/domains\/([^/]+)\.xml$/) },
  { kind: 'pool', of: (side) => named(side, /^etc\/mkapkovl\/libvirt\/pools\/([^/]+)\.xml$/) },
  { kind: 'libvirt network', of: (side) => named(side, /^etc\/mkapkovl\/libvirt\/networks\/([^/]+)\.xml$/) },
  { kind: 'user', of: (side) => lines(side, 'etc/mkapkovl/users').map((line) => line.split('\t')[0]!) },
];

/** The names of one kind of things that a side has. */
export const itemsOf = (side: Side, kind: string): string[] =>
  kinds.filter((each) => each.kind === kind).flatMap(({ of }) => of(side));

export function itemChanges(before: Side, after: Side): ItemChange[] {
  return kinds.flatMap(({ kind, effect, of }) => {
    const [a, b] = [namesOf(before, after, kind, of), namesOf(after, before, kind, of)];
    const change = (name: string, change: ItemChange['change']) => ({
      kind,
      name: withoutLiterals(name),
      change,
      ...(effect ? { effect } : {}),
    });
    return [
      ...[...b].filter((name) => comparable(before, kind) && !a.has(name)).map((name) => change(name, 'added')),
      ...[...a].filter((name) => comparable(after, kind) && !b.has(name)).map((name) => change(name, 'removed')),
    ];
  });
}

/** What Alpine itself added to a running host is no difference; and apk writes constraints in its own way. */
function namesOf(side: Side, other: Side, kind: string, of: (side: Side) => string[]): Set<string> {
  if (!side.running && !other.running) return new Set(of(side));
  const plain = (name: string) => (kind === 'package' ? name.replace(/[<>=~@].*/, '') : name);
  const there = new Set(of(other).map(plain));
  const own = of(side)
    .map(plain)
    .filter((name) => !(kind === 'package' && name.startsWith('!')));
  return new Set(own.filter((name) => there.has(name) || !isOfAlpine(kind, name)));
}

/** The agent's list has what it adds to world later: on a running host world alone says what is there. */
function packages(side: Side): string[] {
  return [...lines(side, 'etc/apk/world'), ...(side.running ? [] : lines(side, 'etc/mkapkovl/packages'))];
}

/** A manifest has no contents, so a list that it does not show is not an empty list. */
function comparable({ entries }: Side, kind: string): boolean {
  const listed = {
    package: 'etc/apk/world',
    'kernel option': 'etc/mkapkovl/kernel-options',
    module: 'etc/modules',
    user: 'etc/mkapkovl/users',
  };
  const file = listed[kind as keyof typeof listed];
  const entry = file === undefined ? undefined : entries.get(file);
  return entry === undefined || entry.text !== undefined;
}

function named({ entries }: Side, pattern: RegExp): string[] {
  return [...entries.keys()].flatMap((path) => pattern.exec(path)?.[1] ?? []).sort();
}

function lines({ entries }: Side, path: string): string[] {
  return (entries.get(path)?.text ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
