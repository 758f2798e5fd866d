import path from 'node:path';
import { type Comparison, compare } from '../../compare/compare.ts';
import type { Side } from '../../compare/side.ts';
import { problemAt as profileProblemAt } from '../../profile/codes.ts';
import { compareBytes } from '../../tree/entry.ts';
import { problemAt } from '../codes.ts';
import { type Folder, openFolder, overlayName } from './open-folder.ts';
import { failed, isHost, type Reading, type Refused, readSide } from './read-side.ts';
import { isThere } from './there.ts';

/** What becomes of a host from one folder to another. */
export interface HostChange {
  host: string;
  /** Unknown where a file cannot be read that is of this host, or may be. */
  change: 'added' | 'removed' | 'changed' | 'none' | 'unknown';
  /** The files; null where a folder has none for this host. */
  before: string | null;
  after: string | null;
  /** Null where only one folder has the host, or a file cannot be read. */
  comparison: Comparison | null;
}

/** The hosts of two folders, and what is wrong with the files that cannot be read. */
export interface FoldersCompared {
  hosts: HostChange[];
  refused: Refused;
}

type Hosts = Map<string, { name: string; side: Side }>;

interface ReadHosts {
  hosts: Hosts;
  /** The files that cannot be read. */
  unread: string[];
  refused: Refused[];
}

/** Compares two folders host by host; undefined if neither is a folder. */
export async function compareFolders(
  before: string,
  after: string,
  reading: Reading,
): Promise<FoldersCompared | Refused | undefined> {
  const a = await openFolder(before, reading);
  const b = await openFolder(after, reading);
  try {
    const refused = [a, b].flatMap((each) => (each && !isOpen(each) ? [each] : []));
    if (refused.length > 0) return together(refused);
    if (isOpen(a) && isOpen(b)) return await compareHosts(before, a, after, b);
    if (isOpen(a)) return await folderAlone(before, after, reading);
    return isOpen(b) ? await folderAlone(after, before, reading) : undefined;
  } finally {
    for (const folder of [a, b]) if (isOpen(folder)) folder.close();
  }
}

/** One without hosts is compared, too: the other has all of them more. Of two it is a wrong name. */
async function compareHosts(before: string, a: Folder, after: string, b: Folder): Promise<FoldersCompared | Refused> {
  if (a.members.length === 0 && b.members.length === 0)
    return together([...new Set([before, after])].map(withoutHosts));
  const read = [await hostsOf(a), await hostsOf(b)] as const;
  return { hosts: changesOf(...read), refused: together(read.flatMap(({ refused }) => refused)) };
}

function withoutHosts(name: string): Refused {
  const reason = name.startsWith('git:')
    ? 'it is a directory without profiles'
    : 'it is a directory without profiles and overlays';
  return failed(profileProblemAt('file-unreadable', { place: { file: name } }, { file: name, reason }));
}

/** What is wrong with the other one itself, such as its name, comes first. */
async function folderAlone(folder: string, other: string, reading: Reading): Promise<Refused> {
  const mayBeWrong = !isHost(other, reading) && !isThere(path.resolve(reading.cwd, other));
  const read = mayBeWrong ? await readSide(other, reading) : undefined;
  if (read && 'findings' in read) return read;
  return failed(problemAt('diff-folder-alone', { place: { file: folder } }, { folder, other }));
}

const isOpen = (folder: Folder | Refused | undefined): folder is Folder => folder !== undefined && 'members' in folder;

const together = (refused: readonly Refused[]): Refused => ({
  findings: refused.flatMap(({ findings }) => findings),
  places: refused.flatMap(({ places }) => places),
});

function changesOf(before: ReadHosts, after: ReadHosts): HostChange[] {
  const names = [...new Set([...before.hosts.keys(), ...after.hosts.keys()])];
  const changes = names.map((host) => changeOf(host, before, after));
  const known = new Set(changes.flatMap(({ before, after }) => [before, after]));
  // Of these no file of the other folder shows the name of the host.
  const left = [...new Set([...before.unread, ...after.unread])].filter((name) => !known.has(name));
  const unknown = [...new Set(left.map(stemOf))].map((host): HostChange => {
    const files = { before: unreadOf(host, before) ?? null, after: unreadOf(host, after) ?? null };
    return { host, change: 'unknown', ...files, comparison: null };
  });
  return [...changes, ...unknown].sort((a, b) => compareBytes(a.host, b.host));
}

function changeOf(host: string, before: ReadHosts, after: ReadHosts): HostChange {
  const [a, b] = [before.hosts.get(host), after.hosts.get(host)];
  const files = { before: a?.name ?? null, after: b?.name ?? null };
  if (a && b) {
    const comparison = compare(a.side, b.side);
    return { host, change: comparison.equal ? 'none' : 'changed', ...files, comparison };
  }
  const [there, other] = a ? [a, after] : [b!, before];
  const unread = unreadOf(stemOf(there.name), other);
  if (unread !== undefined)
    return { host, change: 'unknown', ...files, [a ? 'after' : 'before']: unread, comparison: null };
  // Its file may have another name there, and be one of those that cannot be read.
  const change = other.unread.length > 0 ? 'unknown' : a ? 'removed' : 'added';
  return { host, change, ...files, comparison: null };
}

const stemOf = (name: string) =>
  path
    .basename(name)
    .replace(overlayName, '')
    .replace(/\.ya?ml$/i, '');

const unreadOf = (stem: string, { unread }: ReadHosts) => unread.find((name) => stemOf(name) === stem);

/** By host name, because a file may get another name. Of two with one name both are compared, each under its file, too. */
async function hostsOf({ members }: Folder): Promise<ReadHosts> {
  const hosts: Hosts = new Map();
  const unread: string[] = [];
  const refused: Refused[] = [];
  for (const { name, read } of members) {
    const found = await read();
    if (!('side' in found)) {
      refused.push(found);
      unread.push(name);
      continue;
    }
    const host = found.side.host?.hostname ?? path.basename(name).replace(overlayName, '');
    hosts.set(hosts.has(host) ? `${host} (${path.basename(name)})` : host, { name, side: found.side });
  }
  return { hosts, unread, refused };
}
