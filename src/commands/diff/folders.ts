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
  change: 'added' | 'removed' | 'changed' | 'none';
  /** The files; null where a folder has none for this host. */
  before: string | null;
  after: string | null;
  /** Null where only one folder has the host. */
  comparison: Comparison | null;
}

type Hosts = Map<string, { name: string; side: Side }>;

/** Compares two folders host by host; undefined if neither is a folder. */
export async function compareFolders(
  before: string,
  after: string,
  reading: Reading,
): Promise<HostChange[] | Refused | undefined> {
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
async function compareHosts(before: string, a: Folder, after: string, b: Folder): Promise<HostChange[] | Refused> {
  if (a.members.length === 0 && b.members.length === 0)
    return together([...new Set([before, after])].map(withoutHosts));
  const read = [await hostsOf(a), await hostsOf(b)] as const;
  const refused = read.flatMap(({ refused }) => refused);
  return refused.length === 0 ? changesOf(read[0].hosts, read[1].hosts) : together(refused);
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

function changesOf(before: Hosts, after: Hosts): HostChange[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort(compareBytes);
  return names.map((host) => {
    const [a, b] = [before.get(host), after.get(host)];
    const files = { before: a?.name ?? null, after: b?.name ?? null };
    if (!a || !b) return { host, change: a ? 'removed' : 'added', ...files, comparison: null };
    const comparison = compare(a.side, b.side);
    return { host, change: comparison.equal ? 'none' : 'changed', ...files, comparison };
  });
}

/** By host name, because a file may get another name. Of two with one name both are compared, each under its file, too. */
async function hostsOf({ members }: Folder): Promise<{ hosts: Hosts; refused: Refused[] }> {
  const hosts: Hosts = new Map();
  const refused: Refused[] = [];
  for (const { name, read } of members) {
    const found = await read();
    if (!('side' in found)) {
      refused.push(found);
      continue;
    }
    const host = found.side.host?.hostname ?? path.basename(name).replace(overlayName, '');
    hosts.set(hosts.has(host) ? `${host} (${path.basename(name)})` : host, { name, side: found.side });
  }
  return { hosts, refused };
}
